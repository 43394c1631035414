/* What a C compiler and its C library must get right before anything is built with them: each test returns 0, or the line that failed. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPECT(condition) do { if (!(condition)) return __LINE__; } while (0)

struct pair { long first; double second; };

static struct pair swap_halves(struct pair of) {
  return (struct pair){ (long)of.second, (double)of.first };
}

static int sum(int count, ...) {
  va_list arguments;
  va_start(arguments, count);
  int total = 0;
  while (count-- > 0) total += va_arg(arguments, int);
  va_end(arguments);
  return total;
}

static int numbers(void) {
  char text[80];
  snprintf(text, sizeof text, "%d %lld %.17g %Lg", -7, 1LL << 40, 0.1, 0x1.8p3L);
  EXPECT(strcmp(text, "-7 1099511627776 0.10000000000000001 12") == 0);
  EXPECT(strtod("1e-308", NULL) == 1e-308);
  EXPECT(fabsl(sinl(1.0L) - 0.841470984807896506652502321630298999622563L) < 1e-18L);
  volatile uint32_t wide = 0xFFFFFFFF;
  EXPECT(wide + 1 == 0 && (uint64_t)wide + 1 == 0x100000000);
  volatile __int128 product = (__int128)INT64_MAX * INT64_MAX;
  EXPECT((int64_t)(product >> 64) == 0x3FFFFFFFFFFFFFFF && (int64_t)product == 1);
  struct pair swapped = swap_halves((struct pair){ 3, 4.5 });
  EXPECT(swapped.first == 4 && swapped.second == 3.0);
  EXPECT(sum(8, 1, 2, 3, 4, 5, 6, 7, 8) == 36);
  return 0;
}

static jmp_buf way_back;

static int jumps(void) {
  volatile int times = 0;
  if (setjmp(way_back) == 0) {
    times++;
    longjmp(way_back, 1);
  }
  EXPECT(times == 1);
  return 0;
}

static _Thread_local int own = 1;
static atomic_int shared;

static void *count(void *unused) {
  for (int i = 0; i < 10000; i++) {
    own++;
    atomic_fetch_add(&shared, 1);
  }
  return (void *)(intptr_t)own;
}

static int threads(void) {
  pthread_t ids[4];
  for (int i = 0; i < 4; i++) EXPECT(pthread_create(&ids[i], NULL, count, NULL) == 0);
  for (int i = 0; i < 4; i++) {
    void *result;
    EXPECT(pthread_join(ids[i], &result) == 0);
    EXPECT((intptr_t)result == 10001);
  }
  EXPECT(own == 1 && shared == 40000);
  return 0;
}

static int processes(void) {
  int ends[2];
  EXPECT(pipe(ends) == 0);
  pid_t child = fork();
  if (child == 0) {
    write(ends[1], "hello", 6);
    _exit(7);
  }
  char text[6];
  int status;
  EXPECT(read(ends[0], text, 6) == 6 && strcmp(text, "hello") == 0);
  EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7);
  errno = 0;
  EXPECT(close(ends[0]) == 0 && close(ends[0]) == -1 && errno == EBADF);
  return 0;
}

static int compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

static int memory(void) {
  int *values = malloc(1000 * sizeof *values);
  EXPECT(values != NULL);
  for (int i = 0; i < 1000; i++) values[i] = i * 7919 % 1000;
  qsort(values, 1000, sizeof *values, compare);
  for (int i = 0; i < 1000; i++) EXPECT(values[i] == i);
  free(values);
  return 0;
}

int main(void) {
  int (*const tests[])(void) = { numbers, jumps, threads, processes, memory };
  for (int i = 0; i < 5; i++) {
    int line = tests[i]();
    if (line != 0) {
      printf("check.c:%d failed\n", line);
      return 1;
    }
  }
  puts("hello from C");
  return 0;
}
