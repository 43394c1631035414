/* What configure would find out about x86_64 Linux with musl, for libcpp, libiberty, libdecnumber, libbacktrace and
   libcody: all of them read this one file. gcc itself takes it into auto-host.h.  */

/* The C library has the headers of POSIX and the functions of ISO C and POSIX that these ask for.  */
#define STDC_HEADERS 1
#define HAVE_ALLOCA_H 1
#define HAVE_FCNTL_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_LANGINFO_CODESET 1
#define HAVE_LIMITS_H 1
#define HAVE_LOCALE_H 1
#define HAVE_MALLOC_H 1
#define HAVE_MEMORY_H 1
#define HAVE_STDDEF_H 1
#define HAVE_STDINT_H 1
#define HAVE_STDIO_EXT_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRINGS_H 1
#define HAVE_STRING_H 1
#define HAVE_SYS_FILE_H 1
#define HAVE_SYS_MMAN_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_PRCTL_H 1
#define HAVE_SYS_RESOURCE_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_SYSINFO_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_WAIT_H 1
#define HAVE_TIME_H 1
#define HAVE_UNISTD_H 1
#define TIME_WITH_SYS_TIME 1
#define STRING_WITH_STRINGS 1

#define HAVE_ALLOCA 1
#define HAVE_ATEXIT 1
#define HAVE_BCMP 1
#define HAVE_BCOPY 1
#define HAVE_BSEARCH 1
#define HAVE_BZERO 1
#define HAVE_CALLOC 1
#define HAVE_CLOCK 1
#define HAVE_DUP3 1
#define HAVE_FFS 1
#define HAVE_FORK 1
#define HAVE_GETCWD 1
#define HAVE_GETPAGESIZE 1
#define HAVE_GETRLIMIT 1
#define HAVE_GETRUSAGE 1
#define HAVE_GETTIMEOFDAY 1
#define HAVE_ICONV 1
#define ICONV_CONST
#define HAVE_INDEX 1
#define HAVE_INSQUE 1
#define HAVE_LONG_LONG 1
#define HAVE_MEMCHR 1
#define HAVE_MEMCMP 1
#define HAVE_MEMCPY 1
#define HAVE_MEMMEM 1
#define HAVE_MEMMOVE 1
#define HAVE_MEMSET 1
#define HAVE_MKSTEMPS 1
#define HAVE_MMAP 1
#define HAVE_PIPE2 1
#define HAVE_PSIGNAL 1
#define HAVE_PUTENV 1
#define HAVE_RANDOM 1
#define HAVE_REALPATH 1
#define HAVE_RENAME 1
#define HAVE_RINDEX 1
#define HAVE_SETENV 1
#define HAVE_SETRLIMIT 1
#define HAVE_SNPRINTF 1
#define HAVE_STPCPY 1
#define HAVE_STPNCPY 1
#define HAVE_STRCASECMP 1
#define HAVE_STRCHR 1
#define HAVE_STRDUP 1
#define HAVE_STRERROR 1
#define HAVE_STRNCASECMP 1
#define HAVE_STRNDUP 1
#define HAVE_STRNLEN 1
#define HAVE_STRRCHR 1
#define HAVE_STRSIGNAL 1
#define HAVE_STRSTR 1
#define HAVE_STRTOD 1
#define HAVE_STRTOL 1
#define HAVE_STRTOLL 1
#define HAVE_STRTOUL 1
#define HAVE_STRTOULL 1
#define HAVE_STRVERSCMP 1
#define HAVE_SYSCONF 1
#define HAVE_TIMES 1
#define HAVE_VFORK 1
#define HAVE_VFPRINTF 1
#define HAVE_VPRINTF 1
#define HAVE_VSPRINTF 1
#define HAVE_WAIT3 1
#define HAVE_WAIT4 1
#define HAVE_WAITPID 1
#define HAVE_WORKING_FORK 1
#define HAVE_WORKING_VFORK 1
#define HAVE___FSETLOCKING 1

/* Functions of GNU's C library that it has too.  */
#define HAVE_ASPRINTF 1
#define HAVE_BASENAME 1
#define HAVE_VASPRINTF 1

/* Input and output without locks. It has no fprintf_unlocked.  */
#define HAVE_CLEARERR_UNLOCKED 1
#define HAVE_FEOF_UNLOCKED 1
#define HAVE_FERROR_UNLOCKED 1
#define HAVE_FFLUSH_UNLOCKED 1
#define HAVE_FGETC_UNLOCKED 1
#define HAVE_FGETS_UNLOCKED 1
#define HAVE_FILENO_UNLOCKED 1
#define HAVE_FPUTC_UNLOCKED 1
#define HAVE_FPUTS_UNLOCKED 1
#define HAVE_FREAD_UNLOCKED 1
#define HAVE_FWRITE_UNLOCKED 1
#define HAVE_GETCHAR_UNLOCKED 1
#define HAVE_GETC_UNLOCKED 1
#define HAVE_PUTCHAR_UNLOCKED 1
#define HAVE_PUTC_UNLOCKED 1

