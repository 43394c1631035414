// config.h: what tinycc's configure would write: where it looks for its files, and what it leaves out.
// Written by hand, and the same for every compiler that builds tinycc.

#define TCC_VERSION "0.9.27"
#define ONE_SOURCE 1
#define TCC_TARGET_X86_64 1

// No shared libraries, no bounds checks, no stack traces: these want more of a C library.
#define CONFIG_TCC_STATIC 1
#define CONFIG_TCCBOOT 1

// Its own headers and libtcc1.a are in {B}, the C library's in /include and /lib.
#define CONFIG_TCCDIR "/lib/tcc"
#define CONFIG_TCC_SYSINCLUDEPATHS "{B}/include:/include"
#define CONFIG_TCC_LIBPATHS "/lib"
#define CONFIG_TCC_CRTPREFIX "/lib"
#define CONFIG_TCC_ELFINTERP ""
