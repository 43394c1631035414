# What gcc 13.3.0 brings for programs: libgcc, the crt files, libstdc++ static and shared. How all versions make them is
# in recipes/gcc-13/common/runtime/runtime.mk.
recipe := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
shared := yes
soversion := 6.0.32
# The assembler knows protected jumps, so configure asks for code that has them.
protection := -fcf-protection -mshstk
# The directories of libstdc++, what takes longest first.
directories := src/c++17 src/c++20 src/c++11 src/filesystem src/c++98 src/experimental libsupc++
# for <stacktrace>, which is not asked for
directories-not := src/libbacktrace
include $(recipe)/../gcc-13/common/runtime/runtime.mk
