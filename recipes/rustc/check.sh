# It says what it is. It compiles nothing yet: the library that it compiles with is a stage of its own, and that one's
# checks are this one's as well. usage: check.sh RUSTC
set -eu
rustc=$1
[ "$($rustc --version)" = "rustc $CFG_VERSION" ]
[ "$($rustc -vV | sed -n 's/^host: //p')" = x86_64-unknown-linux-musl ]
[ "$($rustc -vV | sed -n 's/^LLVM version: //p')" = 22.1.8 ]
$rustc --print cfg | grep -q '^target_env="musl"$'
$rustc --explain E0382 | grep -q 'after its contents have been moved'
readelf -d $rustc | grep -q 'NEEDED.*librustc_driver'

# The program has the allocator's functions for all, its shared libraries and the C library too.
if [ -n "$ALLOCATOR" ]; then
  readelf --dyn-syms -W $rustc | awk '$5 == "GLOBAL" && $7 != "UND" { print $8 }' >functions
  for function in malloc calloc realloc free posix_memalign aligned_alloc malloc_usable_size; do
    grep -qx "$function" functions
  done
fi
