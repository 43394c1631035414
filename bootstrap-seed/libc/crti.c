// crti.c: tinycc links crti.o before a program; here it has nothing to add.
