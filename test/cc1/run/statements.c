/* Statements: loops, switch, goto, scopes, static locals, recursion, variable arguments, setjmp. */
#include "run.h"

static int classify(int n)
{
  int r = 0;
  switch (n) {
  case 1: r = 10; break;
  case 2: r += 1;
  case 3: r += 2; break;
  default: r = -1;
  case 'x': r += 100; break;
  case -5: { r = 55; }
  }
  return r;
}

static int wide(unsigned long n)
{
  switch (n) {
  case 0xFFFFFFFFFFFFFFFF: return 1;
  case 0x100000000: return 2;
  case 0: return 3;
  }
  return 4;
}

static int small(unsigned char c) { switch (c) { case 200: return 1; default: return 2; } }

static int find(int rows, int columns, int wanted)
{
  int i, j;
  for (i = 0; i < rows; i++)
    for (j = 0; j < columns; j++)
      if (i * j == wanted)
        goto found;
  return -1;
found:
  return i * 100 + j;
}

static int counter(void) { static int n = 5; static int zero; zero++; return n++ + zero * 100; }
static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static long total(int count, ...)
{
  va_list list;
  long sum = 0;
  va_start(list, count);
  while (count--)
    sum = sum * 10 + va_arg(list, int);
  va_end(list);
  return sum;
}

static int mixed(char *first, ...)
{
  va_list list;
  int i, r;
  va_start(list, first);
  i = va_arg(list, int);
  r = i + va_arg(list, double) * 10;
  r += va_arg(list, long double) * 100;
  r += va_arg(list, char *)[1];
  return r + va_arg(list, long);
}

static jmp_buf where;
static void jump(int n) { if (n) jump(n - 1); else longjmp(where, 7); }
static int eight(char a, short b, int c, long d, float e, double f, long double g, char *h)
{
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + *h;
}

int shared = 3;
extern int later;
static int shadow(int shared) { { int shared = 9; { extern int shared; print(shared); } print(shared); } return shared; }
int later = 77;
int tentative;
int tentative;
typedef int number;
static int typedefs(number number) { return number + sizeof(number); }
static void nothing(void) { return; }

int main(int argc, char **argv)
{
  int i, j, k;
  for (i = -6; i < 5; i++)
    print(classify(i));
  print(classify('x')); print(wide(-1)); print(wide(1UL << 32)); print(wide(0)); print(wide(9));
  print(small(200)); print(small(-56)); print(find(10, 10, 42)); print(find(3, 3, 42));
  counter(); print(counter()); print(fibonacci(20)); print(total(5, 1, 2, 3, 4, 5));
  print(mixed("", 3, (float)2.5, (long double)1.5, "abc", 1000L));
  i = 0; do { i++; if (i == 3) continue; if (i > 7) break; } while (i < 10); print(i);
  for (i = 0, k = 0; i < 10; i++) { if (i % 2) continue; if (i == 8) break; k += i; } print(k);
  i = 10; while (i --> 0) if (i == 4) break; print(i);
  for (;;) { if (++i > 20) break; } print(i);
  if (setjmp(where) == 0) jump(10); else print(7);
  print(eight(1, 2, 3, 4, 5, 6, 7, "a")); print(shadow(4)); print(later); print(tentative);
  print(typedefs(3)); nothing(); print(argc); print(argv[1] == 0);
  if (i) if (!i) print(1); else print(2);
  switch (3) { for (;;) { case 3: i = 30; break; } print(i); }
  switch (i) print(99);
  i = 5; goto inside; while (i) { i = 100; inside: i--; print(i); if (i < 97) break; }
  { int i = 1; { int i = 2; print(i); } print(i); }
  k = (i = 3, j = 4, i + j); print(k); print(i < j ? i > 2 ? 1 : 2 : 3); ;
  return i == 3 && j == 4 ? 11 : 12;
}
