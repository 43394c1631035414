// big.c: arithmetic on whole numbers of any size, as one does it on paper, in digits of 32 bits.
#include "big.h"

// b = b * factor + addend
void big_multiply_add(struct big *b, unsigned factor, unsigned addend)
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
unsigned big_divide(struct big *b, unsigned divisor)
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
void big_power_of_ten(struct big *b, int power)
{
  for (; power >= 9; power -= 9)
    big_multiply_add(b, 1000000000, 0);
  for (; power > 0; power--)
    big_multiply_add(b, 10, 0);
}

// b = b * 2 ^ bits
void big_shift(struct big *b, int bits)
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
int big_width(const struct big *b)
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
int big_compare(const struct big *a, const struct big *b)
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
void big_subtract(struct big *a, const struct big *b)
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
