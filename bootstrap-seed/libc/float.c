// float.c: decimal text to floating numbers and back, right to the last digit; and ldexp.
//
// The hard idea: no floating arithmetic at all. A decimal number is a fraction N / M of two big whole
// numbers. It is shifted by powers of two until 1 <= N / M < 2, and then divided as on paper, in
// base two, for just as many bits as the type holds for a number of that size. What is left of N
// says whether to round up. So there is one rounding, from the exact value. The result is a long
// double even for a smaller type: the conversion that follows has nothing left to round.
#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
  DIGITS = 1100,                // significant digits that are looked at one by one
  HUGE = 5000, TINY = -4960,    // powers of ten beyond all numbers and below all but 0
  BIG_WORDS = 800,              // room for 10^7700: more than 10^(DIGITS + HUGE) needs
  PRECISION = 1074,             // digits after the point that a double can have
  TEXT = 310 + PRECISION + 2    // the longest double as text
};

// A long double in memory: mantissa / 2^63 * 2^(exponent - BIAS). The top bit of the mantissa is
// set, but for 0 and numbers below the smallest normal one, which have exponent 0.
enum { BIAS = 16383, SIGN = 32768, INFINITE = 32767 };

union extended {
  long double value;
  struct {
    unsigned long mantissa;
    unsigned short exponent;    // the sign is its top bit
  } part;
};

// A whole number: words of 32 bits, the lowest first; `length` of them are in use, and the highest of
// these is not 0, so 0 has length 0.
struct big {
  int length;
  unsigned words[BIG_WORDS];
};

static struct big numerator;
static struct big denominator;

// ---- arithmetic on whole numbers, as one does it on paper, in digits of 32 bits ----

// b = b * factor + addend
static void big_multiply_add(struct big *b, unsigned factor, unsigned addend)
{
  unsigned long carry = addend;
  int i;
  for (i = 0; i < b->length; i++) {
    carry += (unsigned long)b->words[i] * factor;
    b->words[i] = carry;
    carry >>= 32;
  }
  if (carry)
    b->words[b->length++] = carry;
}

// b = b / divisor; the result is the remainder
static unsigned big_divide(struct big *b, unsigned divisor)
{
  unsigned long rest = 0;
  int i;
  for (i = b->length - 1; i >= 0; i--) {
    rest = rest << 32 | b->words[i];
    b->words[i] = rest / divisor;
    rest %= divisor;
  }
  while (b->length && b->words[b->length - 1] == 0)
    b->length--;
  return rest;
}

// b = b * 10 ^ power
static void big_power_of_ten(struct big *b, int power)
{
  for (; power >= 9; power -= 9)
    big_multiply_add(b, 1000000000, 0);
  for (; power > 0; power--)
    big_multiply_add(b, 10, 0);
}

// b = b * 2 ^ bits
static void big_shift(struct big *b, int bits)
{
  int words = bits / 32;
  int i;
  if (words && b->length) {
    for (i = b->length - 1; i >= 0; i--)
      b->words[i + words] = b->words[i];
    for (i = 0; i < words; i++)
      b->words[i] = 0;
    b->length += words;
  }
  big_multiply_add(b, 1u << bits % 32, 0);
}

// The number of bits: the least w with b < 2 ^ w.
static int big_width(const struct big *b)
{
  int width = b->length * 32;
  unsigned top = b->length ? b->words[b->length - 1] : 0;
  while (width && !(top & 1u << 31)) {
    top <<= 1;
    width--;
  }
  return width;
}

// Below, equal or above 0, as a is below, equal to or above b.
static int big_compare(const struct big *a, const struct big *b)
{
  int i;
  if (a->length != b->length)
    return a->length - b->length;
  for (i = a->length - 1; i >= 0; i--)
    if (a->words[i] != b->words[i])
      return a->words[i] < b->words[i] ? -1 : 1;
  return 0;
}

// a = a - b, where a >= b
static void big_subtract(struct big *a, const struct big *b)
{
  long carry = 0;
  int i;
  for (i = 0; i < a->length; i++) {
    carry += (long)a->words[i] - (i < b->length ? b->words[i] : 0);
    a->words[i] = carry;
    carry >>= 32;
  }
  while (a->length && a->words[a->length - 1] == 0)
    a->length--;
}

// ---- text to number ----

static int is_digit(int c)
{
  return c >= '0' && c <= '9';
}

// digits := {DIGIT} ["." {DIGIT}], at least one in all
// The digits go to the numerator, the power of ten to *scale. After the first DIGITS digits, only
// whether there is another than 0 matters: it is kept as a last digit 1. 0 if there are no digits.
static const char *read_digits(const char *p, int *scale)
{
  int seen = 0;
  int behind_point = 0;
  int count = 0;
  int rest = 0;
  *scale = 0;
  numerator.length = 0;
  while (is_digit(*p) || (*p == '.' && !behind_point)) {
    if (*p == '.')
      behind_point = 1;
    else {
      seen = 1;
      if (count < DIGITS) {
        big_multiply_add(&numerator, 10, *p - '0');
        count += numerator.length > 0;
        *scale -= behind_point;
      } else {
        rest |= *p != '0';
        *scale += !behind_point;
      }
    }
    p++;
  }
  if (rest) {
    big_multiply_add(&numerator, 10, 1);
    *scale -= 1;
  }
  return seen ? p : NULL;
}

// exponent := ("e" | "E") ["+" | "-"] DIGIT {DIGIT}
static const char *read_exponent(const char *p, int *scale)
{
  const char *digit = p + 1;
  int power = 0;
  if (*p != 'e' && *p != 'E')
    return p;
  if (*digit == '+' || *digit == '-')
    digit++;
  if (!is_digit(*digit))
    return p;
  while (is_digit(*digit)) {
    if (power < 100000000)
      power = power * 10 + *digit - '0';
    digit++;
  }
  *scale += p[1] == '-' ? -power : power;
  return digit;
}

