# The compilers of gcc for C and C++, as every version has them. A version's compiler.mk sets what differs and includes
# this one. It runs in /work/gcc, and the libraries come to lie beside that. gcc's own rules are upstream's
# gcc/Makefile.in, filled in, without those that run configure; but several neighbours make one object ("unit").
src := /src/gcc
out := /out
platform := x86_64-unknown-linux-musl
optimise := -O1
lex := lex /share/scanner.c
# An object with an allocator for what is linked, where the C library's own is slow.
allocator :=
default: compiler
recipes := $(patsubst %/gcc-13/common/,%,$(dir $(lastword $(MAKEFILE_LIST))))
include $(recipes)/build.mk

# lean=yes: a compiler that only compiles the next one, and then the same code: without the scheduler's models of all
# processors but the one that nobody needs to name, and without patterns of instructions that nobody may ask for
# (lean.h); it does not check itself, and has no analyzer.
ifdef lean
override optimise += -DLEAN
target_headers_last := lean.h
models := athlon atom bdver1 bdver3 btver2 core2 geode glm k6 pentium ppro slm $(version_models)
override md_file = $(srcdir)/common.md md/i386.md
override ANALYZER_OBJS = $(lean-analyzer)
units := $(filter-out a%,$(units))
# Patterns that are not there all have the code of "nothing", but switches ask for each.
apart = awk '{ sub(/= CODE_FOR_nothing/, "= " 100000 + NR) } { print }' insn-codes.h >codes.h && mv codes.h insn-codes.h
endif

