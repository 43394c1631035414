# gcc 13.3.0. What all versions have in common, and how this is read, is in recipes/gcc-13/common/compiler.mk.
major := 13
version := 13.3.0
suffix := cc

target_headers := vxworks-dummy.h i386/biarch64.h i386/i386.h i386/unix.h i386/att.h elfos.h gnu-user.h glibc-stdint.h \
  i386/x86-64.h i386/gnu-user-common.h i386/gnu-user64.h linux.h linux-android.h i386/linux-common.h i386/linux64.h \
  initfini-array.h
target_headers := $(target_headers:%=config/%)
target_gtfiles = $(srcdir)/config/i386/i386-builtins.cc $(srcdir)/config/i386/i386-expand.cc $(srcdir)/config/i386/i386-options.cc
version_opt_files = $(srcdir)/params.opt $(srcdir)/analyzer/analyzer.opt
version_headers = omp-device-properties.h
limits := include

libiberty := alloca.c argv.c choose-temp.c concat.c cp-demangle.c cp-demint.c cplus-dem.c crc32.c d-demangle.c \
  dwarfnames.c dyn-string.c fdmatch.c fibheap.c filename_cmp.c floatformat.c fopen_unlocked.c getopt.c getopt1.c \
  getpwd.c getruntime.c hashtab.c hex.c lbasename.c lrealpath.c make-relative-prefix.c make-temp-file.c md5.c \
  objalloc.c obstack.c partition.c pex-common.c pex-one.c pex-unix.c pexecute.c physmem.c regex.c rust-demangle.c \
  safe-ctype.c sha1.c simple-object-coff.c simple-object-elf.c simple-object-mach-o.c simple-object-xcoff.c \
  simple-object.c sort.c spaces.c splay-tree.c stack-limit.c strerror.c strsignal.c timeval-utils.c \
  unlink-if-ordinary.c vprintf-support.c xasprintf.c xatexit.c xexit.c xmalloc.c xmemdup.c xstrdup.c xstrerror.c \
  xstrndup.c xvasprintf.c
libcpp := lex.cc macro.cc charset.cc directives.cc errors.cc expr.cc files.cc identifiers.cc init.cc line-map.cc \
  mkdeps.cc pch.cc symtab.cc traditional.cc
libdecnumber := decNumber.c decContext.c decimal32.c decimal64.c decimal128.c
libbacktrace := atomic.c backtrace.c dwarf.c elf.c fileline.c mmap.c mmapio.c posix.c print.c simple.c sort.c state.c
zlib := adler32.c compress.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c uncompr.c zutil.c
libcody := buffer.cc client.cc fatal.cc netclient.cc netserver.cc packet.cc resolver.cc server.cc

include $(dir $(lastword $(MAKEFILE_LIST)))../gcc-13/common/compiler.mk

$(eval $(call compile,../libcody,$(src)/libcody,-fno-exceptions -fno-rtti -DHAVE_CONFIG_H -I..))
$(eval $(call archive,../libcody/libcody.a,$(libcody:%.cc=../libcody/%.o)))
