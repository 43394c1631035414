# Builds the library and lays it below /out$PREFIX. usage: build.sh LIBRARY, the directory `library` of rustc's source.
set -eu
mkdir cargo
cp /repo/recipes/cargo.toml cargo/config.toml
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS="-Zunstable-options -Cprefer-dynamic \
  -Zforce-unstable-if-unmarked -Ctarget-feature=-crt-static -Clink-self-contained=no -Cembed-bitcode=yes"
export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1
cargo build --release --offline -j "$JOBS" --target x86_64-unknown-linux-musl --target-dir target \
  --manifest-path "$1/sysroot/Cargo.toml" --features "panic-unwind backtrace"

lib=/out$PREFIX/lib/rustlib/x86_64-unknown-linux-musl/lib
mkdir -p "$lib"
cp target/x86_64-unknown-linux-musl/release/deps/lib*.rlib target/x86_64-unknown-linux-musl/release/deps/lib*.so "$lib/"
# Static programs look for gcc's unwinder under this name.
cp "$(gcc -print-file-name=libgcc_eh.a)" "$lib/libunwind.a"
