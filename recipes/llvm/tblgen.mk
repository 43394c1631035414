# llvm-tblgen, which writes tables from descriptions of processors, intrinsics and the like; what it writes; the libraries
# that it is linked with; and the headers that cmake would write: all that LLVM's other libraries need to be compiled.
made := include
include $(dir $(lastword $(MAKEFILE_LIST)))libraries.mk
all: bin/llvm-tblgen public-tables x86-tables

# The instructions that a processor may lack, which are used where it has them.
Support/blake3_sse41.o: private CFLAGS += -msse4.1
Support/blake3_avx2.o: private CFLAGS += -mavx2
Support/blake3_avx512.o: private CFLAGS += -mavx512f -mavx512vl

# Our config.h; upstream's templates with our answers, and its lists of processors with the one that is there.
templates := llvm-config.h abi-breaking.h Targets.h
enumerations := AsmParsers AsmPrinters Disassemblers TargetExegesis TargetMCAs Targets
config := include/llvm/Config
$(objects): | $(config)/config.h
$(config)/config.h: $(here)/config/config.h $(here)/config/public.values $(here)/config/targets.values
	mkdir -p $(config) include/llvm/Support
	for header in $(templates); do \
	  awk -v values=$(here)/config/public.values -f $(here)/cmakedefine.awk $(source)/$(config)/$$header.cmake \
	    >$(config)/$$header || exit 1; \
	done
	sh $(here)/../fill.sh $(here)/config/targets.values \
	  $(foreach e,$(enumerations),$(source)/$(config)/$e.def.in $(config)/$e.def)
	echo '#undef LLVM_REVISION' >include/llvm/Support/VCSRevision.h
	echo '#undef HANDLE_EXTENSION' >include/llvm/Support/Extension.def
	cp $< $@

# A smaller tblgen writes the headers that the other is compiled with.
small := lib/libLLVMTableGen.a lib/libLLVMSupport.a lib/libLLVMDemangle.a
bin/llvm-min-tblgen: $(llvm-min-tblgen-objects) llvm-tblgen/llvm-tblgen.o $(small) | bin
bin/llvm-tblgen: $(llvm-min-tblgen-objects) $(llvm-tblgen-objects) lib/libLLVMCodeGenTypes.a $(small) | bin
bin/llvm-min-tblgen bin/llvm-tblgen:
	$(CXX) -static -s -Wl,--gc-sections -o $@ $^
$(filter-out llvm-tblgen/llvm-tblgen.o,$(llvm-tblgen-objects)) $(CodeGenTypes-objects): | public-tables
bin:
	mkdir -p $@

# $(eval $(call table,FILE,DESCRIPTION,OPTIONS)): FILE below include/llvm, DESCRIPTION below llvm/.
define table
public-tables: include/llvm/$1
include/llvm/$1: $(source)/$2 bin/llvm-min-tblgen
	mkdir -p $$(dir $$@)
	bin/llvm-min-tblgen $3 -I$(source)/include -I$(dir $(source)/$2) -o $$@ $$<
endef
intrinsics := include/llvm/IR/Intrinsics.td
$(eval $(call table,Analysis/TargetLibraryInfo.inc,include/llvm/Analysis/TargetLibraryInfo.td,-gen-target-library-info))
$(eval $(call table,CodeGen/GenVT.inc,include/llvm/CodeGen/ValueTypes.td,-gen-vt))
$(eval $(call table,Frontend/OpenMP/OMP.h.inc,include/llvm/Frontend/OpenMP/OMP.td,-gen-directive-decl))
$(eval $(call table,Frontend/OpenMP/OMP.inc,include/llvm/Frontend/OpenMP/OMP.td,-gen-directive-impl))
$(eval $(call table,IR/Attributes.inc,include/llvm/IR/Attributes.td,-gen-attrs))
$(eval $(call table,IR/IntrinsicEnums.inc,$(intrinsics),-gen-intrinsic-enums))
$(eval $(call table,IR/IntrinsicImpl.inc,$(intrinsics),-gen-intrinsic-impl))
$(eval $(call table,IR/RuntimeLibcalls.inc,include/llvm/IR/RuntimeLibcalls.td,-gen-runtime-libcalls))
# The intrinsics of each processor: code for all of them can be read and written.
processors := AArch64=aarch64 AMDGPU=amdgcn ARM=arm BPF=bpf DirectX=dx Hexagon=hexagon LoongArch=loongarch Mips=mips \
  NVPTX=nvvm PowerPC=ppc R600=r600 RISCV=riscv S390=s390 SPIRV=spv VE=ve WebAssembly=wasm X86=x86 XCore=xcore
