/* What gcc 13 asks for beside recipes/gcc-13/common/config/auto-host.h, which this ends.  */
#define HAVE_FSTATAT 1
#define HAVE_GETAUXVAL 1
#define HAVE_SYS_AUXV_H 1
#define HAVE_SWAP_IN_UTILITY 1
#define HOST_HAS_O_CLOEXEC 1
#define HOST_HAS_O_NONBLOCK 1

/* Module servers are reached by sockets.  */
#define HAVE_AF_INET6 1
#define HAVE_AF_UNIX 1

#define HAVE_AS_COMPRESS_DEBUG 1
#define HAVE_AS_GDWARF_5_DEBUG_FLAG 1
#define HAVE_AS_WORKING_DWARF_N_FLAG 1
#define HAVE_GAS_SECTION_LINK_ORDER 1
#define HAVE_GAS_SHF_GNU_RETAIN 1
#define HAVE_INITFINI_ARRAY_SUPPORT 1
#define HAVE_LD_COMPRESS_DEBUG 2

#define CHANGES_ROOT_URL "https://gcc.gnu.org/"
#define DOCUMENTATION_ROOT_URL "https://gcc.gnu.org/onlinedocs/"
#define DIAGNOSTICS_URLS_DEFAULT DIAGNOSTICS_URL_AUTO
#define ENABLE_STDLIB_OPTION 0
#ifdef LEAN
#define ENABLE_ANALYZER 0
#else
#define ENABLE_ANALYZER 1
#endif
#endif