Makefile: $(recipes)/gcc-13/common/makefile.values $(recipes)/gcc-$(major)/makefile.values $(src)/gcc/Makefile.in
	cat $(recipes)/gcc-13/common/makefile.values $(recipes)/gcc-$(major)/makefile.values >makefile.values
	sh $(recipes)/fill.sh makefile.values $(src)/gcc/Makefile.in Makefile.filled
	(for l in c cp; do . $(src)/gcc/$$l/config-lang.in; echo "$${l}_gtfiles = $$gtfiles"; done) >Makefile.made
	sed -e '/^Makefile: config.status/,/^$$/d' -e '/^cstamp-h: /,/^$$/d' -e '/^config.status: /,/^$$/d' Makefile.filled >>Makefile.made
	mkdir -p build c c-family cp common analyzer rtl-ssa units include $(limits) $(addprefix ../,libiberty libcpp libdecnumber libbacktrace zlib libcody c++tools)
	cp $(recipes)/gcc-13/common/config/host.h host.h
	cat $(recipes)/gcc-13/common/config/auto-host.h $(recipes)/gcc-$(major)/config/auto-host.h >auto-host.h
	cp $(recipes)/gcc-13/common/config/configargs.h configargs.h
	cp host.h ../config.h
	cp $(recipes)/gcc-13/common/config/lean.h lean.h
	mkdir -p md
	install -m 644 $(src)/gcc/config/i386/*.md md/
	for f in $(models); do awk -f $(recipes)/gcc-13/common/no-model.awk $(src)/gcc/config/i386/$$f.md >md/$$f.md; done
	: >config.status
	: >cstamp-h
	mv Makefile.made $@

# What upstream's makefile is told beside its values.
override LDFLAGS = -static $(allocator)
intrinsics = $(wildcard $(addprefix $(src)/gcc/config/i386/,*intrin.h cpuid.h cross-stdarg.h cet.h mm3dnow.h))
override build_libobjdir := ..
override LIBBACKTRACE := ../libbacktrace/libbacktrace.a
# Nothing is ever built twice: no dependencies are written down.
override COMPILE = $(COMPILE.base)
override POSTCOMPILE =
# What all objects read is made first, and no more: nobody waits for the tables of the scheduler.
override generated_files = headers

# $(call united,OBJECTS): the same with units. A unit that is half in OBJECTS, or has what upstream has not, is a mistake.
united = $(filter-out $(foreach u,$(units),$(unit-$u:=.o)),$1) $(foreach u,$(units),$(call whole,$u,$1))
whole = $(if $(filter $(unit-$1:=.o),$2),units/$1.o$(if $(filter-out $2,$(unit-$1:=.o)),$(error the unit $1 has no place for $(filter-out $2,$(unit-$1:=.o)))))

# C_AND_OBJC_OBJS and CXX_AND_OBJCXX_OBJS have upstream's lists still.
override C_OBJS = $(call united,c/c-lang.o c-family/stub-objc.o $(C_AND_OBJC_OBJS))
override CXX_OBJS = $(call united,cp/cp-lang.o c-family/stub-objc.o $(CXX_AND_OBJCXX_OBJS))
override BACKEND = backend.a main.o libcommon-target.a libcommon.a $(CPPLIB) $(LIBDECNUMBER)
include Makefile

headers: config.h tm.h $(TM_P_H) multilib.h $(simple_generated_h) specs.h tree-check.h genrtl.h insn-modes.h \
  insn-modes-inline.h tm-preds.h tm-constrs.h $(ALL_GTFILES_H) gtype-desc.h options.h target-hooks-def.h \
  insn-opinit.h common/common-target-hooks-def.h pass-instances.def c-family/c-target-hooks-def.h \
  case-cfn-macros.h cfn-operators.pd cfns.h i386-builtin-types.inc $(version_headers) \
  ../libbacktrace/backtrace-supported.h ../libdecnumber/gstdint.h ../libcpp/localedir.h
	$(apart)
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

# What tells whose precompiled headers these are: upstream takes all objects, but names of local variables in those have
# numbers, and only what is linked and stripped must not depend on the compiler's own compiler.
checksum = build/genchecksum $(sort $(wildcard $(srcdir)/*.$(suffix) $(srcdir)/c*/*.$(suffix) $(srcdir)/config/i386/*.$(suffix))) \
  checksum-options >$@
cc1-checksum.$(suffix): ; $(checksum)
cc1plus-checksum.$(suffix): ; $(checksum)

# --- the libraries beside ---
library-flags := -I$(src)/include -I..
$(foreach l,libiberty libcpp libdecnumber libbacktrace zlib $(version_libraries),\
  $(call fits,$(src)/$l,*.c *.cc $(if $(filter libdecnumber,$l),dpd/*.c),$($l) $($l-not)))

$(eval $(call compile,../libiberty,$(src)/libiberty,-DHAVE_CONFIG_H $(library-flags)))
$(eval $(call archive,../libiberty/libiberty.a,$(libiberty:%.c=../libiberty/%.o)))

$(eval $(call compile,../libcpp,$(src)/libcpp,$(libcpp-flags) -fno-exceptions -fno-rtti $(library-flags) -I../libcpp -I$(src)/libcpp/include))
$(eval $(call archive,../libcpp/libcpp.a,$(libcpp:%.$(suffix)=../libcpp/%.o)))

$(eval $(call compile,../libdecnumber,$(src)/libdecnumber,-I../libdecnumber $(library-flags) -I$(src)/libdecnumber))
$(eval $(call compile,../libdecnumber,$(src)/libdecnumber/dpd,-I../libdecnumber $(library-flags) -I$(src)/libdecnumber))
$(eval $(call archive,../libdecnumber/libdecnumber.a,$(libdecnumber:%.c=../libdecnumber/%.o)))

$(eval $(call compile,../libbacktrace,$(src)/libbacktrace,-D_GNU_SOURCE -I../libbacktrace $(library-flags) -funwind-tables))
$(eval $(call archive,../libbacktrace/libbacktrace.a,$(libbacktrace:%.c=../libbacktrace/%.o)))

$(eval $(call compile,../zlib,$(src)/zlib,-DHAVE_UNISTD_H))
$(eval $(call archive,../zlib/libz.a,$(zlib:%.c=../zlib/%.o)))
cc1 cc1plus: ../zlib/libz.a

../libcpp/localedir.h: Makefile
	echo '#define LOCALEDIR "/share/locale"' >$@
../libdecnumber/gstdint.h: Makefile
	echo '#include <stdint.h>' >$@
../libbacktrace/backtrace-supported.h: Makefile
	sed -e 's/@BACKTRACE_SUPPORTED@/1/' -e 's/@BACKTRACE_USES_MALLOC@/0/' -e 's/@BACKTRACE_SUPPORTS_THREADS@/1/' \
	  -e 's/@BACKTRACE_SUPPORTS_DATA@/1/' $(src)/libbacktrace/backtrace-supported.h.in >$@

# --- all options, sorted ---
s-options: $(ALL_OPT_FILES)
	awk -f $(recipes)/gcc-13/common/options.awk $(ALL_OPT_FILES) | LC_ALL=C sort >optionlist
	touch $@

# --- gcc/gengtype's scanner ---
gengtype-lex.$(suffix): $(srcdir)/gengtype-lex.l
	$(lex) $< gengtype-lex.made
	{ echo '#include "bconfig.h"'; cat gengtype-lex.made; } >$@

# --- tables of names, where upstream has gperf's ---
name-table := awk -f $(recipes)/gcc-13/common/name-table.awk
cfns.h: $(srcdir)/cp/cfns.gperf
	$(name-table) -v class=libc_name -v lookup=libc_name_p -v type=libc_name_struct $< >$@

# --- the compiler's own headers ---
stmp-headers: $(USER_H)
	install -m 644 $(USER_H) include/
	install -m 644 $(srcdir)/ginclude/stdint-gcc.h include/
	install -m 644 $(srcdir)/ginclude/stdint-wrap.h include/stdint.h
	cat $(srcdir)/limitx.h $(srcdir)/glimits.h $(srcdir)/limity.h >$(limits)/limits.h
	install -m 644 $(srcdir)/gsyslimits.h $(limits)/syslimits.h
	touch $@

# --- what is there to be had ---
programs = cc1plus cc1 xgcc xg++ cpp collect2 gcc-ar gcc-nm gcc-ranlib
private = cc1 cc1plus collect2 $(version_private)
compiler: $(programs) $(version_private) stmp-headers libgcc.mvars tconfig.h
	install -d $(out)/bin $(out)/libexec/gcc/$(platform)/$(version) $(out)/lib/gcc/$(platform)/$(version)
	install -s xgcc $(out)/bin/gcc
	install -s xg++ $(out)/bin/g++
	install -s xg++ $(out)/bin/c++
	install -s cpp gcc-ar gcc-nm gcc-ranlib $(out)/bin
	install -s $(private) $(out)/libexec/gcc/$(platform)/$(version)
	cp -R $(sort include $(limits)) $(out)/lib/gcc/$(platform)/$(version)/
