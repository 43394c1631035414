// print.c: printf and its kin, and sscanf, with the conversions that tinycc uses; others abort.
//
// conversion := "%" {"-" | "0"} [width] ["." precision] {"l"} letter
// width, precision := number | "*"
// letter := "d" | "u" | "x" | "c" | "s" | "f" | "%"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1000 };          // bytes gathered for a file

const char *double_text(double value, int precision);   // float.c

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

static void put_double(struct sink *sink, struct conversion *c, double value)
{
  int negative = value < 0 || (value == 0 && 1 / value < 0);
  const char *text = double_text(value, c->precision < 0 ? 6 : c->precision);
  if (text == NULL)
    refuse();
  if (*text > '9')              // inf, nan
    c->zeros = 0;
  put_field(sink, c, negative, 0, text, strlen(text));
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

// With both compilers va_end does nothing, and is left out.
int snprintf(char *to, size_t size, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  return vsnprintf(to, size, format, list);
}

int sprintf(char *to, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  return vsnprintf(to, 0x7FFFFFFF, format, list);
}

int fprintf(FILE *file, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  return vfprintf(file, format, list);
}

int printf(const char *format, ...)
{
  va_list list;
  va_start(list, format);
  return vfprintf(stdout, format, list);
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
  return count;
}
