# It says what it is, and compiles and links a function that needs no library: the library that it compiles with is a
# stage of its own, and that one's checks are this one's as well. usage: check.sh RUSTC
set -eu
rustc=$1
[ "$($rustc --version)" = "rustc $CFG_VERSION" ]
[ "$($rustc -vV | sed -n 's/^host: //p')" = x86_64-unknown-linux-musl ]
[ "$($rustc -vV | sed -n 's/^LLVM version: //p')" = 22.1.8 ]
$rustc --print cfg | grep -q '^target_env="musl"$'
$rustc --explain E0382 | grep -q 'after its contents have been moved'

# It links by gcc though no linker is named, and takes the flag that recipes give for the bridge's sake.
$rustc --edition 2024 -O --crate-type cdylib -Ctarget-feature=-crt-static -Clink-self-contained=no -o libseven.so \
  /repo/recipes/rustc/seven.rs
echo 'int seven(void); int main(void) { return seven(); }' >call.c
gcc -o call call.c -L. -lseven
status=0
LD_LIBRARY_PATH=. ./call || status=$?
[ "$status" = 7 ]

# Rust's own library is within, and no other in its place.
readelf -d $rustc | grep -q 'NEEDED.*\[librustc_driver\.so\]'
for file in "$rustc" "${rustc%/bin/rustc}/lib/librustc_driver.so"; do
  if readelf -d "$file" | grep -q 'NEEDED.*\[libstd[-.]'; then exit 1; fi
done

# The program has the allocator's functions for all, its shared libraries and the C library too.
if [ -n "$ALLOCATOR" ]; then
  readelf --dyn-syms -W $rustc | awk '$5 == "GLOBAL" && $7 != "UND" { print $8 }' >functions
  for function in malloc calloc realloc free posix_memalign aligned_alloc malloc_usable_size; do
    grep -qx "$function" functions
  done
fi
