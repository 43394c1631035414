// stdint.h: the types are in stddef.h, where tinycc has them.
#include <stddef.h>
