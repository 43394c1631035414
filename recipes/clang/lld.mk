# lld for ELF, static, linked with what llvm-config answers.
made := /include
written := tables
include $(dir $(lastword $(MAKEFILE_LIST)))libraries.mk
$(objects): | tables/VCSVersion.inc
tables/VCSVersion.inc: $(source)/lld/ELF/Options.td
	mkdir -p tables/lld/Common
	echo '#define LLD_VERSION_STRING "22.1.8"' >tables/lld/Common/Version.inc
	llvm-tblgen -gen-opt-parser-defs -I$(made) -o tables/Options.inc $<
	: >$@

archives := $(libraries:%=lib/libLLVM%.a) /llvm/lib/libLLVMOption.a /llvm/lib/libLLVMDTLTO.a
bin/ld.lld: $(clang)/lld.cpp $(archives)
	mkdir -p bin
	$(CXX) $(CXXFLAGS) -I$(made) -static -s -Wl,--gc-sections -o $@ $< -Wl,--start-group $(archives) \
	  $$(llvm-config --ldflags --libs) -Wl,--end-group
offer-lld: bin/ld.lld
	mkdir -p /out/bin
	cp bin/ld.lld /out/bin/
