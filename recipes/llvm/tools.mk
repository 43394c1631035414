# opt and llc, static, linked with what llvm-config answers, and tried out. They lie where the other parts do, apart from
# the programs that a stage works with.
made := /include
include $(dir $(lastword $(MAKEFILE_LIST)))libraries.mk
bin/opt: $(opt-objects)
bin/llc: $(llc-objects) lib/libLLVMMIRParser.a
bin/opt bin/llc: | bin
	$(CXX) -static -s -Wl,--gc-sections -o $@ $^ $$(llvm-config --ldflags --libs)
bin:
	mkdir -p $@
offer: offer-tools
offer-tools: bin/opt bin/llc
	sh $(here)/check/tools.sh bin
	mkdir -p /out/llvm/bin
	cp bin/opt bin/llc /out/llvm/bin/
