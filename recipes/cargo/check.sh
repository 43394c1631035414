# A package with a build script and a dependency beside it, built from nothing else; what cargo says of it; a repository
# by libgit2; an archive. usage: check.sh CARGO
set -eu
cargo=$1
musl=x86_64-unknown-linux-musl
export CARGO_HOME="$PWD/home"
mkdir -p home two/src one/src
cp /repo/recipes/cargo.toml home/config.toml
$cargo --version | grep -q '^cargo 1.95.0'

cat >two/Cargo.toml <<END
[package]
name = "two"
version = "0.2.0"
edition = "2024"
END
echo 'pub fn two() -> u32 { 2 }' >two/src/lib.rs

cat >one/Cargo.toml <<END
[package]
name = "one"
version = "0.1.0"
edition = "2024"
description = "one and two"
license = "MIT"
[dependencies]
two = { path = "../two", version = "0.2.0" }
END
cat >one/build.rs <<END
fn main() {
    println!("cargo::rustc-env=ONE={}", 40);
}
END
cat >one/src/main.rs <<END
fn main() {
    println!("{}", env!("ONE").parse::<u32>().unwrap() + two::two());
}
END
$cargo generate-lockfile --offline --manifest-path one/Cargo.toml
$cargo build --offline --locked --target $musl --manifest-path one/Cargo.toml --target-dir target
[ "$(target/$musl/debug/one)" = 42 ]
[ "$($cargo run --quiet --offline --target $musl --manifest-path one/Cargo.toml --target-dir target)" = 42 ]
$cargo metadata --offline --format-version 1 --manifest-path one/Cargo.toml >metadata
grep -q '"name":"two","version":"0.2.0"' metadata
[ "$($cargo tree --offline --depth 1 --prefix none --manifest-path one/Cargo.toml | grep -c '^two v0.2.0')" = 1 ]
if $cargo build --offline --locked -Zunstable-options --manifest-path one/Cargo.toml 2>refused; then exit 1; fi
grep -q 'nightly' refused

$cargo init --quiet --vcs git three
[ -f three/.git/HEAD ]
# Packed, and for the proof unpacked and compiled.
$cargo package --quiet --offline --allow-dirty --target $musl --manifest-path two/Cargo.toml --target-dir target
cmp target/package/two-0.2.0/src/lib.rs two/src/lib.rs
if readelf -d $cargo | grep -q NEEDED; then exit 1; fi
