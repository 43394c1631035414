/* Floating point: constants right to the last bit, arithmetic, conversions, comparisons, NaN. */
#include "run.h"

static void bits_f(float x) { printx(*(unsigned *)&x); }
static void bits_d(double x) { printx(*(unsigned long *)&x); }
static void bits_l(long double x)
{
  printx(*(unsigned long *)&x);
  printx(((unsigned short *)&x)[4]);
}

/* Constants are quotients that the program computes; what they cannot say is made of bits here. */
static double double_of(unsigned long bits) { return *(double *)&bits; }
static float float_of(unsigned bits) { return *(float *)&bits; }

static double add(double a, double b) { return a + b; }
static float addf(float a, float b) { return a + b; }
static long double addl(long double a, long double b) { return a + b; }
static int compare(double a, double b)
{
  return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5;
}
static int comparel(long double a, long double b)
{
  return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5;
}
static int comparef(float a, float b)
{
  return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5;
}

int main(void)
{
  int i;
  double zero = 0, nan, x;
  float f;
  long double l;
  unsigned long u;
  bits_d(0.1); bits_d(3.14159265358979); bits_d(.5); bits_d(5.); bits_d(9007199254740991.);
  bits_d(0.000000000000001); bits_d(123.456); bits_d(0.0); bits_d(-2.5); bits_d(9.995);
  bits_d(double_of(1)); bits_d(double_of(0x7FF0000000000000)); bits_l(double_of(1));
  bits_f(float_of(1)); bits_d(float_of(1)); bits_f(float_of(0x7F7FFFFF)); bits_f(double_of(1) + 1);
  bits_f(double_of(0x36A0000000000000)); bits_f(double_of(0x47EFFFFFF0000000)); bits_f(16777217.0);
  l = double_of(0x7FE0000000000000); l *= l; bits_l(l); bits_d(l); bits_f(l); bits_l(-l); l = 1 / l; bits_l(l); bits_d(l);
  bits_d(add(0.1, 0.2)); bits_f(addf(0.1, 0.2)); bits_l(addl(0.1, 0.2));
  x = 10; x /= 3; bits_d(x); x *= 7; bits_d(x); x -= 0.5; bits_d(x); x = -x; bits_d(x);
  f = 10; f /= 3; bits_f(f); f *= 7; bits_f(f); f -= 0.5; bits_f(f); f = -f; bits_f(f);
  l = 10; l /= 3; bits_l(l); l *= 7; bits_l(l); l -= 0.5; bits_l(l); l = -l; bits_l(l);
  ++x; bits_d(--x); bits_d(x); ++f; bits_f(f); bits_f(--f); ++l; bits_l(l); bits_l(--l);
  bits_d((float)1.0 + 2); bits_d(f + x); bits_l(x + l); bits_l(l * 3); bits_l(3 / l);
  nan = zero / zero;
  print(compare(1, 2)); print(compare(2, 1)); print(compare(2, 2)); print(compare(nan, 1));
  print(compare(1, nan)); print(compare(nan, nan)); print(compare(-zero, zero));
  print(comparel(1, 2)); print(comparel(2, 1)); print(comparel(2, 2)); print(comparel(nan, 1));
  print(comparef(1, 2)); print(comparef(2, 1)); print(comparef(2, 2)); print(comparef(nan, 1));
  print(nan ? 1 : 0); print(!nan); print(!zero); print(zero || nan); print(x && l);
  if (x) prints("x"); if (zero) prints("zero"); if (!l) prints("!l");
  while (zero) break;
  print((int)3.99); print((int)-3.99); print((long)100000000000000.0); print((unsigned)4000000000.0);
  x = 18000000000000000000UL; print((unsigned long)x == 18000000000000000000UL); l = x; u = l; printx(u);
  x = 5000000000000000000; printx((unsigned long)x); f = 10000000000000000000U; printx((unsigned long)f); x = 3.7; u = x; print(u);
  x = -3.7; print((signed char)x); print((int)x); print((long)x); f = 200.5; print((unsigned char)f);
  l = -7.9; print((int)l); print((long)l); print((short)l); l = 9300000000000000001U; printx((unsigned long)l);
  u = 18446744073709551615UL; bits_d(u); bits_f(u); bits_l(u); u >>= 1; bits_d(u); bits_f(u); bits_l(u);
  u = 9223372036854775809UL; bits_d(u); bits_f(u); bits_l(u);
  bits_d(-5L); bits_f(-5); bits_l(-5); bits_d(4000000000u); bits_f((char)-3); i = -9; bits_l(i);
  bits_f(0.1); bits_d((float)0.1); x = 0.1; f = x; bits_f(f); l = f; bits_l(l);
  l = 1; l /= 10; x = l; bits_d(x); f = l; bits_f(f);
  print(0.5 == (float)0.5); print(0.1 == (float)0.1);
  bits_d(i ? 1 : 2.5); bits_l(i ? 1.5 : (long double)2.5); bits_d((i, 2.5)); i += 2.7; print(i); i *= 1.5; print(i);
  bits_d(-0.0); bits_f(-zero); bits_d(+x); print(sizeof((float)1.0 + 1)); print(sizeof((float)1.0 + (long double)1.0));
  return 0;
}
