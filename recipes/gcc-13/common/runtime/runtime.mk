# libgcc, the crt files and libstdc++ of gcc 9 and 13, by the compiler just built in /work/gcc; they go to /out. Upstream's
# makefiles make them, as far as a person wrote those: libgcc's Makefile.in, libstdc++'s automake files. A version's
# runtime.mk says what differs and includes this one.
SHELL := /bin/sh
here := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
platform := x86_64-unknown-linux-musl
libgcc := /work/$(platform)/libgcc
libstdcxx := /work/$(platform)/libstdc++-v3
source := /src/gcc/libstdc++-v3
include $(here)/../../../build.mk

xgcc := /work/./gcc/xgcc -B/work/./gcc/ -B/$(platform)/bin/ -B/$(platform)/lib/ -isystem /$(platform)/include \
  -isystem /$(platform)/sys-include
all: install

# --- libgcc and the crt files ---
# Under another name than upstream's, the makefile is not remade by configure.
$(libgcc)/libgcc.mk: | $(libgcc)
	cat $(here)/libgcc.values $(recipe)/libgcc.values >$(libgcc)/values
	cp $(here)/libgcc.h $(libgcc)/auto-target.h
	cd $(libgcc) && sh $(here)/../../../fill.sh values /src/gcc/libgcc/Makefile.in libgcc.mk

make-libgcc = $(MAKE) -C $(libgcc) -f libgcc.mk MAKE='$(MAKE) -f libgcc.mk' CC='$(xgcc)' MULTIOSDIR=. \
  GCC_CFLAGS='-O2 -DIN_GCC -isystem ./include' $1
$(libgcc)/headers: $(libgcc)/libgcc.mk
	+$(call make-libgcc,install-unwind_h-forbuild)
	touch $@
$(libgcc)/built: $(libgcc)/headers
	+$(call make-libgcc,all)
	touch $@

# --- libstdc++ ---
# No directory that upstream has is forgotten. src-shared has the compatibility objects of the shared library; those of the
# static one are in src.
there := $(patsubst $(source)/%/Makefile.am,%,$(wildcard $(source)/src/*/Makefile.am))
$(call differs,$(source),$(filter-out $(there) libsupc++,$(directories)),$(filter-out $(directories) $(directories-not),$(there)))
lists := $(patsubst %,$(libstdcxx)/%/lists.mk,$(directories) src $(if $(shared),src-shared) include)
automake := awk -f $(here)/automake.awk $(here)/conditions -

$(libstdcxx)/config.h: $(here)/libstdc++.h | $(libstdcxx)
	cp $< $@
$(libstdcxx)/fragment.mk: $(source)/fragment.am | $(libstdcxx)
	sed 's/@get_gcc_base_ver@/cat/' $< | $(automake) >$@
$(lists): $(libstdcxx)/%/lists.mk: $(libstdcxx)/fragment.mk
	mkdir -p $(@D)
	sed 's/@glibcxx_cxx98_abi@/0/' $(source)/$(patsubst src-shared,src,$*)/Makefile.am | \
	  $(automake) >$@

pic = $(if $(shared),-fPIC -DPIC $(if $(filter-out src,$1),-D_GLIBCXX_SHARED))
make-libstdcxx = $(MAKE) -r -C $(libstdcxx)/$1 -f $(here)/$2.mk platform=$(platform) \
  directory=$(patsubst src-shared,src,$1) CC='$(xgcc)' CXX='$(xgcc) -shared-libgcc -nostdinc++' CFLAGS=-O2 \
  CXXFLAGS='-O2 -D_GNU_SOURCE' EXTRA_CFLAGS='$(protection)' EXTRA_CXX_FLAGS='$(protection)' PIC='$(pic)'

# Upstream's own rules link the headers into one tree for the library itself, and install them.
$(libstdcxx)/include/made: $(libstdcxx)/config.h $(libstdcxx)/include/lists.mk
	+$(call make-libstdcxx,include,headers) made

# Each directory's objects, whose names are then in its file "objects".
objects := $(patsubst %/lists.mk,%/objects,$(filter-out %/include/lists.mk,$(lists)))
$(objects): $(libstdcxx)/%/objects: $(libstdcxx)/%/lists.mk $(libstdcxx)/include/made $(libgcc)/headers
	+$(call make-libstdcxx,$*,directory) objects

# `q` keeps two members of one name, of different directories.
members = $$(cat $(patsubst %,$(libstdcxx)/%/objects,$1))
library = rm -f $@ && $(AR) qc $@ $(members)
parts := libsupc++ src/c++98 src/c++11 src/c++17 $(filter src/c++20,$(directories))
archives := libstdc++ libsupc++ libstdc++fs $(if $(filter src/experimental,$(directories)),libstdc++exp)
archives := $(patsubst %,$(libstdcxx)/%.a,$(archives))
$(archives): $(objects)
$(libstdcxx)/libstdc++.a: ; $(call library,src $(parts))
$(libstdcxx)/libsupc++.a: ; $(call library,libsupc++)
$(libstdcxx)/libstdc++fs.a: ; $(call library,src/filesystem)
$(libstdcxx)/libstdc++exp.a: ; $(call library,src/experimental src/filesystem)

$(libstdcxx)/libstdc++.so.6: $(objects) $(libgcc)/built
	+$(call make-libstdcxx,src,directory) libstdc++-symbols.ver
	cd $(libstdcxx)/src && $(xgcc) -shared -nostdlib /lib/crti.o /work/./gcc/crtbeginS.o \
	  $(call members,src-shared $(parts)) -lm -lc -lgcc_s /work/./gcc/crtendS.o /lib/crtn.o -Wl,-O1 -Wl,-z,relro \
	  -Wl,--gc-sections -Wl,--version-script=libstdc++-symbols.ver -Wl,-soname -Wl,libstdc++.so.6 -o $@

# --- what is there to be had ---
built := $(archives) $(if $(shared),$(libstdcxx)/libstdc++.so.6)
install: $(built) $(libgcc)/built
	+$(call make-libgcc,install DESTDIR=/out)
	+$(call make-libstdcxx,include,headers) install-headers DESTDIR=/out
	+$(call make-libstdcxx,libsupc++,directory) install-stdHEADERS install-bitsHEADERS DESTDIR=/out
	install -m 644 $(archives) /out/lib
ifneq ($(shared),)
	install -m 755 $(libstdcxx)/libstdc++.so.6 /out/lib/libstdc++.so.$(soversion)
	ln -s libstdc++.so.$(soversion) /out/lib/libstdc++.so.6
	ln -s libstdc++.so.$(soversion) /out/lib/libstdc++.so
endif

$(libgcc) $(libstdcxx): ; mkdir -p $@
.PHONY: all install
