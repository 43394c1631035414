# A program of every kind: static; linked with the shared library; with link-time optimisation.
set -eu
expected='{0: 0, 1: 1, 2: 128, 3: 2187} 1.414 3'
compile() {
  rustc --edition 2021 -O --target x86_64-unknown-linux-musl -Clinker=gcc -Clink-self-contained=no "$@" \
    /repo/recipes/rust-std/hello.rs
}
compile -Crelocation-model=static -o static
compile -Crelocation-model=static -Clto -Ccodegen-units=1 -o optimised
compile -Ctarget-feature=-crt-static -Cprefer-dynamic -o dynamic
[ "$(./static a b)" = "$expected" ]
[ "$(./optimised a b)" = "$expected" ]
readelf -d dynamic | grep -q 'NEEDED.*libstd'
[ "$(LD_LIBRARY_PATH=$PREFIX/lib/rustlib/x86_64-unknown-linux-musl/lib ./dynamic a b)" = "$expected" ]
if readelf -d static | grep -q NEEDED; then exit 1; fi
