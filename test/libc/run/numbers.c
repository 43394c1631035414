// numbers.c: random numbers read and printed, bit for bit: compilers must not differ in floating and unsigned
// arithmetic.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long state = 88172645463325252ul;

static unsigned long any(void)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

int main(void)
{
  union { double d; unsigned long bits; } x;
  union { float f; unsigned bits; } y;
  union { long double value; unsigned long part[2]; } z;
  char text[200];
  unsigned long whole, fraction;
  int power;
  int i;
  for (i = 0; i < 3000; i++) {
    whole = any() >> i % 64;
    fraction = any() >> i % 61;
    power = any() % 9000;
    power = i % 3 == 0 ? power - 4500 : i % 3 == 1 ? power % 660 - 345 : power % 90 - 55;
    sprintf(text, "%lu.%lue%d", whole, fraction, power);
    x.d = strtod(text, NULL);
    y.f = strtof(text, NULL);
    z.value = strtold(text, NULL);
    printf("%s %lx %x %lx %lx\n", text, x.bits, y.bits, z.part[0], z.part[1] & 0xFFFF);
    x.bits = any();
    if (x.d == x.d)
      printf("%f %.3f", x.d, x.d);
    whole = any() >> 12;
    power = any() % 2300;
    x.d = ldexp((double)whole, power - 1200);
    printf(" %lx %lu %ld\n", x.bits, strtoul(text, NULL, 10), strtol(text, NULL, 10));
  }
  return 0;
}
