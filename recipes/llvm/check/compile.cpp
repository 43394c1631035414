// Compiles a file of LLVM's language to an object file, optimised: compile IN OUT.
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

int main(int, char **argv) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  LLVMContext context;
  SMDiagnostic mistake;
  std::unique_ptr<Module> module = parseAssemblyFile(argv[1], mistake, context);
  if (!module) {
    mistake.print(argv[0], errs());
    return 1;
  }
  Triple triple(LLVM_DEFAULT_TARGET_TRIPLE);
  std::string why;
  const Target *target = TargetRegistry::lookupTarget(triple, why);
  if (!target) {
    errs() << why << "\n";
    return 1;
  }
  std::unique_ptr<TargetMachine> machine(target->createTargetMachine(triple, "x86-64", "", {}, Reloc::PIC_));
  module->setTargetTriple(triple);
  module->setDataLayout(machine->createDataLayout());

  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PassBuilder builder(machine.get());
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O2).run(*module, modules);
  if (verifyModule(*module, &errs())) return 1;

  std::error_code error;
  raw_fd_ostream out(argv[2], error);
  if (error) {
    errs() << error.message() << "\n";
    return 1;
  }
  legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, out, nullptr, CodeGenFileType::ObjectFile)) return 1;
  passes.run(*module);
  return 0;
}
