// exit 0
// out binary 17 -12 84 4 2 -4 -2 4 7 13 65536 -4 49152 -7
// out compare 0 1 0 0 1 0 1 1 0 1 1 0 1 1
// out unary -5 -6 0 1 1 -14 -15 14 14 0
// out assign 7 12 10 40 8 2 14 10 9 1152 288 27 16 344
// out steps 5 7 7 5 127 -128 127 -128
// out logic 0 1 1 0 0 6 1 4 3 4 2 1
// out choose 2 3 5 27 2 1
// out wrap -9223372036854775808 -1 -9223372036854775802 4294967301 -2147483641 1317624576693539401
// out precedence 14 -11 7 1 7 3 3
// out sizes 1 8 8 24 8
// Every operator, on variables and constants.
long calls;

void put(char *text)
{
  long length = 0;
  while (text[length])
    length++;
  syscall(1, 1, (long)text, length);
}

void show(long value)
{
  char digits[24];
  char *at = digits + 23;
  long negative = value < 0;
  *at = 0;
  do {
    *--at = '0' + (negative ? -(value % 10) : value % 10);
    value /= 10;
  } while (value);
  if (negative)
    *--at = '-';
  put(" ");
  put(at);
}

long count(long result)
{
  calls++;
  return result;
}

struct three { char a; long b; char c; };

long main(long argc, char **argv)
{
  long a = 14;
  long b = 3;
  long x;
  char c;
  char *text = "abc";
  put("binary");
  show(a + b); show(a - 26); show(a * 6); show(a / b); show(a % b); show(-a / b); show(-a % b);
  show(a & 7 & ~2); show(a & 6 | 1); show(a ^ b); show(1 << 16); show(-8 >> 1); show(b << a); show(7 - a);
  put("\ncompare");
  show(a == b); show(a != b); show(a < b); show(b > a); show(a >= 14); show(a <= 13); show(1 <= 1);
  show(a == a); show(a != a); show(b < a); show(a > b); show(a <= 2); show(a >= b); show(-1 < 1);
  put("\nunary");
  show(-5); show(~5); show(!a); show(!0); show(!!a); show(-a); show(~a); show(+a); show(- -a); show(!(a > 2));
  put("\nassign");
  x = 7; show(x); x += 5; show(x); x -= 2; show(x); x *= 4; show(x); x /= 5; show(x); x %= 3; show(x);
  x |= 12; show(x); x &= 10; show(x); x ^= 3; show(x); x <<= 7; show(x); x >>= 2; show(x);
  x = a = b = 9; show(x + a + b); show(x += a -= 2); show((x = 300) + (c = 300));
  put("\nsteps");
  x = 5; show(x++); show(++x); show(x--); show(--x);
  c = 127; show(c++); show(c); show(--c); c = -128; show(c--);
  put("\nlogic");
  show(a && 0); show(a && b); show(0 || b); show(0 || !b); show(!(a && b)); show(!(0 || 0) + 5);
  show(count(0) || count(1) || count(1) ? count(1) && !count(0) : 7);
  show(calls); x = (a > 1 && (b > 50 || a == 7) && !(a < b)) + 3; show(x); show(calls);
  if (!(a == 7 && (count(0) || !count(0))) || a == 6) show(1); else show(2);
  if ((a == 7 && b == 8) || (a == 7 && b == 9)) show(1); else show(2);
  put("\nchoose");
  show(a ? 2 : 3); show(!a ? 2 : 3); show(a == 3 ? 4 : b == 9 ? 5 : 6); show((a ? b : a) * 3);
  show((a ? a == 1 : a == 2) ? 1 : 2); show(argc ? 1 || count(0) : 0 && count(1));
  put("\nwrap");
  show(0x7FFFFFFFFFFFFFFF + 1); show(0x7FFFFFFFFFFFFFFF * 2 + 1); show(a + 0x7FFFFFFFFFFFFFFF);
  show(a + 0x7FFFFFFF + 0x7FFFFFFF); show(a - 0x80000000); show(0x7FFFFFFFFFFFFFFF / a);
  put("\nprecedence");
  show(2 + 3 * 4); show(2 - 3 * 4 - 1); show(1 + 2 * 3 & 7 | 0); show(1 << 2 == 4 == 1);
  show(1 + 2 << 1 + 1 - 3 / 3 | 3); show(7 & 3 ^ 0 && 1 ? 3 : 4); show(1 | 2 ^ 3 & 4 == 4 < 5);
  put("\nsizes");
  show(sizeof(char)); show(sizeof(long)); show(sizeof(char *)); show(sizeof(struct three));
  show(sizeof(struct three **));
  put("\n");
  return argc == 3 && argv[1][0] == 'o' && argv[2][2] == 'o' && *argv[1] == text[0] + 14 ? 0 : 1;
}
