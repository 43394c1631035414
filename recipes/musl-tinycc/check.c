// check.c: asks something of each part of the finished C library that later stages lean on, and says which answer is
// wrong.
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int failures;
static jmp_buf place;
static sigjmp_buf signal_place;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int shared;

static void is(const char *what, int right)
{
  if (!right) {
    printf("check: %s\n", what);
    failures++;
  }
}

static int descending(const void *a, const void *b)
{
  return *(const int *)b - *(const int *)a;
}

static void *add(void *argument)
{
  int i;
  for (i = 0; i < 1000; i++) {
    pthread_mutex_lock(&mutex);
    shared += *(int *)argument;
    pthread_mutex_unlock(&mutex);
  }
  return argument;
}

static void jump(int number)
{
  siglongjmp(signal_place, number);
}

static double sum(int count, ...)
{
  va_list list;
  double total = 0;
  va_start(list, count);
  while (count-- > 0)
    total += va_arg(list, int) * va_arg(list, double);
  va_end(list);
  return total;
}

static void check_text(void)
{
  char text[200];
  double d;
  long double l;
  int n;
  FILE *file;
  snprintf(text, sizeof text, "%5.2f|%-6s|%+d|%#lx|%Lg|%e|%a", 3.14159, "ab", 7, 255ul, 0.1L, 12345.678, 0.5);
  is("printf", strcmp(text, " 3.14|ab    |+7|0xff|0.1|1.234568e+04|0x1p-1") == 0);
  is("sscanf", sscanf("12 0.25 0.1 x", "%d %lf %Lf", &n, &d, &l) == 3 && n == 12 && d == 0.25 && fabsl(l - 0.1L) < 1e-18L);
  is("strtod", strtod("1e-320", NULL) == 1e-320 && strtod("1.7976931348623157e308", NULL) == 1.7976931348623157e308);
  file = tmpfile();
  is("tmpfile", file != NULL && fprintf(file, "line\n%d\n", 42) == 8);
  rewind(file);
  is("fgets", fgets(text, sizeof text, file) && strcmp(text, "line\n") == 0 && fscanf(file, "%d", &n) == 1 && n == 42);
  fclose(file);
}

static void check_numbers(void)
{
  volatile double two = 2, zero = 0;
  volatile long double many = 1e18L;
  volatile unsigned long long large = 0xfffffffffffff800ull;
  is("sqrt", fabs(sqrt(two) - 1.41421356237309515) < 1e-15);
  is("pow", pow(two, 0.5) == sqrt(two) && exp(zero) == 1 && fabs(log(two) - 0.69314718055994529) < 1e-15);
  is("sin", fabs(sin(1.0) - 0.8414709848078965) < 1e-15 && fabs(atan2(1.0, 1.0) - 0.78539816339744828) < 1e-15);
  is("long double", many + 1 != many && floorl(many + 0.5L) == many && (long long)many == 1000000000000000000);
  is("unsigned", (unsigned long long)(double)large == large && (double)large == 18446744073709549568.0);
  is("infinity", isinf(1 / zero) && isnan(zero / zero) && !isfinite(HUGE_VAL));
}

static void check_memory(void)
{
  void *blocks[100];
  int numbers[] = { 3, 1, 2 };
  int i, right = 1;
  for (i = 0; i < 100; i++) {
    blocks[i] = malloc(i * 1000 + 1);
    memset(blocks[i], i, i * 1000 + 1);
  }
  for (i = 0; i < 100; i++)
    right = right && ((char *)blocks[i])[i * 1000] == i;
  for (i = 0; i < 100; i++)
    free(blocks[i]);
  is("malloc", right);
  qsort(numbers, 3, sizeof(int), descending);
  is("qsort", numbers[0] == 3 && numbers[2] == 1);
  is("environment", setenv("NAME", "value", 1) == 0 && strcmp(getenv("NAME"), "value") == 0);
  is("errno", open("/nowhere", 0) == -1 && errno == ENOENT && strcmp(strerror(ENOENT), "No such file or directory") == 0);
}

static void check_control(void)
{
  volatile int jumps = 0;
  int number;
  if (setjmp(place) < 3)
    longjmp(place, ++jumps);
  is("setjmp", jumps == 3);
  signal(SIGUSR1, jump);
  number = sigsetjmp(signal_place, 1);
  if (number == 0)
    raise(SIGUSR1);
  is("sigsetjmp", number == SIGUSR1);
  is("varargs", sum(3, 1, 1.5, 2, 2.5, 3, 3.5) == 17);
}

static void check_processes(void)
{
  pthread_t threads[4];
  int one = 1, status = 0, i;
  int ends[2];
  char text[10] = "";
  for (i = 0; i < 4; i++)
    is("pthread_create", pthread_create(&threads[i], NULL, add, &one) == 0);
  for (i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  is("threads", shared == 4000);
  is("pipe", pipe(ends) == 0);
  if (fork() == 0) {
    write(ends[1], "child", 6);
    _exit(7);
  }
  is("wait", wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 7);
  is("read", read(ends[0], text, sizeof text) == 6 && strcmp(text, "child") == 0);
  is("system calls of six arguments", pread(ends[0], text, 1, 0) == -1 && errno == ESPIPE);
  is("time", time(NULL) > 1000000000);
}

int main(void)
{
  check_text();
  check_numbers();
  check_memory();
  check_control();
  check_processes();
  printf("check: %d wrong\n", failures);
  return failures != 0;
}
