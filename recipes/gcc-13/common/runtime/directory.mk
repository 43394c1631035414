# One directory of libstdc++. The sources and the flags of each stand in upstream's automake file there, of which
# automake.awk made lists.mk; this gives their objects, whose names are then in the file "objects".
#   make -C .../DIRECTORY -f directory.mk directory=... platform=... CC=... CXX=... PIC=...
include $(dir $(lastword $(MAKEFILE_LIST)))facts.mk
srcdir := $(top_srcdir)/$(directory)
VPATH := $(srcdir)
.SUFFIXES:
objects:
include lists.mk

# Where there are two lists, they are the same for two archives.
sources := $($(firstword $(filter lib%_la_SOURCES,$(.VARIABLES))))
members := $(addsuffix .lo,$(basename $(sources)))

# What takes longest comes first. One object that upstream makes by the assembler has libtool's name.
slow := floating_to_chars tzdb floating_from_chars locale-inst wlocale-inst fs_ops cow-fs_ops ops cow-ops
objects: $(filter $(addsuffix .lo,$(slow)),$(members)) $(members)
	if [ -e cxx11-ios_failure.lo ]; then mv cxx11-ios_failure.lo cxx11-ios_failure.o; fi
	printf '%s\n' $(addprefix $(CURDIR)/,$(members:.lo=.o)) >$@

# Upstream's rules are for x.lo, by libtool, which makes x.o. Here the compiler makes x.o, and there is no x.lo, whose
# name remains as the seed of names.
flags = $(AM_CPPFLAGS) $(PIC)
LTCXXCOMPILE = $(CXX) $(TOPLEVEL_INCLUDES) $(flags) $(AM_CXXFLAGS) $(CXXFLAGS) $(EXTRA_CXX_FLAGS)
LTCOMPILE = $(CC) $(DEFS) $(C_INCLUDES) $(flags) $(CFLAGS) $(EXTRA_CFLAGS)
%.lo: %.cc
	$(LTCXXCOMPILE) -c -o $*.o $<
