/* What the parts of binutils ask of their surroundings: x86_64 Linux with musl. gas and ld have a config.h of their own
   around this one. */
#define _GNU_SOURCE 1

/* bfd.h wants a name. */
#define PACKAGE "binutils"
#define VERSION "2.40"

/* Headers of musl. */
#define HAVE_ALLOCA_H 1
#define HAVE_BYTESWAP_H 1
#define HAVE_FCNTL_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_LIMITS_H 1
#define HAVE_MALLOC_H 1
#define HAVE_STDINT_H 1
#define HAVE_STDIO_EXT_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRINGS_H 1
#define HAVE_STRING_H 1
#define HAVE_SYS_FILE_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_PROCFS_H 1
#define HAVE_SYS_RESOURCE_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_WAIT_H 1
#define HAVE_TIME_H 1
#define HAVE_UNISTD_H 1
#define STDC_HEADERS 1
#define TIME_WITH_SYS_TIME 1

/* Functions of musl, and what it declares. */
#define HAVE_DECL_ASPRINTF 1
#define HAVE_DECL_BASENAME 0
#define HAVE_DECL_BSWAP_16 1
#define HAVE_DECL_BSWAP_32 1
#define HAVE_DECL_BSWAP_64 1
#define HAVE_DECL_CALLOC 1
#define HAVE_DECL_ENVIRON 1
#define HAVE_DECL_FFS 1
#define HAVE_DECL_FSEEKO 1
#define HAVE_DECL_FTELLO 1
#define HAVE_DECL_GETC_UNLOCKED 1
#define HAVE_DECL_GETENV 1
#define HAVE_DECL_GETOPT 1
#define HAVE_DECL_MALLOC 1
#define HAVE_DECL_MEMPCPY 1
#define HAVE_DECL_REALLOC 1
#define HAVE_DECL_SBRK 1
#define HAVE_DECL_SNPRINTF 1
#define HAVE_DECL_STPCPY 1
#define HAVE_DECL_STRNLEN 1
#define HAVE_DECL_STRTOL 1
#define HAVE_DECL_STRTOLL 1
#define HAVE_DECL_STRTOUL 1
#define HAVE_DECL_STRTOULL 1
#define HAVE_DECL_STRVERSCMP 1
#define HAVE_DECL_VASPRINTF 1
#define HAVE_DECL_VSNPRINTF 1
#define HAVE_DUP3 1
#define HAVE_FCNTL 1
#define HAVE_FDOPEN 1
#define HAVE_FILENO 1
#define HAVE_FSEEKO 1
#define HAVE_FTELLO 1
#define HAVE_GETCWD 1
#define HAVE_GETC_UNLOCKED 1
#define HAVE_GETGID 1
#define HAVE_GETPAGESIZE 1
#define HAVE_GETRLIMIT 1
#define HAVE_GETRUSAGE 1
#define HAVE_GETUID 1
#define HAVE_GLOB 1
#define HAVE_GOOD_UTIME_H 1
#define HAVE_LC_MESSAGES 1
#define HAVE_MADVISE 1
#define HAVE_MBSTATE_T 1
#define HAVE_MEMCPY 1
#define HAVE_MKDTEMP 1
#define HAVE_MKSTEMP 1
#define HAVE_MMAP 1
#define HAVE_MPROTECT 1
#define HAVE_PIPE2 1
#define HAVE_REALPATH 1
#define HAVE_SBRK 1
#define HAVE_SETRLIMIT 1
#define HAVE_SIGSETJMP 1
#define HAVE_STRERROR 1
#define HAVE_STRSIGNAL 1
#define HAVE_UTIMENSAT 1
#define HAVE_UTIMES 1
#define HAVE_WAIT4 1
#define HAVE_WAITPID 1
#define HAVE___FSETLOCKING 1
#define NEED_DECLARATION_CANONICALIZE_FILE_NAME 1

/* All files have 64-bit offsets, without functions for them of their own. */
#define HAVE_DECL_FSEEKO64 0
#define HAVE_DECL_FTELLO64 0
#define HAVE_DECL____LC_CODEPAGE_FUNC 0

/* Types of x86_64 and of musl. */
#define HAVE_LONG_LONG 1
#define HAVE_PRPSINFO_T 1
#define HAVE_PRPSINFO_T_PR_PID 1
#define HAVE_PRSTATUS_T 1
#define HAVE_STRUCT_STAT_ST_ATIM_TV_NSEC 1
#define HAVE_UINTPTR_T 1
#define SIZEOF_INT 4
#define SIZEOF_LONG 8
#define SIZEOF_LONG_LONG 8
#define SIZEOF_SIZE_T 8
#define STACK_DIRECTION -1
#define TYPEOF_STRUCT_STAT_ST_ATIM_IS_STRUCT_TIMESPEC 1
#define UNSIGNED_64BIT_TYPE uint64_t

/* The target, and the formats that upstream chooses for it. */
#define TARGET "x86_64-unknown-linux-gnu"
#define BINDIR "/bin"
#define LIBDIR "/lib"
#define DEBUGDIR "/lib/debug"
#define CORE_HEADER "hosts/x86-64linux.h"
#define DEFAULT_VECTOR x86_64_elf64_vec
#define SELECT_VECS &x86_64_elf64_vec, &i386_elf32_vec, &iamcu_elf32_vec, &x86_64_elf32_vec, &i386_pei_vec, \
  &x86_64_pe_vec, &x86_64_pei_vec, &elf64_le_vec, &elf64_be_vec, &elf32_le_vec, &elf32_be_vec
#define SELECT_ARCHITECTURES &bfd_i386_arch, &bfd_iamcu_arch
#define HAVE_x86_64_elf64_vec
#define HAVE_i386_elf32_vec
#define HAVE_iamcu_elf32_vec
#define HAVE_x86_64_elf32_vec
#define HAVE_i386_pei_vec
#define HAVE_x86_64_pe_vec
#define HAVE_x86_64_pei_vec
#define HAVE_elf64_le_vec
#define HAVE_elf64_be_vec
#define HAVE_elf32_le_vec
#define HAVE_elf32_be_vec
#define ARCH_i386
#define ARCH_iamcu
#define TARGET_PREPENDS_UNDERSCORE 0

/* The format's plainest settings, which upstream chooses too. */
#define DEFAULT_AR_DETERMINISTIC 1
#define DEFAULT_FOR_COLORED_DISASSEMBLY 0
#define DEFAULT_FOR_FOLLOW_LINKS 1
#define DEFAULT_F_FOR_IFUNC_SYMBOLS 0
#define DEFAULT_LD_Z_SEPARATE_CODE 1
#define DEFAULT_STRINGS_ALL 1
#define USE_SECUREPLT 1
#define bin_dummy_emulation bin_vanilla_emulation
#define OBJDUMP_PRIVATE_VECTORS
