# Links with the LLVM in /out: all of it at once, so that no archive calls what is in none, then a compiler of LLVM's
# language by the answers of llvm-config, whose code must run.
set -eu
PATH=/out/bin:$PATH
mkdir check
cd check
g++ -shared -Wl,-z,defs -Wl,--whole-archive $(llvm-config --ldflags --libs) -Wl,--no-whole-archive -o all.so
for component in ipo bitreader bitwriter linker asmparser lto coverage instrumentation x86; do
  case " $(llvm-config --components) " in
    *" $component "*) ;;
    *) echo "llvm-config: no component $component" && exit 1 ;;
  esac
done
g++ $(llvm-config --cxxflags) -O1 -static -o compile /repo/recipes/llvm/check/compile.cpp $(llvm-config --ldflags) \
  $(llvm-config --link-static --libs asmparser passes x86) -Wl,--gc-sections
[ "$(llvm-config --version)" = 22.1.8 ]
./compile /repo/recipes/llvm/check/seven.ll seven.o
gcc -static -o seven seven.o
status=0
./seven || status=$?
[ "$status" = 7 ]
