# libz.a and libz.so.
include /repo/recipes/build.mk

CC := gcc
CFLAGS := -O3
AR := ar
source := /src/zlib
version := 1.3.1

all: install

zlib := adler32.c compress.c crc32.c deflate.c gzclose.c gzlib.c gzread.c gzwrite.c infback.c inffast.c inflate.c \
  inftrees.c trees.c uncompr.c zutil.c
$(call fits,$(source),*.c,$(zlib))

# What is not for users is hidden, and only in a shared library does that show. off64_t is 64 bits wide as off_t is.
flags := -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN
$(eval $(call compile,static,$(source),$(flags)))
$(eval $(call compile,shared,$(source),$(flags) -fPIC))
$(eval $(call archive,libz.a,$(addprefix static/,$(zlib:.c=.o))))

libz.so.$(version): $(addprefix shared/,$(zlib:.c=.o))
	$(CC) -shared -Wl,-soname,libz.so.1,--version-script,$(source)/zlib.map -o $@ $^

# zconf.h asks its user whether there is a unistd.h and a stdarg.h; here there is.
install: libz.a libz.so.$(version)
	mkdir -p /out/include /out/lib/pkgconfig
	cp $(source)/zlib.h /out/include/
	sed -e '/^#ifdef HAVE_UNISTD_H/s/.*/#if 1/' -e '/^#ifdef HAVE_STDARG_H/s/.*/#if 1/' $(source)/zconf.h >/out/include/zconf.h
	cp libz.a libz.so.$(version) /out/lib/
	ln -s libz.so.$(version) /out/lib/libz.so.1
	ln -s libz.so.$(version) /out/lib/libz.so
	sh /repo/recipes/fill.sh /repo/recipes/zlib/pc.values $(source)/zlib.pc.in /out/lib/pkgconfig/zlib.pc
