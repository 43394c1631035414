# What configure would find out for libstdc++: x86_64 Linux with musl. Included by directory.mk and headers.mk.

top_srcdir := /src/gcc/libstdc++-v3
toplevel_srcdir := $(top_srcdir)/..
glibcxx_srcdir := $(top_srcdir)
top_builddir := /work/$(platform)/libstdc++-v3
glibcxx_builddir := $(top_builddir)
host_alias := $(platform)
get_gcc_base_ver = cat
gxx_include_dir = /include/c++/$(gcc_version)

# The operating system: what any can do. musl has none of glibc's locales and character tables.
OS_INC_SRCDIR = config/os/generic
ERROR_CONSTANTS_SRCDIR = config/os/generic
CLOCALE_H = config/locale/generic/c_locale.h
CLOCALE_CC = config/locale/generic/c_locale.cc
CLOCALE_INTERNAL_H = config/locale/generic/c++locale_internal.h
CCODECVT_CC = config/locale/generic/codecvt_members.cc
CCOLLATE_CC = config/locale/generic/collate_members.cc
CCTYPE_CC = config/locale/generic/ctype_members.cc
CMESSAGES_H = config/locale/generic/messages_members.h
CMESSAGES_CC = config/locale/generic/messages_members.cc
CMONEY_CC = config/locale/generic/monetary_members.cc
CNUMERIC_CC = config/locale/generic/numeric_members.cc
CTIME_H = config/locale/generic/time_members.h
CTIME_CC = config/locale/generic/time_members.cc

# The processor: the compiler has atomic operations, and there are vector instructions for random numbers.
ATOMICITY_SRCDIR = config/cpu/generic/atomicity_builtins
ATOMIC_WORD_SRCDIR = config/cpu/generic
ABI_TWEAKS_SRCDIR = config/cpu/generic
CPU_DEFINES_SRCDIR = config/cpu/generic
CPU_OPT_EXT_RANDOM = config/cpu/i486/opt/ext/opt_random.h
CPU_OPT_BITS_RANDOM = config/cpu/i486/opt/bits/opt_random.h

# C's library underneath: headers, files, threads, memory.
C_INCLUDE_DIR = $(glibcxx_srcdir)/include/c_global
CSTDIO_H = config/io/c_io_stdio.h
BASIC_FILE_H = config/io/basic_file_stdio.h
BASIC_FILE_CC = config/io/basic_file_stdio.cc
thread_header = gthr-posix.h
ALLOCATOR_H = config/allocator/new_allocator_base.h

# The flags of all objects.
CONFIG_HEADER = $(top_builddir)/config.h
DEFS = -DHAVE_CONFIG_H
GLIBCXX_INCLUDES = -I$(top_builddir)/include/$(host_alias) -I$(top_builddir)/include -I$(glibcxx_srcdir)/libsupc++
TOPLEVEL_INCLUDES = -I$(toplevel_srcdir)/libgcc
# -Wabi=2 is more than a warning: with it some templates are instantiated that would not be.
WARN_FLAGS = -Wabi=2
SECTION_FLAGS = -ffunction-sections -fdata-sections
OPT_LDFLAGS = -Wl,-O1 -Wl,-z,relro
SECTION_LDFLAGS = -Wl,--gc-sections

# The shared library's symbols.
SYMVER_FILE = config/abi/pre/gnu.ver
port_specific_symbol_files = $(top_srcdir)/config/abi/pre/float128.ver

# Programs.
SHELL = /bin/sh
EGREP = grep -E
LN_S = ln -s
INSTALL_DATA = install -m 644
