# What gcc 9.3.0 brings for programs: libgcc, the crt files, libstdc++, for the compilers of gcc 13 alone: so nothing
# shared. How all versions make them is in recipes/gcc-13/common/runtime/runtime.mk.
recipe := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
shared :=
protection :=
# The directories of libstdc++, what takes longest first.
directories := src/c++17 src/c++11 src/filesystem src/c++98 libsupc++
directories-not :=
include $(recipe)/../gcc-13/common/runtime/runtime.mk
