// compare.c: our functions, renamed to our_..., against the host's, on hard and on random input.
// compare [DIVISOR] prints what differs, then the number of comparisons; exits with 1 if anything differed.
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double our_strtod(const char *, char **);
float our_strtof(const char *, char **);
long double our_strtold(const char *, char **);
long our_strtol(const char *, char **, int);
long long our_strtoll(const char *, char **, int);
unsigned long our_strtoul(const char *, char **, int);
unsigned long long our_strtoull(const char *, char **, int);
int our_atoi(const char *);
double our_ldexp(double, int);
int our_snprintf(char *, size_t, const char *, ...);
int our_sprintf(char *, const char *, ...);
int our_sscanf(const char *, const char *, ...);
void our_qsort(void *, size_t, size_t, int (*)(const void *, const void *));
void *our_memcpy(void *, const void *, size_t);
void *our_memmove(void *, const void *, size_t);
void *our_memset(void *, int, size_t);
int our_memcmp(const void *, const void *, size_t);
size_t our_strlen(const char *);
char *our_strcpy(char *, const char *);
int our_strcmp(const char *, const char *);
int our_strncmp(const char *, const char *, size_t);
char *our_strchr(const char *, int);
char *our_strrchr(const char *, int);
char *our_strstr(const char *, const char *);
extern int our_errno;

int our_main(void) { return 0; }

static long checks;
static long failures;

static void check(int same, const char *format, ...)
{
  va_list list;
  checks++;
  if (same || failures++ > 20)
    return;
  va_start(list, format);
  vprintf(format, list);
  va_end(list);
  printf("\n");
}

// Random rounds are divided by this: the first argument.
static int divisor;

static int times(int rounds)
{
  return rounds / divisor;
}

static unsigned long state = 1;

static unsigned long any(void)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 2685821657736338717UL;
}

static int below(int limit)
{
  return any() % limit;
}

// ---- text to floating numbers ----

// Numbers too large are told by errno. Those too small need not be, and ours are not.
static int same_errno(int e, long double x)
{
  return e == our_errno || (our_errno == 0 && fabsl(x) < 1);
}

static void number(const char *text)
{
  char *end, *our_end;
  long double x, our_x;
  double d, our_d;
  float f, our_f;
  int e;
  errno = our_errno = 0;
  x = strtold(text, &end);
  e = errno;
  our_x = our_strtold(text, &our_end);
  check(memcmp(&x, &our_x, 10) == 0 && end == our_end && same_errno(e, x), "strtold %.60s: %La, ours %La, errno %d %d", text, x, our_x, e, our_errno);
  errno = our_errno = 0;
  d = strtod(text, &end);
  e = errno;
  our_d = our_strtod(text, &our_end);
  check(memcmp(&d, &our_d, 8) == 0 && end == our_end && same_errno(e, d), "strtod %.60s: %a, ours %a, errno %d %d", text, d, our_d, e, our_errno);
  errno = our_errno = 0;
  f = strtof(text, &end);
  e = errno;
  our_f = our_strtof(text, &our_end);
  check(memcmp(&f, &our_f, 4) == 0 && end == our_end && same_errno(e, f), "strtof %.60s: %a, ours %a, errno %d %d", text, f, our_f, e, our_errno);
}

static const char *const hard[] = {
  "0", "-0", "0.0", ".5", "5.", ".", "-", "+", "", "e5", "1e", "1e+", "1e-x", "1.e5", " \t\n\r\v\f1.5", "1.5.5", "--1", "+-1", "1e5e5",
  "0e99999999999", "-0e-99999999999", "1e99999999999", "-1e99999999999", "1e-99999999999", "0.0000000000e+5000",
  "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1.797693134862315807e308", "1.797693134862315808e308", "1e308", "1e309",
  "2.2250738585072014e-308", "2.2250738585072011e-308", "2.2250738585072012e-308", "4.9406564584124654e-324", "2.4703282292062327e-324",
  "2.4703282292062328e-324", "2.47032822920623272088284396434110686182e-324", "2.4703282292062327208828439643411e-324", "1e-323", "1e-324", "3e-324", "7.4e-324",
  "3.4028234663852886e38", "3.4028235677973366e38", "3.4028235677973365e38", "3.40282356e38", "1.17549435e-38", "1.1754942e-38", "1.4e-45", "7e-46", "7.1e-46", "0.7006492321624085e-45", "0.7006492321624086e-45",
  "1.18973149535723176502e4932", "1.18973149535723176509e4932", "1.1897314953572317651e4932", "1e4932", "1e4933", "3.36210314311209350626e-4932", "3.6451995318824746025e-4951", "1.8e-4951", "1.9e-4951", "1e-4950", "1e-4951", "1e-4952", "1e-4960", "1e-5100",
  "9007199254740993", "9007199254740992.999999999", "9007199254740993.00000000000000000000000000000000001", "9007199254740995", "36893488147419103233", "36893488147419103232", "18446744073709551615.5", "18446744073709551616.5", "16777217", "16777219", "16777217.0000000000000001",
  "0.1", "0.2", "0.3", "1.1", "3.141592653589793238462643383279502884197169399375105820974944592307816406286", "2.718281828459045235360287471352662497757", "123456789012345678901234567890", "1e22", "1e23", "8.5e22", "5e-20", "6.02214076e23", "1e15", "4294967296.0",
  "6929495644600919.5", "3.5e1", "2.2250738585072013830902327173324040642192159804623318306e-308",
  "0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000001", "100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
};

