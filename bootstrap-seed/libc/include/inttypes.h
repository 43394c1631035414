// inttypes.h
#include <stdint.h>
