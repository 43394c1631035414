/* Floating point: constants right to the last bit, arithmetic, conversions, comparisons, NaN. */
#include "run.h"

static void bits_f(float x) { printx(*(unsigned *)&x); }
static void bits_d(double x) { printx(*(unsigned long *)&x); }
static void bits_l(long double x)
{
  printx(*(unsigned long *)&x);
  printx(((unsigned short *)&x)[4]);
}

double table[] = { 1, -2.5, 1e308, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1,
                   123456789012345678901234567890.0, 9007199254740993.0, 1e22, 1e23, 4.9e-324,
                   2.4703282292062327208e-324, 2.4703282292062328e-324, 0x1.8p3, 0x1p-1074 };
float ftable[] = { 1, -2.5f, 3.4028234e38f, 1e-45f, 0.1f, 16777217.0f, 1.1754944e-38f, 0.1,
                   7.0064923216240854e-46f, 7.1e-46f };
long double ltable[] = { 1, -2.5L, 0.1L, 1e4932L, 3.6e-4951L, 1e-4940L, 3.14159265358979323846L,
                         18446744073709551615.0L, 1.18973149535723176502e4932L, 0.1, 0.1f, 7,
                         -0.0L, 0xF.FFFFFFFFFFFFFFFp0L };

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
  for (i = 0; i < sizeof table / sizeof *table; i++)
    bits_d(table[i]);
  for (i = 0; i < sizeof ftable / sizeof *ftable; i++)
    bits_f(ftable[i]);
  for (i = 0; i < sizeof ltable / sizeof *ltable; i++)
    bits_l(ltable[i]);
  bits_d(add(0.1, 0.2)); bits_f(addf(0.1f, 0.2f)); bits_l(addl(0.1L, 0.2L));
  x = 10; x /= 3; bits_d(x); x *= 7; bits_d(x); x -= 0.5; bits_d(x); x = -x; bits_d(x);
  f = 10; f /= 3; bits_f(f); f *= 7; bits_f(f); f -= 0.5; bits_f(f); f = -f; bits_f(f);
  l = 10; l /= 3; bits_l(l); l *= 7; bits_l(l); l -= 0.5; bits_l(l); l = -l; bits_l(l);
  x++; bits_d(x--); bits_d(x); f++; bits_f(f--); bits_f(f); l++; bits_l(l--); bits_l(l);
  bits_d(1.0f + 2); bits_d(f + x); bits_l(x + l); bits_l(l * 3); bits_l(3 / l);
  nan = zero / zero;
  print(compare(1, 2)); print(compare(2, 1)); print(compare(2, 2)); print(compare(nan, 1));
  print(compare(1, nan)); print(compare(nan, nan)); print(compare(-zero, zero));
  print(comparel(1, 2)); print(comparel(2, 1)); print(comparel(2, 2)); print(comparel(nan, 1));
  print(comparef(1, 2)); print(comparef(2, 1)); print(comparef(2, 2)); print(comparef(nan, 1));
  print(nan ? 1 : 0); print(!nan); print(!zero); print(zero || nan); print(x && l);
  if (x) prints("x"); if (zero) prints("zero"); if (!l) prints("!l");
  while (zero) break;
  print((int)3.99); print((int)-3.99); print((long)1e18); print((unsigned)4e9);
  x = 1.8e19; print((unsigned long)x == 18000000000000000000UL); l = 1.8e19L; u = l; printx(u);
  x = 5e18; printx((unsigned long)x); f = 1e19f; printx((unsigned long)f); x = 3.7; u = x; print(u);
  x = -3.7; print((signed char)x); print((int)x); print((long)x); f = 200.5f; print((unsigned char)f);
  l = -7.9L; print((int)l); print((long)l); print((short)l); l = 9.3e18L; printx((unsigned long)l);
  u = 18446744073709551615UL; bits_d(u); bits_f(u); bits_l(u); u >>= 1; bits_d(u); bits_f(u); bits_l(u);
  u = 9223372036854775809UL; bits_d(u); bits_f(u); bits_l(u);
  bits_d(-5L); bits_f(-5); bits_l(-5); bits_d(4000000000u); bits_f((char)-3); i = -9; bits_l(i);
  bits_f(0.1); bits_d(0.1f); bits_d(0.1L); bits_f(0.1L); x = 0.1; f = x; bits_f(f); l = f; bits_l(l);
  l = 0.1L; x = l; bits_d(x); f = l; bits_f(f);
  print(0.5 == 0.5f); print(0.1 == 0.1f); print((_Bool)0.1); print((_Bool)zero);
  bits_d(i ? 1 : 2.5); bits_l(i ? 1.5 : 2.5L); bits_d((i, 2.5)); i += 2.7; print(i); i *= 1.5; print(i);
  bits_d(-0.0); bits_f(-zero); bits_d(+x); print(sizeof(1.0f + 1)); print(sizeof(1.0f + 1.0L));
  return 0;
}