// A number as text in one of many spellings.
static void spell(char *text, long double x)
{
  static const char *const formats[] = { "%.*Le", "%.*Lf", "%.*Lg" };
  int kind = below(3);
  if (kind == 1 && fabsl(x) > 1e300L)
    kind = 0;
  sprintf(text, formats[kind], below(40), x);
}

static void numbers(void)
{
  static char text[20000];
  union { double d; unsigned long bits; float f; } x;
  union { long double value; unsigned long part[2]; } y;
  size_t i;
  int j, length;
  for (i = 0; i < sizeof hard / sizeof *hard; i++)
    number(hard[i]);
  for (i = 0; i < times(30000); i++) {
    x.bits = any();
    if (i % 3 == 0)
      y.value = x.d;
    else if (i % 3 == 1)
      y.value = x.f;
    else {
      y.part[0] = any() | 1UL << 63;
      y.part[1] = any() & 0xFFFF;
    }
    if (y.value != y.value || y.value - y.value != 0)
      continue;
    spell(text, y.value);
    number(text);
  }
  // Exactly half-way between two doubles or two floats, a little above, and a little below.
  for (i = 0; i < times(3000); i++) {
    x.bits = i % 4 == 3 ? any() % (1UL << below(52)) : any() & ~(1UL << 63);
    if (x.d - x.d != 0)
      continue;
    if (i % 2)
      y.value = ((long double)x.d + nextafter(x.d, INFINITY)) / 2;
    else {
      x.f = (float)x.d;
      y.value = ((long double)x.f + nextafterf(x.f, INFINITY)) / 2;
    }
    if (y.value - y.value != 0)
      continue;
    sprintf(text, "%.900Le", y.value);
    number(text);
    length = strchr(text, 'e') - text;
    text[length - 1] = '1';
    number(text);
    sprintf(text, "%.900Le", nextafterl(y.value, 0));
    number(text);
  }
  for (i = 0; i < times(3000); i++) {                  // random digits, some far too many
    length = below(i % 50 ? 60 : 1500);
    for (j = 0; j < length; j++)
      text[j] = '0' + below(10);
    if (length && below(2))
      text[below(length)] = '.';
    text[length] = 0;
    if (below(2))
      sprintf(text + length, "e%d", below(i % 2 ? 10000 : 640) - (i % 2 ? 5000 : 320));
    if (length < 1100)
      number(text);
    else {
      char *end;
      double d = strtod(text, &end), our_d = our_strtod(text, NULL);
      check(memcmp(&d, &our_d, 8) == 0, "strtod of %d digits: %a, ours %a", length, d, our_d);
    }
  }
}

static void powers(void)
{
  union { double d; unsigned long bits; } x, y, z;
  int i, power;
  for (i = 0; i < times(50000); i++) {
    x.bits = any();
    if (i % 5 == 0)
      x.bits &= ~(2047UL << 52);
    power = i % 7 == 0 ? (int)any() : below(4300) - 2150;
    y.d = ldexp(x.d, power);
    z.d = our_ldexp(x.d, power);
    check(y.bits == z.bits || (y.d != y.d && z.d != z.d), "ldexp %a %d: %a, ours %a", x.d, power, y.d, z.d);
  }
}

// ---- text to whole numbers ----