/* What is declared: libiberty.h and system.h declare what is not, which for basename would be wrong.  */
#define HAVE_DECL_ABORT 1
#define HAVE_DECL_ASPRINTF 1
#define HAVE_DECL_ATOF 1
#define HAVE_DECL_ATOL 1
#define HAVE_DECL_BASENAME 1
#define HAVE_DECL_CALLOC 1
#define HAVE_DECL_CLEARERR_UNLOCKED 1
#define HAVE_DECL_CLOCK 1
#define HAVE_DECL_ERRNO 1
#define HAVE_DECL_FEOF_UNLOCKED 1
#define HAVE_DECL_FERROR_UNLOCKED 1
#define HAVE_DECL_FFLUSH_UNLOCKED 1
#define HAVE_DECL_FFS 1
#define HAVE_DECL_FGETC_UNLOCKED 1
#define HAVE_DECL_FGETS_UNLOCKED 1
#define HAVE_DECL_FILENO_UNLOCKED 1
#define HAVE_DECL_FPRINTF_UNLOCKED 0
#define HAVE_DECL_FPUTC_UNLOCKED 1
#define HAVE_DECL_FPUTS_UNLOCKED 1
#define HAVE_DECL_FREAD_UNLOCKED 1
#define HAVE_DECL_FREE 1
#define HAVE_DECL_FWRITE_UNLOCKED 1
#define HAVE_DECL_GETCHAR_UNLOCKED 1
#define HAVE_DECL_GETCWD 1
#define HAVE_DECL_GETC_UNLOCKED 1
#define HAVE_DECL_GETENV 1
#define HAVE_DECL_GETOPT 1
#define HAVE_DECL_GETPAGESIZE 1
#define HAVE_DECL_MALLOC 1
#define HAVE_DECL_PUTCHAR_UNLOCKED 1
#define HAVE_DECL_PUTC_UNLOCKED 1
#define HAVE_DECL_REALLOC 1
#define HAVE_DECL_SBRK 1
#define HAVE_DECL_SETENV 1
#define HAVE_DECL_SNPRINTF 1
#define HAVE_DECL_STPCPY 1
#define HAVE_DECL_STRNLEN 1
#define HAVE_DECL_STRSIGNAL 1
#define HAVE_DECL_STRSTR 1
#define HAVE_DECL_STRTOL 1
#define HAVE_DECL_STRTOLL 1
#define HAVE_DECL_STRTOUL 1
#define HAVE_DECL_STRTOULL 1
#define HAVE_DECL_STRVERSCMP 1
#define HAVE_DECL_UNSETENV 1
#define HAVE_DECL_VASPRINTF 1
#define HAVE_DECL_VSNPRINTF 1
#define NEED_DECLARATION_CANONICALIZE_FILE_NAME 1

/* Types.  */
#define HAVE_INTPTR_T 1
#define HAVE_UINTPTR_T 1
#define SIZEOF_DEV_T 8
#define SIZEOF_INO_T 8
#define SIZEOF_INT 4
#define SIZEOF_LONG 8
#define SIZEOF_LONG_LONG 8
#define SIZEOF_SHORT 2
#define SIZEOF_SIZE_T 8
#define SIZEOF_VOID_P 8
#define UNSIGNED_64BIT_TYPE uint64_t
#define STACK_DIRECTION -1

/* libbacktrace: files are mapped. gcc 3.4.6 has no __atomic, no __sync and no _Unwind_GetIPInfo.  */
#define BACKTRACE_ELF_SIZE 64
#define HAVE_CLOCK_GETTIME 1
#define HAVE_DL_ITERATE_PHDR 1
#define HAVE_FCNTL 1
#define HAVE_LINK_H 1
#define HAVE_LSTAT 1
#define HAVE_READLINK 1
#if __GNUC__ > 3
#define HAVE_ATOMIC_FUNCTIONS 1
#define HAVE_GETIPINFO 1
#define HAVE_SYNC_FUNCTIONS 1
#endif

/* The assembler knows SSE4, which libcpp looks for ends of lines with.  */
#define HAVE_SSE4 1

/* What a release checks while it runs (without the checks gcc 3.4.6 inlines more, and breaks ipa-prop.c), and how libcpp names headers of the system.  */
#define CHECKING_P 0
#define NMS_CHECKING 0
#if !defined LEAN || __GNUC__ == 3
#define ENABLE_ASSERT_CHECKING 1
#endif
#define ENABLE_CANONICAL_SYSTEM_HEADERS 1

/* libcpp, libdecnumber and libcody name themselves in messages.  */
#define PACKAGE "gcc"
#define PACKAGE_BUGREPORT "gcc-bugs@gcc.gnu.org"
#define PACKAGE_NAME "gcc"
#define PACKAGE_STRING "gcc"
#define PACKAGE_URL ""
#define PACKAGE_VERSION ""
