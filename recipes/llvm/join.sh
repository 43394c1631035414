# Lays LLVM in /out: the headers and archives of the stages below, the program llvm-config, and the list that it answers
# from. An archive that is listed and not there stops it.
set -eu
here=/repo/recipes/llvm
mkdir -p /out/bin /out/include /out/lib /out/share/llvm
cp -R /llvm/include/llvm /llvm/include/llvm-c /out/include/
rm /out/include/llvm/Config/config.h
cp /llvm/bin/llvm-tblgen /out/bin/
install -m 755 $here/llvm-config.sh /out/bin/llvm-config
cd $here/libraries
awk -f $here/components.awk support analysis transforms codegen x86 >/out/share/llvm/libraries
while read -r name calls; do cp "/llvm/lib/libLLVM$name.a" /out/lib/; done </out/share/llvm/libraries
