// fixunsxfdi.c: from long double to unsigned long, in place of libtcc1's function of that name,
// which forgets the sign. tinycc itself counts on the sign: it folds (int)-3.5 by way of unsigned
// long, and would make 3 of it. What does not fit becomes what gcc makes of it.

// Compiling libtcc1.c, the recipe gives libtcc1's function another name.
#undef __fixunsxfdi

unsigned long long __fixunsxfdi(long double value)
{
  union { long double value; struct { unsigned long mantissa; unsigned short exponent; } part; } is;
  unsigned long magnitude;
  int shift;
  if (value >= 4294967296.0 * 4294967296.0)
    return 0;
  if (!(value > -4294967296.0 * 2147483648.0))      // too small, or not a number
    return 1UL << 63;
  is.value = value;
  shift = 16383 + 63 - (is.part.exponent & 0x7FFF);
  magnitude = shift < 64 ? is.part.mantissa >> shift : 0;
  return value < 0 ? -magnitude : magnitude;
}
