/* The processor for which the assembler is built. */
#include "tc-i386.h"
