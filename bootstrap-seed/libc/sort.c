// sort.c: qsort by Shell's method: insertion sort, over ever smaller distances.
#include <stdlib.h>

static void swap(char *a, char *b, size_t size)
{
  char byte;
  while (size > 0) {
    size--;
    byte = a[size];
    a[size] = b[size];
    b[size] = byte;
  }
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
  size_t distance;
  size_t i;
  char *at;
  for (distance = count / 2; distance > 0; distance /= 2)
    for (i = distance; i < count; i++) {
      at = (char *)base + i * size;
      while (at >= (char *)base + distance * size && compare(at - distance * size, at) > 0) {
        swap(at - distance * size, at, size);
        at -= distance * size;
      }
    }
}
