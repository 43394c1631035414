// stdlib.h
#include <stddef.h>

void exit(int status);
void abort(void);
char *getenv(const char *name);

void *malloc(size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

int atoi(const char *text);
long strtol(const char *text, char **end, int base);
long long strtoll(const char *text, char **end, int base);
unsigned long strtoul(const char *text, char **end, int base);
unsigned long long strtoull(const char *text, char **end, int base);
float strtof(const char *text, char **end);
double strtod(const char *text, char **end);
long double strtold(const char *text, char **end);

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
