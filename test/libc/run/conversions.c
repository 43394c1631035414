// conversions.c: long double to unsigned long and back, and what a compiler makes of negative constants.
#include <stdio.h>

int main(void)
{
  long double numbers[] = {
    0.0, 0.5, 0.99999, 1.0, 1.5, 4294967296.5, 123456789012345678.0, 9223372036854775808.0,
    18446744073709549568.0, 0.0, 0.0, -0.0, -0.5, -1.0, -9223372036854775808.0, 0.0,
  };
  int i;
  numbers[9] = numbers[7] - 1;
  numbers[10] = numbers[7] * 2 - 1;
  numbers[15] = numbers[14] + 1;
  for (i = 0; i < 16; i++) {
    unsigned long is = numbers[i];
    long double back = is;
    printf("%lu %f %d\n", is, (double)back, back == numbers[i]);
  }
  printf("%d %d %ld %d\n", (int)-3.5, (signed char)-3.5, (long)-1000000000000000000.0, (short)(float)-3.5);
  return 0;
}
