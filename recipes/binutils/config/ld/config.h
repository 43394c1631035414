/* The linker's settings, as upstream chooses them for x86_64 Linux. */
#include "../config.h"
#define DEFAULT_EMULATION "elf_x86_64"
#define SCRIPTDIR "/x86_64-unknown-linux-gnu/lib"
#define TOOLBINDIR "/x86_64-unknown-linux-gnu/bin"
#define TARGET_SYSTEM_ROOT "/"
#define TARGET_SYSTEM_ROOT_RELOCATABLE
#define HAVE_DLFCN_H 1
#define HAVE_INITFINI_ARRAY 1
#define DEFAULT_COMPRESSED_DEBUG_ALGORITHM COMPRESS_DEBUG_GABI_ZLIB
#define DEFAULT_EMIT_GNU_HASH 1
#define DEFAULT_EMIT_SYSV_HASH 1
#define DEFAULT_LD_EXECSTACK 1
#define DEFAULT_LD_TEXTREL_CHECK textrel_check_warning
#define DEFAULT_LD_TEXTREL_CHECK_WARNING 1
#define DEFAULT_LD_WARN_EXECSTACK 2
#define DEFAULT_LD_WARN_RWX_SEGMENTS 1
#define DEFAULT_LD_Z_RELRO 1
#define DEFAULT_NEW_DTAGS 0
#define GOT_HANDLING_DEFAULT GOT_HANDLING_TARGET_DEFAULT
#define SUPPORT_ERROR_HANDLING_SCRIPT 1

/* Which options --help tells of. */
#define ELF_LIST_OPTIONS true
#define ELF_SHLIB_LIST_OPTIONS true
#define ELF_PLT_UNWIND_LIST_OPTIONS true
