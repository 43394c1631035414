/* What gcc 9 asks for beside recipes/gcc-13/common/config/auto-host.h, which this ends: stabs, what it knows of compressed debug sections, and
   constructors in .ctors, as it asks its own compiler, gcc 3.4.6, whether they may be in .init_array.  */
#define HAVE_AS_COMPRESS_DEBUG 2
#define HAVE_AS_GSTABS_DEBUG_FLAG 1
#define HAVE_AS_STABS_DIRECTIVE 1
#define HAVE_INITFINI_ARRAY_SUPPORT 0
#define HAVE_LD_COMPRESS_DEBUG 3
#endif
