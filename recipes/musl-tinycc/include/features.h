// features.h: stands before musl's own src/include/features.h, and replaces one macro of it. tinycc takes an alias attribute for
// another name of the same symbol and defines nothing; the assembler's directives do define one. Not needed by other compilers.
#ifndef TINYCC_FEATURES_H
#define TINYCC_FEATURES_H

#include_next <features.h>

#undef weak_alias
#define weak_alias(old, new) \
  extern __typeof(old) new __attribute__((__weak__)); \
  __asm__(".weak " #new "\n.set " #new ", " #old)

#endif
