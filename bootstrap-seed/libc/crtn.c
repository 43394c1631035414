// crtn.c: tinycc links crtn.o after a program; here it has nothing to add.
