# Links clang, static: its own libraries, those of LLVM that rustc does not link, and what llvm-config answers. Lays
# beside it the headers that belong to it, where it looks for them.
set -eu
cd "$(dirname "$0")/libraries"
archives=$(sed -n 's:^library \(.*\):/llvm/lib/libLLVM\1.a:p' llvm tblgen syntax sema codegen driver)
cd /work
# The function main, from upstream's template for the main functions of tools.
sed 's/@TOOL_NAME@/clang/' /src/llvm/llvm/cmake/modules/llvm-driver-template.cpp.in >main.cpp
mkdir -p /out/bin /out/lib/clang/22/include
g++ $(llvm-config --cxxflags) -O2 -static -s -Wl,--gc-sections -o /out/bin/clang main.cpp \
  -Wl,--start-group $archives $(llvm-config --ldflags --libs) -Wl,--end-group
ln -s clang /out/bin/clang++
cp /src/llvm/clang/lib/Headers/* /out/lib/clang/22/include/
