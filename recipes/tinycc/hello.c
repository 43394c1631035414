// hello.c: the first program of a finished compiler. It asks a little of everything: text,
// whole and floating numbers, sorting, memory.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int descending(const void *a, const void *b)
{
  return *(const int *)b - *(const int *)a;
}

int main(void)
{
  int numbers[] = { 3, 1, 2 };
  char *text = malloc(100);
  qsort(numbers, 3, sizeof(int), descending);
  sprintf(text, "hello, world: %d %d %d, %.3f, %lu", numbers[0], numbers[1], numbers[2],
          strtod("0.1", NULL) * 10, strtoul("ffffffffffffffff", NULL, 16));
  printf("%s\n", text);
  return strcmp(text, "hello, world: 3 2 1, 1.000, 18446744073709551615") != 0;
}
