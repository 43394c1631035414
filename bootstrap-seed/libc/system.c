// system.c: the kernel's services. A call that fails gives -1 and sets errno.
//
// There is no clock: a compiler that can see the time cannot promise the same bytes twice. It is
// always the first second of 1970, which is also what cc1 has for __DATE__ and __TIME__.
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
  SYS_READ = 0, SYS_WRITE = 1, SYS_OPEN = 2, SYS_CLOSE = 3, SYS_LSEEK = 8, SYS_MPROTECT = 10,
  SYS_EXIT = 60, SYS_GETCWD = 79, SYS_UNLINK = 87,
  STATUS_OF_ABORT = 134         // what a shell shows for a program that aborts
};

long system_call(long number, long first, long second, long third);

extern int output_was_lost;     // stdio.c

int errno;
char **environ;

// The kernel returns a small negative number for an error.
static long result(long value)
{
  if (value < 0 && value > -4096) {
    errno = -value;
    return -1;
  }
  return value;
}

int open(const char *path, int flags, ...)
{
  va_list list;
  int mode = 0;
  if (flags & O_CREAT) {
    va_start(list, flags);
    mode = va_arg(list, int);
    va_end(list);
  }
  return result(system_call(SYS_OPEN, (long)path, flags, mode));
}

int close(int descriptor)
{
  return result(system_call(SYS_CLOSE, descriptor, 0, 0));
}

long read(int descriptor, void *to, size_t size)
{
  return result(system_call(SYS_READ, descriptor, (long)to, size));
}

long write(int descriptor, const void *from, size_t size)
{
  return result(system_call(SYS_WRITE, descriptor, (long)from, size));
}

long lseek(int descriptor, long offset, int origin)
{
  return result(system_call(SYS_LSEEK, descriptor, offset, origin));
}

int unlink(const char *path)
{
  return result(system_call(SYS_UNLINK, (long)path, 0, 0));
}

int remove(const char *path)
{
  return unlink(path);
}

char *getcwd(char *to, size_t size)
{
  return result(system_call(SYS_GETCWD, (long)to, size, 0)) < 0 ? NULL : to;
}

int mprotect(void *start, size_t size, int protection)
{
  return result(system_call(SYS_MPROTECT, (long)start, size, protection));
}

// Not here: a stage's step is one program, and starts no other.
int execvp(const char *file, char *const *arguments)
{
  errno = ENOSYS;
  return -1;
}

time_t time(time_t *now)
{
  if (now)
    *now = 0;
  return 0;
}

int gettimeofday(struct timeval *now, void *zone)
{
  now->tv_sec = 0;
  now->tv_usec = 0;
  return 0;
}

// Knows the one time that there is.
struct tm *localtime(const time_t *when)
{
  static struct tm start = { 0, 0, 0, 1, 0, 70 };
  if (*when != 0) {
    errno = EINVAL;
    return NULL;
  }
  return &start;
}

char *getenv(const char *name)
{
  size_t length = strlen(name);
  char **entry;
  for (entry = environ; *entry; entry++)
    if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
      return *entry + length + 1;
  return NULL;
}

void _exit(int status)
{
  for (;;)
    system_call(SYS_EXIT, status, 0, 0);
}

void exit(int status)
{
  fflush(NULL);
  _exit(status || !output_was_lost ? status : 1);
}

void abort(void)
{
  _exit(STATUS_OF_ABORT);
}

void assertion_failed(const char *condition, const char *file, int line)
{
  fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
  abort();
}
