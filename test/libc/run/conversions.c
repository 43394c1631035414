// conversions.c: long double to unsigned long and back, and what a compiler makes of negative constants.
#include <stdio.h>

static long double numbers[] = {
  0.0L, 0.5L, 0.99999L, 1.0L, 1.5L, 4294967296.5L, 123456789012345678.0L, 1e-4000L,
  9223372036854775807.0L, 9223372036854775808.0L, 18446744073709549568.0L, 18446744073709551615.0L,
  -0.0L, -0.5L, -1.0L, -9223372036854775807.0L, -9223372036854775808.0L,
};

static int folded = -3.5, single = -3.5f;
static long whole = -3.5L, large = -1e18;
static signed char small = -3.5;

int main(void)
{
  int i;
  for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
    unsigned long is = numbers[i];
    long double back = is;
    printf("%lu %f %d\n", is, (double)back, back == numbers[i]);
  }
  printf("%d %d %ld %ld %d\n", folded, single, whole, large, small);
  return 0;
}
