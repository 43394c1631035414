// print.c: printf and its kin, and sscanf, with the conversions that tinycc uses; others abort.
//
// conversion := "%" {"-" | "0"} [width] ["." precision] {"l"} letter
// width, precision := number | "*"
// letter := "d" | "u" | "x" | "c" | "s" | "f" | "%"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "big.h"

enum {
  CHUNK = 1000,                 // bytes gathered for a file
  EXACT = 1074,                 // digits behind the point that a double can have
  DIGITS = 310 + EXACT + 2      // the longest double, its point and a spare
};

// Where the characters go: to a piece of memory, or by way of it to a file.
struct sink {
  FILE *file;
  char *to;
  size_t size;
  size_t used;
  int total;
};

struct conversion {
  int left;                     // flag "-"
  int zeros;                    // flag "0"
  int width;
  int precision;                // -1 if there is none
};

static void put(struct sink *sink, int c)
{
  if (sink->file && sink->used == sink->size) {
    fwrite(sink->to, 1, sink->used, sink->file);
    sink->used = 0;
  }
  if (sink->used < sink->size)
    sink->to[sink->used++] = c;
  sink->total++;
}

static void put_many(struct sink *sink, int c, int count)
{
  while (count-- > 0)
    put(sink, c);
}

static void refuse(void)
{
  fputs("printf: a conversion that it does not have\n", stderr);
  abort();
}

// Puts a sign, `zeros` zeros and the body, in a field of the conversion's width.
static void put_field(struct sink *sink, struct conversion *c, int negative, int zeros,
                      const char *body, int length)
{
  int pad = c->width - negative - zeros - length;
  if (c->zeros && !c->left && pad > 0) {
    zeros += pad;
    pad = 0;
  }
  if (!c->left)
    put_many(sink, ' ', pad);
  put_many(sink, '-', negative);
  put_many(sink, '0', zeros);
  while (length-- > 0)
    put(sink, *body++);
  if (c->left)
    put_many(sink, ' ', pad);
}

static void put_integer(struct sink *sink, struct conversion *c, int negative, unsigned long value,
                        unsigned base)
{
  char text[20];
  int at = sizeof(text);
  int zeros;
  if (c->precision >= 0)
    c->zeros = 0;
  while (value) {
    text[--at] = "0123456789abcdef"[value % base];
    value /= base;
  }
  zeros = (c->precision < 0 ? 1 : c->precision) - (sizeof(text) - at);
  put_field(sink, c, negative, zeros > 0 ? zeros : 0, text + at, sizeof(text) - at);
}

// A double is m * 2^e. The digits are those of the whole number nearest to m * 2^e * 10^precision,
// the even one of two; it is computed exactly.
static void put_double(struct sink *sink, struct conversion *c, double value)
{
  static struct big number;
  union { double value; unsigned long bits; } x;
  char text[DIGITS];
  int at = DIGITS;
  int precision = c->precision < 0 ? 6 : c->precision;
  int negative;
  int exponent;
  int halvings;
  int rest = 0;
  int i;
  if (precision > EXACT)
    refuse();
  x.value = value;
  negative = x.bits >> 63;
  exponent = x.bits >> 52 & 2047;
  x.bits &= ((unsigned long)1 << 52) - 1;
  if (exponent == 2047) {
    c->zeros = 0;
    put_field(sink, c, negative, 0, x.bits ? "nan" : "inf", 3);
    return;
  }
  if (exponent)
    x.bits |= (unsigned long)1 << 52;
  else
    exponent = 1;
  number.length = 0;
  big_multiply_add(&number, 0, x.bits >> 32);
  big_shift(&number, 32);
  big_multiply_add(&number, 1, (unsigned)x.bits);
  big_power_of_ten(&number, precision);
  if (exponent > 1075)
    big_shift(&number, exponent - 1075);
  else {
    big_shift(&number, 1);      // one bit more than wanted, to round by
    for (halvings = 1075 - exponent; halvings > 0; halvings -= i) {
      i = halvings < 31 ? halvings : 31;
      rest |= big_divide(&number, 1u << i) != 0;
    }
    if (big_divide(&number, 2) && (rest || (number.length && number.words[0] & 1)))
      big_multiply_add(&number, 1, 1);
  }
  for (i = 0; i <= precision || number.length; i++) {
    if (i == precision && precision)
      text[--at] = '.';
    text[--at] = '0' + big_divide(&number, 10);
  }
  put_field(sink, c, negative, 0, text + at, DIGITS - at);
}

