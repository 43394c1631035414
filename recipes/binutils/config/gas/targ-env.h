/* The system for which the assembler is built. */
#include "te-linux.h"
