# The compilers of gcc for C and C++, as every version has them. A version's compiler.mk sets what differs and includes
# this one. It runs in /work/gcc, and the libraries come to lie beside that. gcc's own rules are upstream's
# gcc/Makefile.in, filled in, without those that run configure; but several neighbours make one object ("unit").
src := /src/gcc
out := /out
platform := x86_64-unknown-linux-musl
optimise := -O1
lex := lex
default: all
recipes := $(patsubst %/gcc-13/common/,%,$(dir $(lastword $(MAKEFILE_LIST))))
include $(recipes)/build.mk

Makefile: $(recipes)/gcc-13/common/makefile.values $(recipes)/gcc-$(major)/makefile.values $(src)/gcc/Makefile.in
	cat $(recipes)/gcc-13/common/makefile.values $(recipes)/gcc-$(major)/makefile.values >makefile.values
	sh $(recipes)/fill.sh makefile.values $(src)/gcc/Makefile.in Makefile.filled
	(for l in c cp; do . $(src)/gcc/$$l/config-lang.in; echo "$${l}_gtfiles = $$gtfiles"; done) >Makefile.made
	sed -e '/^Makefile: config.status/,/^$$/d' -e '/^cstamp-h: /,/^$$/d' -e '/^config.status: /,/^$$/d' Makefile.filled >>Makefile.made
	mkdir -p build c c-family cp common analyzer units include $(addprefix ../,libiberty libcpp libdecnumber libbacktrace zlib libcody)
	cp $(recipes)/gcc-13/common/config/host.h host.h
	cat $(recipes)/gcc-13/common/config/auto-host.h $(recipes)/gcc-$(major)/config/auto-host.h >auto-host.h
	cp $(recipes)/gcc-13/common/config/configargs.h configargs.h
	cp host.h ../config.h
	: >config.status
	: >cstamp-h
	mv Makefile.made $@

# What upstream's makefile is told beside its values.
intrinsics = $(wildcard $(addprefix $(src)/gcc/config/i386/,*intrin.h cpuid.h cross-stdarg.h cet.h mm3dnow.h))
override build_libobjdir := ..
override LIBBACKTRACE := ../libbacktrace/libbacktrace.a
# What all objects read is made first, and no more: nobody waits for the tables of the scheduler.
override generated_files = headers

# $(call united,OBJECTS): the same with units. A unit that is half in OBJECTS, or has what upstream has not, is a mistake.
united = $(foreach u,$(units),$(call whole,$u,$1)) $(filter-out $(foreach u,$(units),$(unit-$u:=.o)),$1)
whole = $(if $(filter $(unit-$1:=.o),$2),units/$1.o$(if $(filter-out $2,$(unit-$1:=.o)),$(error the unit $1 has no place for $(filter-out $2,$(unit-$1:=.o)))))

# C_AND_OBJC_OBJS and CXX_AND_OBJCXX_OBJS have upstream's lists still.
override C_OBJS = $(call united,c/c-lang.o c-family/stub-objc.o $(C_AND_OBJC_OBJS))
override CXX_OBJS = $(call united,cp/cp-lang.o c-family/stub-objc.o $(CXX_AND_OBJCXX_OBJS))
override BACKEND = backend.a main.o libcommon-target.a libcommon.a $(CPPLIB) $(LIBDECNUMBER)
include Makefile

headers: config.h tm.h $(TM_P_H) multilib.h $(simple_generated_h) specs.h tree-check.h genrtl.h insn-modes.h \
  insn-modes-inline.h tm-preds.h tm-constrs.h $(ALL_GTFILES_H) gtype-desc.h version.h options.h target-hooks-def.h \
  insn-opinit.h common/common-target-hooks-def.h pass-instances.def c-family/c-target-hooks-def.h \
  case-cfn-macros.h cfn-operators.pd i386-builtin-types.inc $(version_headers) \
  ../libbacktrace/backtrace-supported.h ../libdecnumber/gstdint.h ../libcpp/localedir.h
	touch $@

