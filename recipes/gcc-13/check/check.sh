# Compiles and runs check.c and check.cpp with the gcc in /out, side by side: plain and optimised, static and dynamic.
# It is a step and no check of the recipe: laid over the root, gcc would meet the other gcc that compiled it.
set -eu
PATH=/out/bin:/bin
libraries=$(dirname "$(gcc -print-file-name=libstdc++.a)")
export LD_LIBRARY_PATH="$libraries"

check() {
  mkdir "/work/check $1"
  cd "/work/check $1"
  gcc $1 -o c /repo/recipes/gcc-13/check/check.c
  ./c
  g++ $1 -std=c++20 -o cpp /repo/recipes/gcc-13/check/check.cpp
  ./cpp
  # A shared library that is not there would go unseen: g++ would take the static one.
  readelf -d cpp >dynamic
  case $1 in
    -static*) shared=0 ;;
    *) shared=1 ;;
  esac
  [ "$(grep -c 'NEEDED.*libstdc++\.so' dynamic)" = $shared ]
  echo "checked $1"
}

workers=
for options in '-static -O0' '-static -O2' -O0 -O2; do
  check "$options" &
  workers="$workers $!"
done
for worker in $workers; do wait "$worker"; done
