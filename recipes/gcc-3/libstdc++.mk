# libstdc++ of gcc 3.4.6, by the compilers in /work/gcc: static, without threads; what upstream calls generic works with
# musl, while its gnu-linux relies on glibc's internals. Called in /work with the headers' directory, which make
# variables name, still empty.
include /repo/recipes/build.mk
source := /src/gcc/libstdc++-v3
headers := /out/lib/gcc/x86_64-unknown-linux-gnu/3.4.6/include/c++
here := $(headers)/x86_64-unknown-linux-gnu/bits

CC := gcc/xgcc -Bgcc/
CFLAGS := -O2
CXX := $(CC) -shared-libgcc -nostdinc++
# Names that must differ between objects hold a seed, which would be random. It is the name that libtool's objects have.
CXXFLAGS = -O2 -D_GNU_SOURCE -frandom-seed=$(@F:.o=.lo) -fno-implicit-templates -ffunction-sections -fdata-sections
flags := -I$(dir $(here)) -I$(headers) -I$(source)/libsupc++
AR := ar

all: /out/lib/libstdc++.a /out/lib/libsupc++.a

support := del_op.cc del_opnt.cc del_opv.cc del_opvnt.cc eh_alloc.cc eh_aux_runtime.cc eh_catch.cc eh_exception.cc \
  eh_globals.cc eh_personality.cc eh_term_handler.cc eh_terminate.cc eh_throw.cc eh_type.cc eh_unex_handler.cc guard.cc \
  new_handler.cc new_op.cc new_opnt.cc new_opv.cc new_opvnt.cc pure.cc tinfo.cc tinfo2.cc vec.cc vterminate.cc
library := allocator.cc codecvt.cc complex_io.cc ctype.cc debug.cc debug_list.cc functexcept.cc globals_locale.cc \
  globals_io.cc ios.cc ios_failure.cc ios_init.cc ios_locale.cc limits.cc list.cc locale.cc locale_init.cc \
  locale_facets.cc localename.cc stdexcept.cc strstream.cc tree.cc allocator-inst.cc concept-inst.cc fstream-inst.cc \
  ext-inst.cc io-inst.cc istream-inst.cc locale-inst.cc locale-misc-inst.cc misc-inst.cc ostream-inst.cc \
  sstream-inst.cc streambuf-inst.cc string-inst.cc valarray-inst.cc wlocale-inst.cc wstring-inst.cc
locale := codecvt_members.cc collate_members.cc ctype_members.cc messages_members.cc monetary_members.cc \
  numeric_members.cc time_members.cc
# Those whose objects have other names.
renamed := atomicity.cc basic_file.cc c++locale.cc
$(call fits,$(source)/libsupc++,*.cc,$(support))
$(call fits,$(source)/src,*.cc,$(library))
$(call fits,$(source)/config/locale/generic,*.cc,$(locale) c_locale.cc)

support-objects := $(support:%.cc=support/%.o) support/cp-demangle.o
library-objects := $(patsubst %.cc,library/%.o,$(library) $(renamed) $(locale))
$(eval $(call compile,support,$(source)/libsupc++,-I/src/gcc/gcc $(flags)))
$(eval $(call compile,library,$(source)/src,$(flags)))
$(eval $(call compile,library,$(source)/config/locale/generic,$(flags)))
$(eval $(call compile,library,library,$(flags)))
$(eval $(call archive,/out/lib/libsupc++.a,$(support-objects)))
$(eval $(call archive,/out/lib/libstdc++.a,$(library-objects) $(support-objects)))
$(support-objects) $(library-objects): $(here)/c++config.h
library/strstream.o: CXXFLAGS += -I$(headers)/backward -Wno-deprecated
library/concept-inst.o: CXXFLAGS += -D_GLIBCXX_CONCEPT_CHECKS -fimplicit-templates

support/cp-demangle.o: /src/gcc/libiberty/cp-demangle.c | support
	$(CC) $(CFLAGS) -DHAVE_CONFIG_H -DIN_GLIBCPP_V3 -I/repo/recipes/gcc-3/config/libiberty -I/src/gcc/include -c -o $@ $<
library/atomicity.cc: $(source)/config/cpu/i486/atomicity.h
library/basic_file.cc: $(source)/config/io/basic_file_stdio.cc
library/c++locale.cc: $(source)/config/locale/generic/c_locale.cc
$(renamed:%=library/%): | library
	cp $< $@

# The headers. Those for threads are gcc's, under names that programs do not use.
target-headers := atomic_word.h=config/cpu/generic/atomic_word.h basic_file.h=config/io/basic_file_stdio.h \
  c++allocator.h=config/allocator/new_allocator_base.h c++io.h=config/io/c_io_stdio.h \
  c++locale.h=config/locale/generic/c_locale.h \
  codecvt_specializations.h=config/locale/generic/codecvt_specializations.h \
  messages_members.h=config/locale/generic/messages_members.h time_members.h=config/locale/generic/time_members.h \
  ctype_base.h=config/os/generic/ctype_base.h ctype_inline.h=config/os/generic/ctype_inline.h \
  ctype_noninline.h=config/os/generic/ctype_noninline.h os_defines.h=config/os/generic/os_defines.h
capital := [ABCDEFGHIJKLMNOPQRSTUVWXYZ_]
rename := -e 's/UNUSED/_GLIBCXX_&/g' -e 's/GCC$(capital)*_H/_GLIBCXX_&/g' -e 's/SUPPORTS_WEAK/__GXX_WEAK__/g' \
  -e 's/$(capital)*USE_WEAK/_GLIBCXX_&/g'
$(here)/c++config.h:
	mkdir -p $(here)
	cd $(source)/include && cp -r bits backward debug ext $(headers)/
	rm $(headers)/bits/c++config
	cp $(source)/include/c_std/cmath.tcc $(headers)/bits/
	for file in $(source)/include/std/std_*.h $(source)/include/c_std/std_*.h; do \
	  name=$${file##*/std_}; cp $$file $(headers)/$${name%.h} || exit 1; \
	done
	cd $(source)/libsupc++ && cp cxxabi.h exception exception_defines.h new typeinfo $(headers)/
	for pair in $(target-headers); do cp $(source)/$${pair#*=} $(here)/$${pair%%=*} || exit 1; done
	sed -e '/^#/s/$(capital)$(capital)*/_GLIBCXX_&/g' -e 's/_GLIBCXX_SUPPORTS_WEAK/__GXX_WEAK__/g' \
	  -e 's,^#include "\(.*\)",#include <bits/\1>,g' /src/gcc/gcc/gthr.h >$(here)/gthr.h
	sed $(rename) /src/gcc/gcc/gthr-single.h >$(here)/gthr-single.h
	sed $(rename) /src/gcc/gcc/gthr-posix.h >$(here)/gthr-posix.h
	cp $(here)/gthr-single.h $(here)/gthr-default.h
	cat $(source)/include/bits/c++config /repo/recipes/gcc-3/config/libstdc++.h >$@
