# gcc 3.4.6: the compilers, the drivers and libgcc by upstream's gcc/Makefile.in filled in, libiberty by our list. Called
# in /work/gcc by make -e, with CC, CFLAGS and LDFLAGS in the environment and LANGUAGE c or c++, once Makefile is there.
include /repo/recipes/build.mk
recipe := /repo/recipes/gcc-3
ours:

# What C++ adds. The files that the garbage collector knows are upstream's lists.
gtfiles = $(subst $$(srcdir),/src/gcc/gcc,$(shell . /src/gcc/gcc/$1config-lang.in; echo "$$gtfiles"))
c-gtfiles := $(call gtfiles,c-)
c-gtfiles-langs := $(c-gtfiles:%=c)
ifeq ($(LANGUAGE),c++)
c++-gtfiles := $(call gtfiles,cp/)
c++-gtfiles-langs := $(patsubst %,cp,$(c++-gtfiles))
c++-subdir := cp
c++-name := c++
c++-compilers := cc1plus
c++-makefrags := /src/gcc/gcc/cp/Make-lang.in
c++-specs := /src/gcc/gcc/cp/lang-specs.h
c++-trees := /src/gcc/gcc/cp/cp-tree.def
ours: g++
endif

# What the compilers, the generators and the drivers use, in upstream's order.
libiberty := regex.c cplus-dem.c cp-demangle.c md5.c alloca.c argv.c choose-temp.c concat.c cp-demint.c dyn-string.c \
  fdmatch.c fibheap.c floatformat.c fnmatch.c getopt.c getopt1.c getpwd.c getruntime.c hashtab.c hex.c lbasename.c \
  lrealpath.c make-relative-prefix.c make-temp-file.c objalloc.c obstack.c partition.c physmem.c pex-unix.c \
  safe-ctype.c sort.c spaces.c splay-tree.c strerror.c strsignal.c ternary.c xatexit.c xexit.c xmalloc.c xmemdup.c \
  xstrdup.c xstrerror.c
$(call fits,/src/gcc/libiberty,*.c,$(libiberty))
$(eval $(call compile,../libiberty,/src/gcc/libiberty,-DHAVE_CONFIG_H -I$(recipe)/config/libiberty -I/src/gcc/include))
$(eval $(call archive,../libiberty/libiberty.a,$(libiberty:%.c=../libiberty/%.o)))

# Not gcov, which upstream takes for a language.
override LANGUAGES := cc1 $(c++-compilers)
include Makefile

# Parsers by byacc are upstream's rules with BISON=byacc; system.h lets them call malloc if they say that they are
# bison's. Scanners are not, nor what gperf and perl would make.
gengtype-yacc.o c-parse.o: override CFLAGS += -DYYBISON
gengtype-lex.c: gengtype-lex.l
	lex /share/scanner.c $< $@
cppcharset.o: cppucnid.h
cppucnid.h: cppucnid.tab
	awk -f $(recipe)/cppucnid.awk $< >$@
$(srcdir)/cp/cfns.h: $(srcdir)/cp/cfns.gperf
	awk -f $(recipe)/cfns.awk $< >$@

# What fixing the headers would have made.
stmp-int-hdrs: include/syslimits.h
include/syslimits.h: $(srcdir)/gsyslimits.h
	mkdir -p include
	cp $< $@

ours: $(COMPILERS) xgcc cpp collect2 specs $(LIBGCC) $(EXTRA_PARTS) stmp-int-hdrs

ours:
	mkdir -p /out/bin /out$(libexecsubdir) /out$(libsubdir)
	cp $(COMPILERS) collect2 /out$(libexecsubdir)/
	cp xgcc /out/bin/gcc
	cp cpp /out/bin/
	if [ -f g++ ]; then cp g++ /out/bin/; ln /out/bin/g++ /out/bin/c++; fi
	cp specs libgcc.a libgcov.a $(EXTRA_PARTS) /out$(libsubdir)/
	cp -r include /out$(libsubdir)/
