/* The format of object files for which the assembler is built. */
#include "obj-elf.h"
