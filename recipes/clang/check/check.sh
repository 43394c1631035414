# Compiles C and C++ with the clang beside, against musl and libstdc++, at each of three optimisation levels; lld links,
# static and shared; what comes out must run, and say who made it. ld links once, as it does unless told otherwise.
set -eu
here=$(dirname "$0")

# same EXPECTED PROGRAM [ARGUMENT...]
same() {
  expected=$1
  shift
  "$@" >said
  cmp said "$expected"
}

echo '5050 5050 6 0.333' >sums.expected
for level in 0 2 3; do
  clang -O$level -fuse-ld=lld -static -o sums "$here/sums.c"
  same sums.expected ./sums
  clang++ -std=c++20 -O$level -fuse-ld=lld -static -o program "$here/program.cpp" "$here/shared.cpp"
  same "$here/program.expected" ./program
  clang++ -O$level -fuse-ld=lld -shared -fPIC -o libshared.so "$here/shared.cpp"
  clang++ -std=c++20 -O$level -fuse-ld=lld -o program "$here/program.cpp" -L. -lshared
  same "$here/program.expected" env LD_LIBRARY_PATH=. ./program
done

# Who compiled and linked it, and that it asks for musl's loader and the shared libraries.
readelf -p .comment program >made-by
grep -q 'clang version 22.1.8' made-by
grep -q 'LLD 22.1.8' made-by
readelf -ld program >asked-for
grep -q /lib/ld-musl-x86_64.so.1 asked-for
for library in libshared.so libstdc++.so.6 libgcc_s.so.1; do grep -q "NEEDED.*\[$library\]" asked-for; done

clang -O2 -o sums "$here/sums.c"
same sums.expected ./sums
