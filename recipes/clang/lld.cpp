// The linker ld.lld: upstream's function main calls the linkers for all systems, this one that for ELF alone.
#include "lld/Common/Driver.h"
#include "lld/Common/ErrorHandler.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

LLD_HAS_DRIVER(elf)

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::sys::Process::UseANSIEscapeCodes(true);
  lld::Result result =
      lld::lldMain({argv, argv + argc}, llvm::outs(), llvm::errs(), {{lld::Gnu, &lld::elf::link}});
  if (!result.canRunAgain) lld::exitLld(result.retCode);
  return result.retCode;
}
