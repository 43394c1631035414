# How every recipe compiles C and C++ without a configure: lists of files in, objects and archives out. A recipe's own
# makefile includes this one. recipes/BUILDING.md tells how to use it.

# $(call fits,DIRECTORY,PATTERNS,FILES): stops, with names, unless the files of DIRECTORY that match PATTERNS are FILES.
# Each list of a recipe passes through it, so that no other version of a source is built silently in part.
fits = $(call differs,$1,$(sort $(filter-out $(call there,$1,$2),$3)),$(sort $(filter-out $3,$(call there,$1,$2))))
there = $(notdir $(wildcard $(addprefix $1/,$2)))
differs = $(if $2$3,$(error the list of files does not fit $1:$(if $2, listed and missing: $2)$(if $2,$(if $3,;))$(if $3, there and not listed: $3)))

# $(eval $(call compile,OBJECTS,SOURCES,FLAGS)): objects in the directory OBJECTS from files in the directory SOURCES.
define compile
$1/%.o: $2/%.c | $1
	$$(CC) $$(CFLAGS) $3 -c -o $$@ $$<
$1/%.o: $2/%.cc | $1
	$$(CXX) $$(CXXFLAGS) $3 -c -o $$@ $$<
$1/%.o: $2/%.S | $1
	$$(CC) $3 -c -o $$@ $$<
$(call directory,$1)
endef

# $(eval $(call archive,ARCHIVE,OBJECTS)): in the order given, which is the order of linking.
# Members may share a name: "q" keeps both.
define archive
$1: $2 | $(patsubst %/,%,$(dir $1))
	rm -f $$@
	$$(AR) qc $$@ $2
$(call directory,$(patsubst %/,%,$(dir $1)))
endef

# A rule for a directory, once.
directory = $(if $(filter $1,$(directories)),,$(eval directories += $1)$(eval $1: ; mkdir -p $$@))
