# gcc 13.3.0. What all versions have in common, and how this is read, is in recipes/gcc-13/common/compiler.mk.
major := 13
version := 13.3.0
suffix := cc

# Programs are linked with the shared libgcc by default.
SHLIB := true

# Tables of flags are of signed numbers, with the highest bit set.
version_flags := -Wno-narrowing

target_headers := vxworks-dummy.h i386/biarch64.h i386/i386.h i386/unix.h i386/att.h elfos.h gnu-user.h glibc-stdint.h \
  i386/x86-64.h i386/gnu-user-common.h i386/gnu-user64.h linux.h linux-android.h i386/linux-common.h i386/linux64.h \
  initfini-array.h
target_headers := $(target_headers:%=config/%)
target_gtfiles = $(srcdir)/config/i386/i386-builtins.cc $(srcdir)/config/i386/i386-expand.cc $(srcdir)/config/i386/i386-options.cc
target_objects := x86-tune-sched.o x86-tune-sched-bd.o x86-tune-sched-atom.o x86-tune-sched-core.o i386-options.o \
  i386-builtins.o i386-expand.o i386-features.o linux.o gnu-property.o
target_fragment := t-gnu-property
version_headers = version.h omp-device-properties.h std-name-hint.h
version_models := znver znver4 lujiazui
limits := include
version_private := $(if $(lean),,g++-mapper-server)
version_libraries := libcody
lean-analyzer := analyzer/analyzer-pass.o analyzer/analyzer-language.o

libiberty := alloca.c argv.c choose-temp.c concat.c cp-demangle.c cp-demint.c cplus-dem.c crc32.c d-demangle.c \
  dwarfnames.c dyn-string.c fdmatch.c fibheap.c filedescriptor.c filename_cmp.c floatformat.c fopen_unlocked.c getopt.c getopt1.c \
  getpwd.c getruntime.c hashtab.c hex.c lbasename.c lrealpath.c make-relative-prefix.c make-temp-file.c md5.c \
  objalloc.c obstack.c partition.c pex-common.c pex-one.c pex-unix.c pexecute.c physmem.c regex.c rust-demangle.c \
  safe-ctype.c sha1.c simple-object-coff.c simple-object-elf.c simple-object-mach-o.c simple-object-xcoff.c \
  simple-object.c sort.c spaces.c splay-tree.c stack-limit.c strerror.c strsignal.c timeval-utils.c \
  unlink-if-ordinary.c vprintf-support.c xasprintf.c xatexit.c xexit.c xmalloc.c xmemdup.c xstrdup.c xstrerror.c \
  xstrndup.c xvasprintf.c
# what the C library has, other systems, what nobody calls
libiberty-not := _doprnt.c asprintf.c atexit.c basename.c bcmp.c bcopy.c bsearch.c bsearch_r.c bzero.c calloc.c \
  clock.c copysign.c ffs.c fnmatch.c getcwd.c getpagesize.c gettimeofday.c index.c insque.c \
  memchr.c memcmp.c memcpy.c memmem.c memmove.c mempcpy.c memset.c mkstemps.c msdos.c pex-djgpp.c pex-msdos.c \
  pex-win32.c putenv.c random.c rename.c rindex.c setenv.c setproctitle.c sigsetmask.c snprintf.c stpcpy.c stpncpy.c \
  strcasecmp.c strchr.c strdup.c strncasecmp.c strncmp.c strndup.c strnlen.c strrchr.c strstr.c strtod.c strtol.c \
  strtoll.c strtoul.c strtoull.c strverscmp.c tmpnam.c vasprintf.c vfork.c vfprintf.c vprintf.c vsnprintf.c \
  vsprintf.c waitpid.c
libcpp := lex.cc macro.cc charset.cc directives.cc errors.cc expr.cc files.cc identifiers.cc init.cc line-map.cc \
  mkdeps.cc pch.cc symtab.cc traditional.cc
