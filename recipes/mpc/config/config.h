/* What mpc 1.3.1 asks of its surroundings: x86_64 Linux with musl. */

#define HAVE_COMPLEX_H 1
#define HAVE_LOCALECONV 1
#define HAVE_STDLIB_H 1
