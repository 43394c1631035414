/* The assembler's settings, as upstream chooses them for x86_64 Linux. */
#include "../config.h"
#define TARGET_ALIAS "x86_64-unknown-linux-gnu"
#define TARGET_CANONICAL "x86_64-unknown-linux-gnu"
#define TARGET_CPU "x86_64"
#define DEFAULT_ARCH "x86_64"
#define DEFAULT_EMULATION "i386elf"
#define EMULATIONS &i386elf,
#define DEFAULT_COMPRESSED_DEBUG_ALGORITHM COMPRESS_DEBUG_GABI_ZLIB
#define DEFAULT_FLAG_COMPRESS_DEBUG 1
#define DEFAULT_GENERATE_BUILD_NOTES 0
#define DEFAULT_GENERATE_ELF_STT_COMMON 0
#define DEFAULT_GENERATE_X86_RELAX_RELOCATIONS 1
#define DEFAULT_X86_USED_NOTE 1
