// conversions.c: long double to unsigned long and back, and what a compiler makes of negative constants.
#include <stdio.h>
#include <stdlib.h>

static const char *const numbers[] = {
  "0.0", "0.5", "0.99999", "1.0", "1.5", "4294967296.5", "123456789012345678.0", "1e-4000",
  "9223372036854775807.0", "9223372036854775808.0", "18446744073709549568.0", "18446744073709551615.0",
  "-0.0", "-0.5", "-1.0", "-9223372036854775807.0", "-9223372036854775808.0",
};

int main(void)
{
  int folded = -3.5, single = -(float)3.5, i;
  long whole = -(long double)3.5, large = -(double)1000000000000000000;
  signed char small = -3.5;
  for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
    long double number = strtold(numbers[i], NULL);
    unsigned long is = number;
    long double back = is;
    printf("%lu %f %d\n", is, (double)back, back == number);
  }
  printf("%d %d %ld %ld %d\n", folded, single, whole, large, small);
  return 0;
}
