/* What mpfr 4.2.0 asks of its surroundings: x86_64 Linux with musl, gmp with words of 64 bits. */

/* The order of bytes; float, double and long double. */
#define HAVE_LITTLE_ENDIAN 1
#define HAVE_DOUBLE_IEEE_LITTLE_ENDIAN 1
#define HAVE_LDOUBLE_IEEE_EXT_LITTLE 1

/* long and intmax_t are as wide as gmp's words. */
#define MPFR_LONG_WITHIN_LIMB 1
#define MPFR_INTMAX_WITHIN_LIMB 1

/* The C library: headers, types, macros. */
#define HAVE_ALLOCA_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_LOCALE_H 1
#define HAVE_STDARG 1
#define HAVE_STDINT_H 1
#define HAVE_WCHAR_H 1
#define HAVE_STRUCT_LCONV_DECIMAL_POINT 1
#define HAVE_STRUCT_LCONV_THOUSANDS_SEP 1
#define HAVE_VA_COPY 1
#define MPFR_HAVE_INTMAX_MAX 1

/* gmp's own function for approximate quotients. */
#define HAVE___GMPN_SBPI1_DIVAPPR_Q 1

/* The compiler, since gcc 3.4. */
#define HAVE_ALLOCA 1
#define HAVE_ATTRIBUTE_MODE 1
#define HAVE_LONG_LONG 1
#define MPFR_HAVE_CONSTRUCTOR_ATTR 1
#define MPFR_USE_STATIC_ASSERT 1
#define MPFR_USE_THREAD_SAFE 1

/* The compiler, later. Without decimal floats, as our gcc has none. */
#if __GNUC__ >= 9
#define MPFR_HAVE_BUILTIN_UNREACHABLE 1
#define MPFR_HAVE_NORETURN 1
#define MPFR_USE_C11_THREAD_SAFE 1
#define MPFR_WANT_FLOAT128 1
#endif
