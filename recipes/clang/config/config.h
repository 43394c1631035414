/* What clang asks of where it runs, and what it does by default: x86_64 Linux with musl, where gcc 13
   has its files below /lib/gcc, and clang lies in /bin. Only what the files compiled here look at. */
#ifndef CLANG_CONFIG_H
#define CLANG_CONFIG_H

#define BUG_REPORT_URL "https://github.com/llvm/llvm-project/issues/"

/* Programs that can lie anywhere in memory, which gcc makes only with -pie. */
#define CLANG_DEFAULT_PIE_ON_LINUX 1

/* What programs are linked with: libstdc++ and libgcc of the gcc that is found, by ld where -fuse-ld names no other. */
#define CLANG_DEFAULT_CXX_STDLIB "libstdc++"
#define CLANG_DEFAULT_RTLIB "libgcc"
#define CLANG_DEFAULT_UNWINDLIB "libgcc"
#define CLANG_DEFAULT_LINKER ""
#define CLANG_DEFAULT_OBJCOPY "objcopy"
#define CLANG_DEFAULT_OPENMP_RUNTIME "libgomp"

/* Where things lie: clang's own headers in lib/clang/22 beside bin, all others below /, and gcc in lib/gcc beside bin,
   by the name of the target. */
#define CLANG_INSTALL_LIBDIR_BASENAME "lib"
#define CLANG_RESOURCE_DIR ""
#define C_INCLUDE_DIRS ""
#define DEFAULT_SYSROOT ""
#define GCC_INSTALL_PREFIX ""

/* musl has getrlimit(). */
#define CLANG_HAVE_RLIMITS 1

/* What the chain's binutils understand. */
#define ENABLE_X86_RELAX_RELOCATIONS 1

/* Other processors. */
#define CLANG_SYSTEMZ_DEFAULT_ARCH "z10"
#define PPC_LINUX_DEFAULT_IEEELONGDOUBLE 0

/* Parts that are not built; and the compiler proper runs within the driver's process. */
#define CLANG_ENABLE_OBJC_REWRITER 0
#define CLANG_ENABLE_STATIC_ANALYZER 0
#define CLANG_ENABLE_CIR 0
#define CLANG_SPAWN_CC1 0

#endif
