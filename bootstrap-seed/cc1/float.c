// float.c: decimal and hexadecimal floating constants, exactly rounded, with whole numbers only.
//
// A constant is D * 10^e. Written as a fraction N / M of two big whole numbers, it is shifted by
// powers of two until 1 <= N / M < 2; then school division in base two gives the 64 bits of an x87
// mantissa, and what remains of N says whether to round up. Rounding once, from the exact value, to
// the 64, 53 or 24 bits of the type, is what makes the result right to the last bit.
//
// A floating value here is mantissa / 2^63 * 2^exponent with the mantissa's top bit set; 0 is
// mantissa 0, infinity has exponent 16384. The sign is kept beside it, as `negative`.

enum {
  BIG_LIMBS = 1600,             // 32 bits each
  DIGIT_LIMIT = 1000,           // significant digits of a constant
  INFINITE = 16384,
  KIND_FLOAT = 0, KIND_DOUBLE, KIND_LONG_DOUBLE
};

long float_bits[] = { 24, 53, 64 };
long float_least[] = { -126, -1022, -16382 };   // exponents of the smallest and largest normals
long float_most[] = { 127, 1023, 16383 };

struct big {
  long length;
  long limbs[BIG_LIMBS];        // the lowest first, each 0 .. 2^32 - 1
};

struct big numerator;
struct big denominator;

long mantissa;                  // the results of this file
long exponent;

void big_set(struct big *b, long value) {
  b->length = 1;
  b->limbs[0] = value;
}

// b = b * factor + addend, both below 2^31
void big_multiply(struct big *b, long factor, long addend) {
  long i;
  for (i = 0; i < b->length; i++) {
    addend = addend + b->limbs[i] * factor;
    b->limbs[i] = addend & 0xFFFFFFFF;
    addend = addend >> 32;
  }
  if (addend) {
    b->limbs[b->length] = addend;
    b->length++;
  }
}

void big_power_of_ten(struct big *b, long power) {
  while (power > 0) {
    big_multiply(b, power >= 9 ? 1000000000 : 10, 0);
    power = power - (power >= 9 ? 9 : 1);
  }
}

void big_shift(struct big *b, long bits) {
  long words = bits / 32;
  long i;
  if (bits % 32)
    big_multiply(b, (long)1 << (bits % 32 - 1), 0);
  if (bits % 32)
    big_multiply(b, 2, 0);
  if (words) {
    for (i = b->length - 1; i >= 0; i--)
      b->limbs[i + words] = b->limbs[i];
    for (i = 0; i < words; i++)
      b->limbs[i] = 0;
    b->length = b->length + words;
  }
}

long big_width(struct big *b) {
  long width = 0;
  while (b->length > 1 && b->limbs[b->length - 1] == 0)
    b->length--;
  while (b->limbs[b->length - 1] >> width)
    width++;
  return (b->length - 1) * 32 + width;
}

