/* What LLVM asks of the system for its own use: x86_64 Linux with musl. Only what the files compiled here look at. */
#ifndef CONFIG_H
#define CONFIG_H
#include "llvm/Config/llvm-config.h"

/* The name and version in files that it writes and in messages. */
#define PACKAGE_NAME "LLVM"
#define PACKAGE_VERSION LLVM_VERSION_STRING
#define BUG_REPORT_URL "https://github.com/llvm/llvm-project/issues/"

/* POSIX, all of which musl has. */
#define HAVE_DLOPEN 1
#define HAVE_FUTIMENS 1
#define HAVE_FUTIMES 1
#define HAVE_GETPAGESIZE 1
#define HAVE_GETRUSAGE 1
#define HAVE_ISATTY 1
#define HAVE_POSIX_SPAWN 1
#define HAVE_PREAD 1
#define HAVE_PTHREAD_H 1
#define HAVE_PTHREAD_RWLOCK_INIT 1
#define HAVE_SBRK 1
#define HAVE_SIGALTSTACK 1
#define HAVE_STRERROR_R 1
#define HAVE_STRUCT_STAT_ST_MTIM_TV_NSEC 1
#define HAVE_SYSCONF 1
#define HAVE_SYS_IOCTL_H 1
#define HAVE_SYS_MMAN_H 1
#define HAVE_UNISTD_H 1
#define HAVE_DECL_FE_ALL_EXCEPT 1
#define HAVE_DECL_FE_INEXACT 1

/* Beyond POSIX, in musl too. */
#define HAVE_GETAUXVAL 1
#define HAVE_PTHREAD_GETNAME_NP 1
#define HAVE_PTHREAD_SETNAME_NP 1

/* libgcc's: a crash prints where it was. musl has no backtrace(), mallinfo() or arc4random(). */
#define ENABLE_BACKTRACES 1
#define ENABLE_CRASH_OVERRIDES 1
#define HAVE__UNWIND_BACKTRACE 1
#define HAVE_DECL_ARC4RANDOM 0

/* Other systems', or libraries that are not in the chain. */
#define HAVE_CRASHREPORTER_INFO 0
#define HAVE_DECL_STRERROR_S 0
#define HAVE_ICONV 0
#define HAVE_ICU 0
#define LLVM_ENABLE_CRASH_DUMPS 0
#define LLVM_SUPPORT_XCODE_SIGNPOSTS 0
#define LLVM_WINDOWS_PREFER_FORWARD_SLASH 0

/* What --version of a tool prints: its target, and not with which options it was compiled. */
#define LLVM_VERSION_PRINTER_SHOW_BUILD_CONFIG 0
#define LLVM_VERSION_PRINTER_SHOW_HOST_TARGET_INFO 1

/* For LLVM's developers. */
#define LLVM_GISEL_COV_ENABLED 0
#define LLVM_GISEL_COV_PREFIX ""

#endif
