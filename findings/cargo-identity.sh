#!/bin/sh
# cargo gives a program other bytes when only a line of `rustc -vV` is another, such as the one with LLVM's version.
#
# cargo hashes all that `rustc -vV` says into each crate's -Cmetadata, and rustc makes the names of its symbols and of
# its files from that. So the same source, by a rustc of the same version and code that was linked with LLVM 14.0.7 in
# place of 14.0.6, has another name for each of its functions, though not one instruction need differ. Here it is one
# rustc for both, and only what it says of itself differs. Who compares what two rustcs make, say upstream's and a
# distribution's, has to make them say the same first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q cargo=0.66.0+ds1-1 rustc=1.63.0+dfsg1-2 libstd-rust-1.63=1.63.0+dfsg1-2 libllvm14=1:14.0.6-12 \
  libstd-rust-dev=1.63.0+dfsg1-2 libgit2-1.5 libmbedtls14 libmbedcrypto7 libmbedx509-1 libhttp-parser2.9 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu" CARGO_HOME="$folder/home"

mkdir -p one/src
printf '[package]\nname = "one"\nversion = "1.0.0"\nedition = "2021"\n' >one/Cargo.toml
echo 'pub fn one() -> u32 { 1 }' >one/src/lib.rs
for llvm in 14.0.6 14.0.7; do
  cat >rustc-$llvm <<END
#!/bin/sh
"$folder/usr/bin/rustc" "\$@" | sed 's/^LLVM version: 14.0.6/LLVM version: $llvm/'
END
  chmod +x rustc-$llvm
  RUSTC="$folder/rustc-$llvm" ./usr/bin/cargo build --quiet --release --offline --manifest-path one/Cargo.toml \
    --target-dir with-$llvm
  library=$(cd with-$llvm/release/deps && echo libone-*.rlib)
  symbol=$(nm with-$llvm/release/libone.rlib 2>/dev/null | sed -n 's/.* T //p')
  echo "LLVM version: $llvm  $library  $symbol"
  echo "$library" >file-$llvm
  echo "$symbol" >symbol-$llvm
done
grep -q '^_ZN3one3one17h' symbol-14.0.6
for name in file symbol; do if cmp -s $name-14.0.6 $name-14.0.7; then exit 1; fi; done
