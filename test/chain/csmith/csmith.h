// csmith.h: what a csmith program includes, in place of csmith's own, for a C library that has little: the checksum,
// and the constants that its safe_math.h asks for. Every compiler under test and gcc read this same text.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifndef INT8_MAX
#define INT8_MAX 127
#define INT8_MIN (-128)
#define INT16_MAX 32767
#define INT16_MIN (-32767 - 1)
#define INT32_MAX 2147483647
#define INT32_MIN (-2147483647 - 1)
#define INT64_MAX 9223372036854775807L
#define INT64_MIN (-9223372036854775807L - 1)
#define UINT8_MAX 255
#define UINT16_MAX 65535
#define UINT32_MAX 4294967295U
#define UINT64_MAX 18446744073709551615UL
#endif

#define CHAR_BIT 8
#define INT_MAX 2147483647
#define INT_MIN (-2147483647 - 1)
#define UINT_MAX 4294967295U
#define LONG_MAX 9223372036854775807L

#ifndef FLT_MAX
#define FLT_MAX 340282346638528859811704183484516925440.0f
#define DBL_MAX 1.79769313486231570814527423731704356798070e+308
#endif

#define fabs(value) ((value) < 0 ? -(value) : (value))
#define fabsf(value) fabs(value)

#define LOG_INDEX
#define LOG_EXEC
#define UNDEFINED(value) (value)
#define STATIC static
#define FUNC_NAME(name) (safe_##name)
#include <safe_math.h>

#define _CSMITH_BITFIELD(bits) ((bits) > 32 ? (bits) % 32 : (bits))

static uint32_t crc32_context = 0xFFFFFFFFU;

static void crc32_byte(uint8_t byte)
{
  int bit;
  crc32_context ^= byte;
  for (bit = 0; bit < 8; bit++)
    crc32_context = crc32_context & 1 ? crc32_context >> 1 ^ 0xEDB88320U : crc32_context >> 1;
}

static void say(const char *name, int aloud)
{
  if (aloud)
    printf("...checksum after hashing %s : %x\n", name, crc32_context ^ 0xFFFFFFFFU);
}

static void transparent_crc(uint64_t value, char *name, int aloud)
{
  int shift;
  for (shift = 0; shift < 64; shift += 8)
    crc32_byte(value >> shift);
  say(name, aloud);
}

static void transparent_crc_bytes(void *bytes, int count, char *name, int aloud)
{
  int i;
  for (i = 0; i < count; i++)
    crc32_byte(((uint8_t *)bytes)[i]);
  say(name, aloud);
}

static void crc32_gentab(void)
{
}

static void platform_main_begin(void)
{
}

static void platform_main_end(uint32_t crc, int aloud)
{
  printf("checksum = %x\n", crc);
}
