// integer.c: text to whole numbers.
//
// number := {space} ["+" | "-"] ["0x" | "0"] digit {digit}
// A number out of range gives the nearest that there is, and ERANGE.
#include <errno.h>
#include <stdlib.h>

#define LARGEST ((unsigned long)-1)

static int digit_value(int c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z')
    return c - 'A' + 10;
  return 99;
}

// The number without its sign. Above LARGEST, it is LARGEST, and *overflow is set.
static unsigned long magnitude(const char *p, char **end, int base, int *negative, int *overflow)
{
  unsigned long value = 0;
  int digit;
  if (end)
    *end = (char *)p;           // stays if there is no number
  while (*p == ' ' || (*p >= '\t' && *p <= '\r'))
    p++;
  *negative = *p == '-';
  if (*p == '-' || *p == '+')
    p++;
  if ((base == 0 || base == 16) && p[0] == '0' && (p[1] == 'x' || p[1] == 'X')
      && digit_value(p[2]) < 16) {
    p += 2;
    base = 16;
  }
  if (base == 0)
    base = *p == '0' ? 8 : 10;
  *overflow = 0;
  while ((digit = digit_value(*p)) < base) {
    if (value > (LARGEST - digit) / base)
      *overflow = 1;
    value = value * base + digit;
    p++;
    if (end)
      *end = (char *)p;
  }
  return *overflow ? LARGEST : value;
}

unsigned long long strtoull(const char *text, char **end, int base)
{
  int negative;
  int overflow;
  unsigned long value = magnitude(text, end, base, &negative, &overflow);
  if (overflow)
    errno = ERANGE;
  return negative && !overflow ? -value : value;
}

long long strtoll(const char *text, char **end, int base)
{
  int negative;
  int overflow;
  unsigned long value = magnitude(text, end, base, &negative, &overflow);
  unsigned long largest = (LARGEST >> 1) + negative;
  if (value > largest) {
    errno = ERANGE;
    value = largest;
  }
  return negative ? -value : value;
}

unsigned long strtoul(const char *text, char **end, int base)
{
  return strtoull(text, end, base);
}

long strtol(const char *text, char **end, int base)
{
  return strtoll(text, end, base);
}

int atoi(const char *text)
{
  return strtoll(text, NULL, 10);
}
