// crtn.c: tinycc links crtn.o behind a program; here it has nothing to add.