# the generators of its tables
libcpp-not := makeucnid.cc makeuname2c.cc
libdecnumber := decNumber.c decContext.c decimal32.c decimal64.c decimal128.c
# formats of numbers that gcc does not compute with
libdecnumber-not := decBasic.c decCommon.c decDouble.c decExcept.c decLibrary.c decPacked.c decQuad.c decRound.c \
  decSingle.c
libbacktrace := atomic.c backtrace.c dwarf.c elf.c fileline.c mmap.c mmapio.c posix.c print.c simple.c sort.c state.c
# other formats, its tests
libbacktrace-not := alloc.c allocfail.c btest.c edtest.c edtest2.c instrumented_alloc.c macho.c mtest.c nounwind.c \
  pecoff.c read.c stest.c test_format.c testlib.c ttest.c unittest.c unknown.c xcoff.c xztest.c zstdtest.c ztest.c
zlib := adler32.c compress.c crc32.c deflate.c gzclose.c gzlib.c gzread.c gzwrite.c inffast.c inflate.c inftrees.c trees.c uncompr.c zutil.c
# examples
zlib-not := example.c infback.c minigzip.c
libcody := buffer.cc client.cc fatal.cc netclient.cc netserver.cc packet.cc resolver.cc server.cc

emit := insn-emit-1 insn-emit-2 insn-emit-3
here := $(dir $(lastword $(MAKEFILE_LIST)))
include $(here)units.mk
include $(here)../gcc-13/common/compiler.mk

# --- the longest files, which programs made ---
# Many small functions, of which more optimising makes a compiler that is hardly faster, and takes a half longer.
$(patsubst %,%.o,gimple-match generic-match insn-recog $(emit)): private override optimise := $(patsubst -O%,-Og,$(optimise))
# What takes most memory is dealt out to several files, is never compiled beside another such file, or is compiled with
# more frequent garbage collection: a quarter less memory, a tenth more time, the same code.
generic-match.o: | gimple-match.o
insn-recog.o: private override optimise += --param=ggc-min-expand=30
insn-emit.o: $(emit:%=%.o)
	$(LD) -r -o $@ $^
$(emit:%=%.o): | headers
$(emit:%=%.$(suffix)): insn-emit.dealt ;
insn-emit.dealt: insn-emit.$(suffix)
	awk -v parts='$(emit:%=%.$(suffix))' -f $(here)deal.awk $<
	touch $@

$(eval $(call compile,../libcody,$(src)/libcody,-fno-exceptions -fno-rtti -DHAVE_CONFIG_H -DSRCDIR=\"\" -I..))
$(eval $(call archive,../libcody/libcody.a,$(libcody:%.cc=../libcody/%.o)))

# The server that tells where modules are, for those who want it in a process of its own.
ifndef lean
sockets := -DHAVE_ACCEPT4 -DHAVE_EPOLL -DHAVE_INET_NTOP -DHAVE_PSELECT -DHAVE_SELECT -DHOST_HAS_O_CLOEXEC=1
$(eval $(call compile,../c++tools,$(src)/c++tools,-fno-exceptions -fno-rtti $(sockets) -I.. -I$(src)/include -I$(src)/libcody -I.))
# made by genversion
../c++tools/server.o: version.h
g++-mapper-server: ../c++tools/server.o ../c++tools/resolver.o ../libcody/libcody.a ../libiberty/libiberty.a
	$(CXX) $(LDFLAGS) -o $@ $^
endif

# The names that messages know a header for: columns of upstream's table of libstdc++.
std-name-hint.h: $(srcdir)/cp/cxxapi-data.csv
	{ printf 'struct std_name_hint { const char *name; const char *header; enum cxx_dialect min_dialect; };\n%%%%\n'; \
	  awk -F, '/^[^#]/ && $$4 != "no" { print $$2 ", \"" $$1 "\", " $$4 }' $<; } | \
	  $(name-table) -v class=std_name_hint_lookup -v lookup=find -v type=std_name_hint >$@