static void whole(const char *text, int base)
{
  char *end, *our_end;
  long a, b;
  unsigned long u, v;
  int e;
  errno = our_errno = 0;
  a = strtol(text, &end, base);
  e = errno;
  b = our_strtol(text, &our_end, base);
  check(a == b && end == our_end && e == our_errno, "strtol \"%s\" %d: %ld, ours %ld", text, base, a, b);
  check(a == our_strtoll(text, NULL, base), "strtoll \"%s\" %d", text, base);
  errno = our_errno = 0;
  u = strtoul(text, &end, base);
  e = errno;
  v = our_strtoul(text, &our_end, base);
  check(u == v && end == our_end && e == our_errno, "strtoul \"%s\" %d: %lu, ours %lu", text, base, u, v);
  check(u == our_strtoull(text, NULL, base), "strtoull \"%s\" %d", text, base);
  check(atoi(text) == our_atoi(text), "atoi \"%s\"", text);
}

static void wholes(void)
{
  static const char *const hard_wholes[] = { "", "-", "+", "0", "-0", "0x", "0xg", "-0x1", "08", "0x8000000000000000", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "-18446744073709551615", "-18446744073709551616", "99999999999999999999999", "-99999999999999999999999", " \t12", "+ 1", "1 1", "zz", "0x0x0" };
  static const int bases[] = { 0, 2, 8, 10, 16, 36 };
  static const char letters[] = "0123456789abcdefxXzZ+- \t.";
  char text[40];
  size_t i, j;
  for (i = 0; i < sizeof hard_wholes / sizeof *hard_wholes; i++)
    for (j = 0; j < 6; j++)
      whole(hard_wholes[i], bases[j]);
  for (i = 0; i < times(30000); i++) {
    int length = below(i % 2 ? 6 : 30);
    for (j = 0; j < (size_t)length; j++)
      text[j] = letters[below(i % 3 ? 10 : sizeof letters - 1)];
    text[length] = 0;
    whole(text, bases[below(6)]);
  }
}

// ---- printing and scanning ----

static void print(const char *format, ...)
{
  static char a[4000], b[4000];
  int n, m;
  size_t size = below(8) ? sizeof a : (size_t)below(12);
  va_list list;
  unsigned long one, two, three;
  // What each of the three is depends on the format; all are passed as 8 bytes alike.
  va_start(list, format);
  one = va_arg(list, unsigned long);
  two = va_arg(list, unsigned long);
  three = va_arg(list, unsigned long);
  va_end(list);
  memset(a, 7, sizeof a);
  memset(b, 7, sizeof b);
  n = snprintf(a, size, format, one, two, three);
  m = our_snprintf(b, size, format, one, two, three);
  check(n == m && memcmp(a, b, sizeof a) == 0, "%s: %d \"%s\", ours %d \"%s\"", format, n, a, m, b);
}

static void print_double(const char *format, double x)
{
  static char a[4000], b[4000];
  int n = snprintf(a, sizeof a, format, x);
  int m = our_snprintf(b, sizeof b, format, x);
  check(n == m && strcmp(a, b) == 0, "%s of %a: %d \"%s\", ours %d \"%s\"", format, x, n, a, m, b);
}

static void prints(void)
{
  static const double halves[] = { 0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.05, 0.15, 0.25, 0.35, 0.125, 0.375, 0.0625, 1e22, 1e23, 999.9995, 0.9999999, 99999.99, 9.995, INFINITY, -INFINITY, 5e-324, 1.7976931348623157e308, 123456.789 };
  union { double d; unsigned long bits; } x;
  char format[40];
  size_t i, j;
  for (i = 0; i < times(30000); i++) {
    sprintf(format, "<%%%s%s%c|%%%s%d.%d%s%c>", below(2) ? "" : "-", below(2) ? "" : "7", "cdux"[below(4)],
            below(2) ? "" : below(2) ? "0" : "-", 1 + below(20), below(12), below(2) ? "" : below(2) ? "l" : "ll", "dux"[below(3)]);
    print(format, any() >> below(64), any() >> below(64), 0UL);
    sprintf(format, "%%0%d%s%c", below(20), below(2) ? "" : "l", "dux"[below(3)]);
    print(format, any() >> below(64), 0UL, 0UL);
    print("%.*s|", (unsigned long)below(9), (unsigned long)"abcdef", 0UL);
  }
  print("%s %10s %-10s|", (unsigned long)"abc", (unsigned long)"def", (unsigned long)"ghi");
  print("%*s|%c%%", 5UL, (unsigned long)"", 65UL);
  print("%-*d|", 5UL, 42UL, 0UL);
  print("%.3s|%.0s|%.9s", (unsigned long)"abcdef", (unsigned long)"abcdef", (unsigned long)"abcdef");
  for (i = 0; i < sizeof halves / sizeof *halves; i++)
    for (j = 0; j < 20; j++) {
      sprintf(format, "%%%s%d.%df", j % 3 ? "" : j % 2 ? "-" : "0", (int)(j * 3 % 11), (int)j);
      print_double(format, halves[i]);
    }
  for (i = 0; i < times(20000); i++) {
    x.bits = any();
    if (i % 2)
      x.d = (double)(any() >> below(64)) / (1L << below(40));
    if (x.d != x.d)
      continue;
    sprintf(format, "%%.%df", i % 100 ? below(25) : below(1075));
    print_double(format, x.d);
  }
  for (i = 0; i < times(1000); i++) {
    int a = 7, b = 7, c = 7, d = 7, e = 7, f = 7, n, m;
    static const char *const texts[] = { "0.9.27", "1.2", "1.2.x", "", "x", "-5.+6. 7", "12345.0.0.0" };
    n = sscanf(texts[i % 7], "%d.%d.%d", &a, &b, &c);
    m = our_sscanf(texts[i % 7], "%d.%d.%d", &d, &e, &f);
    check((n == m || (n < 0 && m == 0)) && a == d && b == e && c == f, "sscanf \"%s\": %d, ours %d", texts[i % 7], n, m);
  }
}

