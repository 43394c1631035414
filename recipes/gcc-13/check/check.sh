# Compiles and runs check.c and check.cpp with the gcc in /out: plain and optimised, static, and dynamic as far as there are shared libraries.
# It is a step and no check of the recipe: laid over the root, gcc would meet the other gcc that compiled it.
set -eu
PATH=/out/bin:/bin
libraries=$(dirname "$(gcc -print-file-name=libstdc++.a)")
export LD_LIBRARY_PATH="$libraries"
mkdir /work/check
cd /work/check
for link in -static ''; do
  for level in -O0 -O2; do
    gcc $link $level -o c /repo/recipes/gcc-13/check/check.c
    ./c
    g++ $link $level -std=c++20 -o cpp /repo/recipes/gcc-13/check/check.cpp
    ./cpp
    echo "checked $link $level"
  done
done
