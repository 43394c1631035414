// unistd.h
#include <stddef.h>

extern char **environ;

long read(int descriptor, void *to, size_t size);
long write(int descriptor, const void *from, size_t size);
long lseek(int descriptor, long offset, int origin);
int close(int descriptor);
int unlink(const char *path);
char *getcwd(char *to, size_t size);
int execvp(const char *file, char *const *arguments);
void _exit(int status);
