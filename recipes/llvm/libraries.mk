# LLVM's libraries, by the lists of the folder libraries: make -f libraries.mk lists="analysis ..." offer. Several files
# are compiled at a time, as reading headers takes most of a compiler's time here.
here := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
include $(here)/../build.mk
source ?= /src/llvm/llvm
# Upstream's flags for a release, without those that only choose warnings; sections, so that a program is linked with no
# more than it calls.
common := -O2 -DNDEBUG -D_GNU_SOURCE -D__STDC_CONSTANT_MACROS -D__STDC_FORMAT_MACROS -D__STDC_LIMIT_MACROS -fPIC \
  -ffunction-sections -fdata-sections -Werror=date-time -w
CFLAGS := $(common)
CXXFLAGS := $(common) -std=c++17 -fno-exceptions -fno-rtti -funwind-tables -fno-semantic-interposition \
  -fvisibility-inlines-hidden
# Headers that are not among the sources: those that were made, or are being made. And where the lists lie.
made ?= /llvm/include
listed ?= $(here)/libraries
default: libraries

# $(call fit,FOLDER,FILES): stops unless the files of FOLDER are those of FILES that lie there, and not below it.
fit = $(call fits,$(source)/$1,*.c *.cpp *.S,$(notdir $(filter $(patsubst %,$1/%,$(notdir $2)),$2)))

described := $(lists:%=$(listed)/%)
include described.mk
described.mk: $(described) $(here)/units.awk
	mkdir -p $$(awk '/^(library|program) / { print $$2 }' $(described))
	awk -v source=$(source) -f $(here)/units.awk $(described) >$@.made
	mv $@.made $@

# $(eval $(call compiled,NAME))
define compiled
$$($1-objects): private flags := $$($1-flags) -I$(source)/$$($1-folder)
objects += $$($1-objects)
endef
$(foreach name,$(libraries) $(programs),$(eval $(call compiled,$(name))))
$(objects):
	$(if $(filter %.c,$<),$(CC) $(CFLAGS),$(CXX) $(CXXFLAGS)) $(flags) -I$(made) -I$(source)/include -c -o $@ $<

$(foreach library,$(libraries),$(eval $(call archive,lib/libLLVM$(library).a,$($(library)-objects))))
libraries: $(libraries:%=lib/libLLVM%.a)
offer: libraries
	mkdir -p /out/llvm/lib
	cp $(libraries:%=lib/libLLVM%.a) /out/llvm/lib/
