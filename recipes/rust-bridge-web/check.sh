# It compiles a program for its own host, alone and by cargo, and the program runs.
set -eu
[ "$(rustc --version | cut -d ' ' -f 1,2)" = "rustc 1.96.0" ]
[ "$(rustc --print sysroot)" = /opt/rust-bridge ]
expected='{0: 0, 1: 1, 2: 128, 3: 2187} 1.414 3'
export CARGO_HOME=/work/cargo CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=/opt/rust-bridge/bin/link-host
rustc --edition 2021 -O -Clinker=/opt/rust-bridge/bin/link-host /repo/recipes/rust-std/hello.rs
[ "$(./hello a b)" = "$expected" ]
mkdir package
cd package
printf '[package]\nname = "hello"\nedition = "2021"\n[[bin]]\nname = "hello"\npath = "../hello.rs"\n' >Cargo.toml
cp /repo/recipes/rust-std/hello.rs ..
[ "$(cargo run --offline -q -- a b)" = "$expected" ]
