/* Integer arithmetic: promotions, conversions, wrap-around, signed and unsigned. */
#include "run.h"

signed char sc = -128;
unsigned char uc = 200;
short ss = -32768;
unsigned short us = 65535;
int si = -2147483647 - 1;
unsigned ui = 4294967295U;
long sl = -9223372036854775807L - 1;
unsigned long ul = 18446744073709551615UL;
long long ll = 1LL << 40;

static int shifts(int n) { return 1 << n; }
static unsigned char narrow(int n) { return n; }
static short narrow2(long n) { return n; }
static unsigned narrow4(long n) { return n; }

int main(void)
{
  int i;
  unsigned u;
  print(sc); print(uc); print(ss); print(us); print(si); print(ui); print(sl); printx(ul);
  print(ll);
  print(sc - 1); print(uc + 100); print(us * us); print(ui + 1); print(ui + 1L);
  print(si < ui); print(si < 0); print(-1 < 1u); print(-1L < 1u); print(sc < uc);
  print((signed char)uc); print((unsigned char)sc); print((short)us); print((int)ul);
  print((unsigned)sc); print((unsigned long)sc == ul - 127);
  print(shifts(31)); print(shifts(5)); print(1u << 31); print(1L << 63 == sl);
  print(-7 / 2); print(-7 % 2); print(7 / -2); print(7u / 2); print(-7 / 2u); print(ul / 10);
  print(ul % 10); print(sl / 10); print(sl % 10); print(-7 >> 1); print(ui >> 1);
  printx(sl >> 60); printx(ul >> 60); print(~0); print(~0u); print(-ui); print(!5); print(!0);
  print(narrow(300)); print(narrow2(70000)); print(narrow4(-1));
  print('a' + '\n' + '\377');
  i = 5; i += 3; print(i); i -= 10; print(i); i *= -7; print(i); i /= 2; print(i); i %= 4;
  print(i); i <<= 10; print(i); i >>= 3; print(i); i |= 0x55; print(i); i &= 0xF0; print(i);
  i ^= -1; print(i);
  uc = 255; uc++; print(uc); uc--; print(uc); print(uc++); print(++uc); sc = 127; print(sc++);
  print(sc); us = 0; print(--us); print(us--); print(us);
  u = 3000000000u; u += u; print(u); u *= 3; print(u); u /= 7; print(u); u >>= 3; print(u);
  uc = 200; uc += 100; print(uc); uc *= 10; print(uc); uc >>= 1; print(uc); uc = ~uc; print(uc);
  print(i > 3 && u > 3); print(i > 3 || u > 3); print(i ? 10 : 20); print((i, u, 3));
  print(sizeof(int) + sizeof(long) + sizeof(char) + sizeof(short) + sizeof(void *));
  print(sizeof(i + sl)); print(sizeof sc); print(sizeof(sc + sc)); print(sizeof "abc");
  print(sizeof(long double)); print(sizeof(char[3][5]));
  print(0x7fffffff + (unsigned)i); print(0xFFFFFFFF); print(0x80000000 > 0); print(2147483648);
  print(0777); print(10u - 11); print(10ul - 11 > 5);
  print((char)0x1ff); print(1 ? -1 : 2u); print((1 ? -1 : 2u) > 0); print((unsigned short)-1 + 1);
  print(2147483647 + 1u); printx(-1 ^ 0xFFFFFFFFul); print((int)3000000000u / 2);
  print(-2147483648 / 3); print(si % 10); print(si / 10); print(-si == si);
  return 42;
}
