// big.h: whole numbers of any size that floating conversions need, for decimal.c and print.c.
//
// A number is BIG_WORDS words of 32 bits, the lowest first; `length` of them are in use, the highest
// of these is not 0, and 0 has length 0. Nothing here checks for overflow: the callers know bounds.

enum { BIG_WORDS = 800 };       // 25,600 bits, or 7,700 decimal digits

struct big {
  int length;
  unsigned words[BIG_WORDS];
};

void big_multiply_add(struct big *b, unsigned factor, unsigned addend);
unsigned big_divide(struct big *b, unsigned divisor);
void big_power_of_ten(struct big *b, int power);
void big_shift(struct big *b, int bits);
int big_width(const struct big *b);
int big_compare(const struct big *a, const struct big *b);
void big_subtract(struct big *a, const struct big *b);
