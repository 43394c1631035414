# Lays the compiler in /out/opt/rust: the program, the library that it is made of, and the one that this calls, which is
# that of the compiler that built it.
set -eu
built=target/x86_64-unknown-linux-musl/release
mkdir -p /out/opt/rust/bin /out/opt/rust/lib
cp $built/rustc-main /out/opt/rust/bin/rustc
cp $built/deps/librustc_driver-*.so /out/opt/rust/lib/
cp "$(rustc --print sysroot)"/lib/rustlib/x86_64-unknown-linux-musl/lib/libstd-*.so /out/opt/rust/lib/
