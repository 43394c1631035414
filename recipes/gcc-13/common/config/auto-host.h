/* What configure would find out for gcc itself about x86_64 Linux with musl, and about the assembler and the linker that
   gcc calls. What only one version asks for follows, from auto-host.h of its own recipe, with the end.  */

/* What libgcc asks too, which has the rest elsewhere.  */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#ifndef LEAN
#define ENABLE_RUNTIME_CHECKING 1
#endif
#define HAVE_GAS_CFI_DIRECTIVE 1
#define HAVE_GAS_CFI_PERSONALITY_DIRECTIVE 1
#define HAVE_GAS_CFI_SECTIONS_DIRECTIVE 1
#define HAVE_GAS_HIDDEN 1
#define HAVE_LD_EH_FRAME_HDR 1
#define TARGET_DL_ITERATE_PHDR 1

#ifndef USED_FOR_TARGET
#include "host.h"

/* More functions, declarations and headers of POSIX and Linux.  */
#define HAVE_CLOCK_T 1
#define HAVE_DECL_ATOLL 1
#define HAVE_DECL_GETRLIMIT 1
#define HAVE_DECL_GETRUSAGE 1
#define HAVE_DECL_GETWD 0
#define HAVE_DECL_LDGETNAME 0
#define HAVE_DECL_MADVISE 1
#define HAVE_DECL_MALLINFO 0
#define HAVE_DECL_MALLINFO2 0
#define HAVE_DECL_SETRLIMIT 1
#define HAVE_DECL_SIGALTSTACK 1
#define HAVE_DECL_TIMES 1
#define HAVE_DLFCN_H 1
#define HAVE_FTW_H 1
#define HAVE_ICONV_H 1
#define HAVE_KILL 1
#define HAVE_LANGINFO_H 1
#define HAVE_LC_MESSAGES 1
#define HAVE_MADVISE 1
#define HAVE_MBSTOWCS 1
#define HAVE_MMAP_ANON 1
#define HAVE_MMAP_DEV_ZERO 1
#define HAVE_MMAP_FILE 1
#define HAVE_NL_LANGINFO 1
#define HAVE_POPEN 1
#define HAVE_POSIX_FALLOCATE 1
#define HAVE_SETLOCALE 1
#define HAVE_STRUCT_TMS 1
#define HAVE_SYS_TIMES_H 1
#define HAVE_WCHAR_H 1
#define HAVE_WCSWIDTH 1
#define HAVE_WORKING_MBSTOWCS 1
#define GWINSZ_IN_SYS_IOCTL 1
#define HOST_HAS_F_SETLKW 1
#define INT64_T_IS_LONG 1

/* binutils: what the assembler takes.  */
#define AS_COMPRESS_DEBUG_OPTION "--compress-debug-sections"
#define AS_NO_COMPRESS_DEBUG_OPTION "--nocompress-debug-sections"
#define HAVE_AS_DEBUG_PREFIX_MAP 1
#define HAVE_AS_DWARF2_DEBUG_LINE 1
#define HAVE_AS_DWARF2_DEBUG_VIEW 1
#define HAVE_AS_GDWARF2_DEBUG_FLAG 1
#define HAVE_AS_GOTOFF_IN_DATA 1
#define HAVE_AS_IX86_DIFF_SECT_DELTA 1
#define HAVE_AS_IX86_FFREEP 1
#define HAVE_AS_IX86_FILDQ 1
#define HAVE_AS_IX86_FILDS 1
#define HAVE_AS_IX86_GOT32X 1
#define HAVE_AS_IX86_HLE 1
#define HAVE_AS_IX86_INTERUNIT_MOVQ 1
#define HAVE_AS_IX86_QUAD 1
#define HAVE_AS_IX86_REP_LOCK_PREFIX 1
#define HAVE_AS_IX86_SAHF 1
#define HAVE_AS_IX86_SWAP 1
#define HAVE_AS_IX86_TLSLDM 0
#define HAVE_AS_IX86_TLSLDMPLT 0
#define HAVE_AS_IX86_TLS_GET_ADDR_GOT 1
#define HAVE_AS_IX86_UD2 1
#define HAVE_AS_LEB128 1
#define HAVE_AS_LINE_ZERO 1
#define HAVE_AS_TLS 1
#define HAVE_COMDAT_GROUP 1
#define HAVE_GAS_BALIGN_AND_P2ALIGN 1
#define HAVE_GAS_DISCRIMINATOR 1
#define HAVE_GAS_LOC_STMT 1
#define HAVE_GAS_MAX_SKIP_P2ALIGN 1
#define HAVE_GAS_SECTION_EXCLUDE 1
#define HAVE_GAS_SHF_MERGE 1
#define HAVE_GAS_SUBSECTION_ORDERING 1
#define HAVE_GAS_WEAK 1
#define HAVE_GAS_WEAKREF 1
#define HAVE_GNU_AS 1

/* binutils: what the linker takes.  */
#define HAVE_GNU_LD 1
#define HAVE_LD_ALIGNED_SHF_MERGE 1
#define HAVE_LD_AS_NEEDED 1
#define HAVE_LD_BUILDID 1
#define HAVE_LD_DEMANGLE 1
#define HAVE_LD_EH_FRAME_CIEV3 1
#define HAVE_LD_EH_GC_SECTIONS 1
#define HAVE_LD_PIE 1
#define HAVE_LD_PIE_COPYRELOC 1
#define HAVE_LD_PUSHPOPSTATE_SUPPORT 1
#define HAVE_LD_RO_RW_SECTION_MIXING 1
#define HAVE_LD_STATIC_DYNAMIC 1
#define HAVE_LD_SYSROOT 1
#define LD_AS_NEEDED_OPTION "--push-state --as-needed"
#define LD_NO_AS_NEEDED_OPTION "--pop-state"
#define LD_COMPRESS_DEBUG_OPTION "--compress-debug-sections"
#define LD_DYNAMIC_OPTION "-Bdynamic"
#define LD_STATIC_OPTION "-Bstatic"

/* The target: musl has the stack protector's variable and dl_iterate_phdr, no indirect functions, and no version of
   glibc. __cxa_atexit is up to config/linux.h.  */
#define DEFAULT_STK_CLASH_GUARD_SIZE 0
#define DEFAULT_USE_CXA_ATEXIT 2
#define EXTRA_MODES_FILE "config/i386/i386-modes.def"
#define HAVE_GNU_INDIRECT_FUNCTION 0
#define PREFIX_INCLUDE_DIR "/include"
#define TARGET_GLIBC_MAJOR 0
#define TARGET_GLIBC_MINOR 0
#define TARGET_LIBC_PROVIDES_SSP 1

/* Left out: decimal and fixed point, offloading, link-time optimisation, statistics; upstream's own default is to have
   the specs of libquadmath.  */
#define ENABLE_DECIMAL_BID_FORMAT 0
#define ENABLE_DECIMAL_FLOAT 0
#define ENABLE_EXTRA_CHECKING 0
#define ENABLE_FIXED_POINT 0
#define ENABLE_LIBQUADMATH_SUPPORT 1
#define ENABLE_OFFLOADING 0
#define ENABLE_VTABLE_VERIFY 0
#define GATHER_STATISTICS 0
#define HAVE_LTO_PLUGIN 0
#define LTOPLUGINSONAME "liblto_plugin.so"
#define OFFLOAD_TARGETS ""
#define PLUGIN_LD_SUFFIX "ld"

#define DIAGNOSTICS_COLOR_DEFAULT DIAGNOSTICS_COLOR_AUTO
