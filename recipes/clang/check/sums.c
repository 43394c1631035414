// A program in C: sums that the compiler vectorises, the same by x86's own instructions, and variable arguments.
#include <emmintrin.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

static int32_t plain(const int32_t *numbers, int count) {
  int32_t sum = 0;
  for (int i = 0; i < count; i++) sum += numbers[i];
  return sum;
}

static int32_t by_four(const int32_t *numbers, int count) {
  __m128i sums = _mm_setzero_si128();
  for (int i = 0; i < count; i += 4) sums = _mm_add_epi32(sums, _mm_loadu_si128((const __m128i *)(numbers + i)));
  int32_t part[4];
  _mm_storeu_si128((__m128i *)part, sums);
  return plain(part, 4);
}

static int total(int count, ...) {
  va_list arguments;
  va_start(arguments, count);
  int sum = 0;
  while (count-- > 0) sum += va_arg(arguments, int);
  va_end(arguments);
  return sum;
}

int main(void) {
  int32_t numbers[100];
  for (int i = 0; i < 100; i++) numbers[i] = i + 1;
  printf("%d %d %d %.3Lf\n", plain(numbers, 100), by_four(numbers, 100), total(3, 1, 2, 3), 1.0L / 3);
  return 0;
}
