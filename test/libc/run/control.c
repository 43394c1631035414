// control.c: arguments, environment, setjmp, numbers of all kinds through variable arguments, exit.
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static jmp_buf buffer;
static sem_t semaphore;

static int deep(int n, int value)
{
  volatile int keep[10];
  keep[n % 10] = n;
  if (n == 0)
    longjmp(buffer, value);
  return deep(n - 1, value) + keep[n % 10];
}

static int descending(const void *a, const void *b)
{
  return *(const int *)b - *(const int *)a;
}

static long double sum(int count, ...)
{
  va_list list, copy;
  long double total = 0;
  int i;
  va_start(list, count);
  va_copy(copy, list);
  for (i = 0; i < count; i++) {
    total += va_arg(list, int);
    total += va_arg(list, long);
    total += va_arg(list, double);
  }
  va_end(list);
  for (i = 0; i < count; i++) {
    total += 1000 * va_arg(copy, int);
    total += 1000 * va_arg(copy, long);
    total += 1000 * va_arg(copy, double);
  }
  va_end(copy);
  return total;
}

int main(int argc, char **argv)
{
  int numbers[] = { 5, -3, 12, 0, 7, 7 };
  char text[100];
  volatile int turns = 0;
  int i;
  for (i = 1; i < argc; i++)
    printf("argument %d: %s\n", i, argv[i]);
  printf("%s, %d\n", getenv("LIBC_TEST"), getenv("LIBC") == NULL);
  printf("environ %d\n", environ[0] != NULL);
  i = setjmp(buffer);
  printf("setjmp %d\n", i);
  turns++;
  if (turns <= 3)
    deep(20, turns - 1);
  printf("turns %d\n", turns);
  qsort(numbers, 6, sizeof(int), descending);
  for (i = 0; i < 6; i++)
    printf("%d ", numbers[i]);
  printf("\n%.3f\n", (double)sum(3, 1, 2L, 0.5, 3, -4L, 0.25, 5, 6L, 0.125));
  i = snprintf(text, sizeof text, "%d %u %s %c %5d|%-5d|%05d|%lu|%llx|%.2x|%*s|%.*s|%%", -1, 4000000000u, "text", 'c', 42, 42, -42, 18446744073709551615ul, 0xFEDCBA9876543210ull, 7, 4, "x", 2, "xyz");
  printf("%d %s\n", i, text);
  printf("%f %.0f %.1f %0.3f %20.10f|%-10.2f|%010.2f\n", 0.1, 2.5, 0.25, -1.0005, 10000000000.0 / 3, 1.005, -1.005);
  printf("%.17f %.30f %.5f\n", strtod("1e-5", NULL), (double)strtof("3.4028235e38", NULL), (double)(strtold("1e4000", NULL) / strtold("3e3999", NULL)));
  printf("%f %f\n", ldexp(0.75, 10), ldexp(1, -1074) * strtod("1e300", NULL) * strtod("1e20", NULL));
  printf("%lu %ld %d\n", strtoul("0xFFFFFFFFFFFFFFFF", NULL, 0), strtol("-0777", NULL, 0), atoi(" 12x"));
  sem_init(&semaphore, 0, 1);
  printf("%d", sem_wait(&semaphore));
  printf(" %d", sem_post(&semaphore));
  printf(" %d\n", sem_wait(&semaphore));
  printf("mprotect %d\n", mprotect((void *)0x1001, 1, PROT_READ | PROT_EXEC) < 0 && errno == EINVAL);
  assert(argc > 0);
  exit(argc + 40);
}