# --- units ---
# A unit is an object from several of upstream's: units names them, unit-NAME lists the files of each without suffix.
# Each file's wishes for headers of the C++ library come first, as system.h reads those once.
source = $(firstword $(wildcard $(srcdir)/$1.$(suffix) $(srcdir)/config/i386/$1.$(suffix)) $1.$(suffix))
define unit
units/$1.o: $(foreach f,$(unit-$1),$(call source,$f)) | headers
	{ sed -n '/^#define INCLUDE_/p' $$^ | sort -u; printf '#include "%s"\n' $$^; } >units/$1.$(suffix)
	$$(COMPILER) $$(ALL_COMPILERFLAGS) $$(foreach f,$(unit-$1),$$(CFLAGS-$$f.o)) -I$(srcdir)/$(dir $(firstword $(unit-$1))) \
	  $$(ALL_CPPFLAGS) -c -o $$@ units/$1.$(suffix)
endef
$(foreach u,$(units),$(eval $(call unit,$u)))

backend.a: $(call united,$(OBJS))
	rm -f $@
	$(AR) rc $@ $^

# --- the libraries beside ---
library-flags := -I$(src)/include -I..

$(eval $(call compile,../libiberty,$(src)/libiberty,-DHAVE_CONFIG_H $(library-flags)))
$(eval $(call archive,../libiberty/libiberty.a,$(libiberty:%.c=../libiberty/%.o)))

$(eval $(call compile,../libcpp,$(src)/libcpp,-fno-exceptions -fno-rtti $(library-flags) -I../libcpp -I$(src)/libcpp/include))
$(eval $(call archive,../libcpp/libcpp.a,$(libcpp:%.$(suffix)=../libcpp/%.o)))

$(eval $(call compile,../libdecnumber,$(src)/libdecnumber,-I../libdecnumber $(library-flags) -I$(src)/libdecnumber))
$(eval $(call compile,../libdecnumber,$(src)/libdecnumber/dpd,-I../libdecnumber $(library-flags) -I$(src)/libdecnumber))
$(eval $(call archive,../libdecnumber/libdecnumber.a,$(libdecnumber:%.c=../libdecnumber/%.o)))

$(eval $(call compile,../libbacktrace,$(src)/libbacktrace,-D_GNU_SOURCE -I../libbacktrace $(library-flags) -funwind-tables))
$(eval $(call archive,../libbacktrace/libbacktrace.a,$(libbacktrace:%.c=../libbacktrace/%.o)))

$(eval $(call compile,../zlib,$(src)/zlib,-DHAVE_UNISTD_H))
$(eval $(call archive,../zlib/libz.a,$(zlib:%.c=../zlib/%.o)))

../libcpp/localedir.h: Makefile
	echo '#define LOCALEDIR "/share/locale"' >$@
../libdecnumber/gstdint.h: Makefile
	echo '#include <stdint.h>' >$@
../libbacktrace/backtrace-supported.h: Makefile
	sed -e 's/@BACKTRACE_SUPPORTED@/1/' -e 's/@BACKTRACE_USES_MALLOC@/0/' -e 's/@BACKTRACE_SUPPORTS_THREADS@/1/' \
	  -e 's/@BACKTRACE_SUPPORTS_DATA@/1/' $(src)/libbacktrace/backtrace-supported.h.in >$@

# --- gcc/gengtype's scanner ---
gengtype-lex.$(suffix): $(srcdir)/gengtype-lex.l
	{ echo '#include "bconfig.h"'; $(lex) -t $<; } >$@

# --- the compiler's own headers ---
stmp-headers: $(USER_H)
	cp $(USER_H) include/
	cp $(srcdir)/ginclude/stdint-gcc.h include/
	cp $(srcdir)/ginclude/stdint-wrap.h include/stdint.h
	mkdir -p $(limits)
	cat $(srcdir)/limitx.h $(T_GLIMITS_H) $(srcdir)/limity.h >$(limits)/limits.h
	cp $(srcdir)/gsyslimits.h $(limits)/syslimits.h
	touch $@

# --- what is there to be had ---
programs = xgcc xg++ cpp collect2 gcc-ar gcc-nm gcc-ranlib cc1 cc1plus
all: $(programs) stmp-headers libgcc.mvars
	install -d $(out)/bin $(out)/libexec/gcc/$(platform)/$(version) $(out)/lib/gcc/$(platform)/$(version)
	install -s xgcc $(out)/bin/gcc
	install -s xg++ $(out)/bin/g++
	install -s xg++ $(out)/bin/c++
	install -s cpp gcc-ar gcc-nm gcc-ranlib $(out)/bin
	install -s cc1 cc1plus collect2 $(out)/libexec/gcc/$(platform)/$(version)
	cp -R include $(out)/lib/gcc/$(platform)/$(version)/