// numerator / denominator, of `bits` bits and at least 2^least, or fewer bits below that.
static long double divide(int bits, int least)
{
  union extended result;
  unsigned long mantissa = 0;
  int exponent = big_width(&numerator) - big_width(&denominator);
  int keep;
  int i;
  int tail;
  if (exponent < 0)
    big_shift(&numerator, -exponent);
  else
    big_shift(&denominator, exponent);
  if (big_compare(&numerator, &denominator) < 0) {
    big_shift(&numerator, 1);
    exponent--;
  }
  keep = exponent < least ? bits - (least - exponent) : bits;
  for (i = 0; i < keep; i++) {
    mantissa <<= 1;
    if (big_compare(&numerator, &denominator) >= 0) {
      mantissa |= 1;
      big_subtract(&numerator, &denominator);
    }
    big_shift(&numerator, 1);
  }
  tail = keep < 0 ? -1 : big_compare(&numerator, &denominator);
  if (tail > 0 || (tail == 0 && mantissa & 1)) {
    mantissa++;
    if (mantissa == 0) {        // 2^64
      mantissa = (unsigned long)1 << 63;
      exponent++;
    }
  }
  exponent += 64 - keep;        // now for a mantissa whose top bit is its bit 63
  while (mantissa && mantissa >> 63 == 0) {
    mantissa <<= 1;
    exponent--;
  }
  if (exponent > 1 - least) {   // for all three types, the largest exponent is 1 - least
    errno = ERANGE;
    mantissa = (unsigned long)1 << 63;
    exponent = INFINITE - BIAS;
  } else if (exponent <= -BIAS || mantissa == 0) {
    mantissa = mantissa ? mantissa >> (1 - BIAS - exponent) : 0;
    exponent = -BIAS;
  }
  result.part.mantissa = mantissa;
  result.part.exponent = exponent + BIAS;
  return result.value;
}

// number := {space} ["+" | "-"] digits [exponent]
static long double read_number(const char *text, char **end, int bits, int least)
{
  const char *p = text;
  union extended result;
  int negative;
  int scale;
  int size;
  while (*p == ' ' || (*p >= '\t' && *p <= '\r'))
    p++;
  negative = *p == '-';
  if (*p == '-' || *p == '+')
    p++;
  p = read_digits(p, &scale);
  if (p)
    p = read_exponent(p, &scale);
  if (end)
    *end = (char *)(p ? p : text);
  result.value = 0;
  if (p && numerator.length) {
    size = big_width(&numerator) * 3 / 10 + scale;      // about its power of ten, or a little less
    if (size > HUGE)
      scale = HUGE;
    if (size < TINY)
      scale = TINY - DIGITS - 1;
    denominator.length = 0;
    big_multiply_add(&denominator, 0, 1);
    big_power_of_ten(&denominator, -scale);
    big_power_of_ten(&numerator, scale);
    result.value = divide(bits, least);
  }
  if (p && negative)
    result.part.exponent |= SIGN;
  return result.value;
}

long double strtold(const char *text, char **end)
{
  return read_number(text, end, 64, -16382);
}

double strtod(const char *text, char **end)
{
  return read_number(text, end, 53, -1022);
}

float strtof(const char *text, char **end)
{
  return read_number(text, end, 24, -126);
}

// A long double holds every double times every power of two that matters; so there is one rounding.
double ldexp(double value, int power)
{
  union extended x;
  x.value = value;
  if (value == 0 || (x.part.exponent & ~SIGN) == INFINITE)
    return value;
  x.part.exponent += power > 4000 ? 4000 : power < -4000 ? -4000 : power;
  return x.value;
}

// ---- number to text ----

// The value, without its sign, with `precision` digits after the point; NULL if these are too many.
// A double is m * 2^e. Its digits are those of the whole number nearest to m * 2^e * 10^precision,
// the even one of two.
const char *double_text(double value, int precision)
{
  static char text[TEXT];
  char *at = text + TEXT - 1;
  union { double value; unsigned long bits; } x;
  int exponent;
  int shift;
  int rest = 0;
  int i;
  x.value = value;
  exponent = x.bits >> 52 & 2047;
  x.bits &= ((unsigned long)1 << 52) - 1;
  if (exponent == 2047)
    return x.bits ? "nan" : "inf";
  if (precision > PRECISION)
    return NULL;
  if (exponent)
    x.bits |= (unsigned long)1 << 52;
  else
    exponent = 1;
  numerator.length = 0;
  big_multiply_add(&numerator, 0, x.bits >> 32);
  big_shift(&numerator, 32);
  big_multiply_add(&numerator, 1, (unsigned)x.bits);
  big_power_of_ten(&numerator, precision);
  if (exponent > 1075)
    big_shift(&numerator, exponent - 1075);
  else {
    big_shift(&numerator, 1);   // one bit more than wanted, to round by
    for (shift = 1075 - exponent; shift > 0; shift -= i) {
      i = shift < 31 ? shift : 31;
      rest |= big_divide(&numerator, 1u << i) != 0;
    }
    if (big_divide(&numerator, 2) && (rest || (numerator.length && numerator.words[0] & 1)))
      big_multiply_add(&numerator, 1, 1);
  }
  for (i = 0; i <= precision || numerator.length; i++) {
    if (i == precision && precision)
      *--at = '.';
    *--at = '0' + big_divide(&numerator, 10);
  }
  return at;
}
