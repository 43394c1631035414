// conversions.c: long double to unsigned long and back, and what a compiler makes of negative constants.
#include <stdio.h>

int main(void)
{
  long double large = 4294967296.0 * 2147483648.0; // 2^63
  long double numbers[] = { 0.0, 0.5, 0.99999, 1.0, 1.5, 4294967296.5, 123456789.0, -0.0, -0.5, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 };
  int i;
  numbers[10] = large;
  numbers[11] = large - 1;
  numbers[12] = large * 2 - 1;
  numbers[13] = large * 2 - 2048;
  numbers[14] = -large;
  numbers[15] = 1 - large;
  for (i = 0; i < 16; i++) {
    unsigned long is = numbers[i];
    long double back = is;
    printf("%lu %f %d\n", is, (double)back, back == numbers[i]);
  }
  printf("%d %d %ld %d\n", (int)-3.5, (signed char)-3.5, (long)-1000000000.5, (short)(float)-3.5);
  return 0;
}