static int is_digit(int c)
{
  return c >= '0' && c <= '9';
}

static int read_number(const char **p)
{
  int value = 0;
  while (is_digit(**p))
    value = value * 10 + *(*p)++ - '0';
  return value;
}

static void format_all(struct sink *sink, const char *p, va_list list)
{
  struct conversion c;
  const char *text;
  int is_long;
  int length;
  long value;
  char byte;
  for (; *p; p++) {
    if (*p != '%') {
      put(sink, *p);
      continue;
    }
    c.left = 0;
    c.zeros = 0;
    c.precision = -1;
    for (p++; *p == '-' || *p == '0'; p++)
      if (*p == '-')
        c.left = 1;
      else
        c.zeros = 1;
    if (*p == '*') {
      c.width = va_arg(list, int);
      p++;
    } else
      c.width = read_number(&p);
    if (*p == '.') {
      p++;
      if (*p == '*') {
        c.precision = va_arg(list, int);
        p++;
      } else
        c.precision = read_number(&p);
    }
    for (is_long = 0; *p == 'l'; p++)
      is_long = 1;
    switch (*p) {
    case 'd':
      value = is_long ? va_arg(list, long) : va_arg(list, int);
      put_integer(sink, &c, value < 0, value < 0 ? -(unsigned long)value : value, 10);
      break;
    case 'u': case 'x':
      put_integer(sink, &c, 0, is_long ? va_arg(list, unsigned long) : va_arg(list, unsigned),
                  *p == 'u' ? 10 : 16);
      break;
    case 'c':
      byte = va_arg(list, int);
      put_field(sink, &c, 0, 0, &byte, 1);
      break;
    case 's':
      text = va_arg(list, const char *);
      if (text == NULL)
        text = "(null)";
      for (length = 0; length != c.precision && text[length]; length++)
        ;
      put_field(sink, &c, 0, 0, text, length);
      break;
    case 'f':
      put_double(sink, &c, va_arg(list, double));
      break;
    case '%':
      put(sink, '%');
      break;
    default:
      refuse();
    }
  }
}

int vsnprintf(char *to, size_t size, const char *format, va_list list)
{
  struct sink sink = { NULL, to, size ? size - 1 : 0 };
  format_all(&sink, format, list);
  if (size)
    to[sink.used] = 0;
  return sink.total;
}

int vfprintf(FILE *file, const char *format, va_list list)
{
  char chunk[CHUNK];
  struct sink sink = { file, chunk, CHUNK };
  format_all(&sink, format, list);
  fwrite(chunk, 1, sink.used, file);
  return sink.total;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
  va_list list;
  int total;
  va_start(list, format);
  total = vsnprintf(to, size, format, list);
  va_end(list);
  return total;
}

int sprintf(char *to, const char *format, ...)
{
  va_list list;
  int total;
  va_start(list, format);
  total = vsnprintf(to, 0x7FFFFFFF, format, list);
  va_end(list);
  return total;
}

int fprintf(FILE *file, const char *format, ...)
{
  va_list list;
  int total;
  va_start(list, format);
  total = vfprintf(file, format, list);
  va_end(list);
  return total;
}

int printf(const char *format, ...)
{
  va_list list;
  int total;
  va_start(list, format);
  total = vfprintf(stdout, format, list);
  va_end(list);
  return total;
}

// Knows "%d" and literal characters.
int sscanf(const char *text, const char *format, ...)
{
  va_list list;
  int count = 0;
  char *end;
  long value;
  va_start(list, format);
  for (; *format; format++) {
    if (format[0] == '%' && format[1] == 'd') {
      value = strtol(text, &end, 10);
      if (end == text)
        break;
      *va_arg(list, int *) = value;
      text = end;
      count++;
      format++;
    } else if (*text++ != *format)
      break;
  }
  va_end(list);
  return count;
}