$(foreach p,$(processors),$(eval $(call table,IR/Intrinsics$(firstword $(subst =, ,$p)).h,$(intrinsics),\
  -gen-intrinsic-enums -intrinsic-prefix=$(lastword $(subst =, ,$p)))))
# The names of processors and of what they can.
$(eval $(call table,TargetParser/ARMTargetParserDef.inc,lib/Target/ARM/ARM.td,-gen-arm-target-def))
$(eval $(call table,TargetParser/AArch64TargetParserDef.inc,lib/Target/AArch64/AArch64.td,-gen-arm-target-def))
$(eval $(call table,TargetParser/PPCGenTargetFeatures.inc,lib/Target/PowerPC/PPC.td,-gen-target-features))
$(eval $(call table,TargetParser/RISCVTargetParserDef.inc,lib/Target/RISCV/RISCV.td,-gen-riscv-target-def))

# $(eval $(call x86,FILE,OPTIONS)): what only the files of lib/Target/X86 read.
define x86
x86-tables: x86/X86Gen$1.inc
x86/X86Gen$1.inc: $(source)/lib/Target/X86/X86.td bin/llvm-tblgen
	mkdir -p x86
	bin/llvm-tblgen $2 -I$(source)/include -I$(source)/lib/Target -I$(source)/lib/Target/X86 -o $$@ $$<
endef
$(eval $(call x86,DAGISel,-gen-dag-isel -omit-comments))
$(eval $(call x86,GlobalISel,-gen-global-isel))
$(eval $(call x86,FastISel,-gen-fast-isel))
$(eval $(call x86,AsmMatcher,-gen-asm-matcher))
$(eval $(call x86,SubtargetInfo,-gen-subtarget))
$(eval $(call x86,InstrInfo,-gen-instr-info -instr-info-expand-mi-operand-info=0))
$(eval $(call x86,DisassemblerTables,-gen-disassembler))
$(eval $(call x86,AsmWriter,-gen-asm-writer))
$(eval $(call x86,AsmWriter1,-gen-asm-writer -asmwriternum=1))
$(eval $(call x86,CallingConv,-gen-callingconv))
$(eval $(call x86,InstrMapping,-gen-x86-instr-mapping))
$(eval $(call x86,MnemonicTables,-gen-x86-mnemonic-tables -asmwriternum=1))
$(eval $(call x86,RegisterBank,-gen-register-bank))
$(eval $(call x86,RegisterInfo,-gen-register-info))
$(eval $(call x86,FoldTables,-gen-x86-fold-tables -asmwriternum=1))
$(eval $(call x86,PreLegalizeGICombiner,-gen-global-isel-combiner -combiners=X86PreLegalizerCombiner))

# What was made lies beside upstream's own headers.
offer: offer-tables
offer-tables: all
	mkdir -p /out/llvm/bin /out/llvm/x86
	cp bin/llvm-tblgen /out/llvm/bin/
	cp -R $(source)/include /out/llvm/
	cp -R include /out/llvm/
	cp x86/* /out/llvm/x86/
	find /out/llvm/include -name '*.cmake' -o -name '*.def.in' | xargs rm