// -1, 0 or 1 as a is below, equal to or above b
long big_compare(struct big *a, struct big *b) {
  long i = a->length > b->length ? a->length : b->length;
  long x;
  long y;
  while (i > 0) {
    i--;
    x = i < a->length ? a->limbs[i] : 0;
    y = i < b->length ? b->limbs[i] : 0;
    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}

// a = a - b, where a >= b
void big_subtract(struct big *a, struct big *b) {
  long borrow = 0;
  long i;
  for (i = 0; i < a->length; i++) {
    borrow = borrow + a->limbs[i] - (i < b->length ? b->limbs[i] : 0);
    a->limbs[i] = borrow & 0xFFFFFFFF;
    borrow = borrow >> 32;
  }
}

// Rounds mantissa and exponent to a kind, ties to even. tail says what lies below the mantissa's
// last bit: 0 nothing, 1 less than half of it, 2 half, 3 more.
void float_round(long kind, long tail) {
  long drop = 64 - float_bits[kind];
  long low;
  long half;
  long up;
  if (mantissa == 0 || exponent == INFINITE)
    return;
  if (exponent < float_least[kind])
    drop = drop + float_least[kind] - exponent;
  if (drop > 64) {
    mantissa = 0;
    return;
  }
  if (drop == 0) {
    up = tail == 3 || (tail == 2 && mantissa & 1);
    mantissa = mantissa + up;
  } else {
    half = (long)1 << (drop - 1);
    low = drop == 64 ? mantissa : mantissa & ((half << 1) - 1);
    mantissa = drop == 64 ? 0 : shift_right(mantissa, drop);
    up = below(half, low) || (low == half && (tail || mantissa & 1));
    if (drop == 64) {
      mantissa = up ? (long)1 << 63 : 0;
      exponent = exponent + up;
      return;
    }
    mantissa = (mantissa + up) << drop;
  }
  if (mantissa == 0) {
    mantissa = (long)1 << 63;
    exponent++;
  }
  if (exponent > float_most[kind]) {
    mantissa = (long)1 << 63;
    exponent = INFINITE;
  }
}

// The value numerator / denominator * 2^scale, rounded to a kind.
void float_divide(long scale, long kind) {
  long shift;
  long i;
  long tail;
  mantissa = 0;
  exponent = 0;
  if (big_width(&numerator) == 0)
    return;
  shift = big_width(&denominator) - big_width(&numerator);
  if (shift > 0)
    big_shift(&numerator, shift);
  else
    big_shift(&denominator, -shift);
  if (big_compare(&numerator, &denominator) < 0) {
    big_shift(&numerator, 1);
    shift++;
  }
  exponent = scale - shift;
  for (i = 0; i < 64; i++) {
    mantissa = mantissa << 1;
    if (big_compare(&numerator, &denominator) >= 0) {
      mantissa = mantissa | 1;
      big_subtract(&numerator, &denominator);
    }
    big_multiply(&numerator, 2, 0);
  }
  tail = big_width(&numerator) == 0 ? 0 : big_compare(&numerator, &denominator) + 2;
  float_round(kind, tail);
}

void float_from_integer(long value, long kind) {
  mantissa = value;
  exponent = 63;
  if (value == 0)
    return;
  while (mantissa > 0) {
    mantissa = mantissa << 1;
    exponent--;
  }
  float_round(kind, 0);
}

// The whole part of a value below 2^64.
long float_to_integer(long m, long e) {
  if (m == 0 || e < 0 || e > 63)
    return 0;
  return shift_right(m, 63 - e);
}

// The bits of a float or double in memory.
long float_pattern(long m, long e, long negative, long kind) {
  long fraction_bits = float_bits[kind] - 1;
  long pattern = 0;
  long bias = float_most[kind];
  long fraction = ((long)1 << fraction_bits) - 1;
  if (m && e == INFINITE)
    pattern = (bias * 2 + 1) << fraction_bits;
  else if (m && e < float_least[kind])
    pattern = shift_right(m, 63 - fraction_bits + float_least[kind] - e);
  else if (m)
    pattern = ((e + bias) << fraction_bits) + (shift_right(m, 63 - fraction_bits) & fraction);
  return pattern | negative << (kind == KIND_FLOAT ? 31 : 63);
}

// The two parts of a long double in memory: 8 bytes of mantissa, 2 of sign and exponent.
long extended_mantissa(long m, long e) {
  return e < -16382 ? shift_right(m, -16382 - e) : m;
}

long extended_exponent(long m, long e, long negative) {
  long biased = m == 0 || e < -16382 ? 0 : e + 16383;
  return biased | negative << 15;
}

long digit_value(long c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return 99;
}

// float := digits ["." digits] ["e" [sign] digits] | "0x" hex ["." hex] "p" [sign] digits
// Leaves the value in mantissa and exponent; the result is where the suffix begins.
char *read_float(char *p, long kind, long place) {
  long base = *p == '0' && (p[1] == 'x' || p[1] == 'X') ? 16 : 10;
  long point = 0;               // 1 behind the point
  long scale = 0;
  long digits = 0;
  long power = 0;
  long sign = 1;
  if (base == 16)
    p = p + 2;
  big_set(&numerator, 0);
  big_set(&denominator, 1);
  while (digit_value(*p) < base || (*p == '.' && !point)) {
    if (*p == '.')
      point = 1;
    else {
      if (digits || *p != '0')
        digits++;
      if (digits > DIGIT_LIMIT)
        fail(place, "floating constant has too many digits");
      big_multiply(&numerator, base, digit_value(*p));
      scale = scale - point;
    }
    p++;
  }
  if (*p == 'e' || *p == 'E' || *p == 'p' || *p == 'P') {
    if ((*p == 'p' || *p == 'P') != (base == 16))
      fail(place, "bad exponent of a floating constant");
    p++;
    if (*p == '-')
      sign = -1;
    if (*p == '-' || *p == '+')
      p++;
    if (digit_value(*p) > 9)
      fail(place, "bad exponent of a floating constant");
    while (digit_value(*p) < 10) {
      if (power < 100000)
        power = power * 10 + digit_value(*p);
      p++;
    }
  } else if (base == 16)
    fail(place, "a hexadecimal floating constant needs an exponent");
  power = power * sign;
  if (base == 16)
    scale = scale * 4 + power;
  else {
    power = power + scale;
    scale = 0;
    if (power > 5000)
      power = 5000;             // infinite all the same
    if (power < -6500)
      big_set(&numerator, 0);   // below all that 1,000 digits can reach
    else if (power < 0)
      big_power_of_ten(&denominator, -power);
    if (power > 0)
      big_power_of_ten(&numerator, power);
  }
  float_divide(scale, kind);
  return p;
}
