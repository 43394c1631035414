# Libraries of clang and lld, and those of LLVM that only they call, by the lists of the folder libraries beside this
# file: make -f libraries.mk lists="syntax ..." offer. It is recipes/llvm/libraries.mk with other lists, whose folders
# are below the root of the archive. Archives are named as there, that of clangBasic libLLVMclangBasic.a.
clang := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
source ?= /src/llvm
listed := $(clang)/libraries
include $(clang)/../llvm/libraries.mk
# What is written by clang-tblgen, or by us, lies apart from LLVM's.
written ?= /llvm/clang
CXXFLAGS += -I$(written) -I$(source)/clang/include -I$(source)/lld/include -fno-common