// ---- text and memory ----

static int sign(int x)
{
  return (x > 0) - (x < 0);
}

static int compare_ints(const void *a, const void *b)
{
  return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void texts(void)
{
  char a[40], b[40], c[40], d[40];
  int i, j, n, m;
  for (i = 0; i < times(50000); i++) {
    n = below(sizeof a - 1);
    m = below(6);
    for (j = 0; j < n; j++)
      a[j] = (i % 5 ? "ab" : "a\377")[below(2)];
    a[n] = 0;
    for (j = 0; j < m; j++)
      b[j] = (i % 5 ? "ab" : "a\377")[below(2)];
    b[m] = 0;
    j = below(8);
    check(strlen(a) == our_strlen(a), "strlen");
    check(strstr(a, b) == our_strstr(a, b), "strstr \"%s\" \"%s\"", a, b);
    check(strchr(a, b[0]) == our_strchr(a, b[0]) && strrchr(a, b[0]) == our_strrchr(a, b[0]), "strchr, strrchr");
    check(strrchr(a, 0) == our_strrchr(a, 0) && strchr(a, 0) == our_strchr(a, 0), "strchr, strrchr of 0");
    check(sign(strcmp(a, b)) == sign(our_strcmp(a, b)), "strcmp \"%s\" \"%s\"", a, b);
    check(sign(strncmp(a, b, j)) == sign(our_strncmp(a, b, j)), "strncmp \"%s\" \"%s\" %d", a, b, j);
    check(sign(memcmp(a, b, m)) == sign(our_memcmp(a, b, m)), "memcmp");
    memset(c, 1, sizeof c);
    memset(d, 1, sizeof d);
    check(our_strcpy(c, a) == c && strcpy(d, a) == d && memcmp(c, d, sizeof c) == 0, "strcpy");
    n = below(30);
    m = below(10);
    j = below(10);
    our_memmove(c + j, c + m, n);
    memmove(d + j, d + m, n);
    check(memcmp(c, d, sizeof c) == 0, "memmove %d %d %d", j, m, n);
    our_memset(c + j, a[0], n);
    memset(d + j, a[0], n);
    our_memcpy(c, a, n);
    memcpy(d, a, n);
    check(memcmp(c, d, sizeof c) == 0, "memset, memcpy");
  }
}

static void sorts(void)
{
  static int a[3000], b[3000];
  int i, j, n;
  for (i = 0; i < times(300); i++) {
    n = below(i % 10 ? 50 : 3000);
    for (j = 0; j < n; j++)
      a[j] = b[j] = i % 4 == 0 ? below(5) : i % 4 == 1 ? j : i % 4 == 2 ? -j : (int)any();
    qsort(a, n, sizeof(int), compare_ints);
    our_qsort(b, n, sizeof(int), compare_ints);
    check(memcmp(a, b, n * sizeof(int)) == 0, "qsort of %d", n);
  }
}

int main(int argc, char **argv)
{
  divisor = argc > 1 ? atoi(argv[1]) : 1;
  numbers();
  powers();
  wholes();
  prints();
  texts();
  sorts();
  printf("%ld comparisons, %ld differences\n", checks, failures);
  return failures != 0;
}
