# Compiles and runs a sample of rustc's own tests of programs that run, each for at most a minute of processor time, and
# writes a line a test: pass, or what failed. usage: sample.sh TESTS COUNT RESULTS   with RUSTFLAGS and JOBS in the
# environment. Tests that ask for a second crate, for upstream's helpers in C, for other settings in each of several
# runs, or for a certain output are left.
set -eu
sources=$1
count=$2
results=$3
. "${0%/*}/../in-turns.sh"

# Every so manieth, by name, of those that ask for nothing that this cannot give.
sample() {
  find "$sources" -name '*.rs' | grep -v /auxiliary/ | sort | xargs awk '
    function done() { if (runs && main && !asks) print name }
    FNR == 1 { done(); name = FILENAME; runs = main = asks = 0 }
    /^\/\/@ *run-pass/ { runs = 1; next }
    /^\/\/@ *(edition|compile-flags|no-prefer-dynamic|reference|ignore-(windows|msvc|macos|apple|ios|tvos|watchos|visionos|android|emscripten|fuchsia|wasm|wasm32|sgx|vxworks|nto|remote|backends|pass|compare-mode|cross-compile|freebsd|openbsd|netbsd|aarch64|arm|32bit))/ { next }
    /^\/\/@ *(only-(x86_64|x86|linux|unix|64bit)|needs-(threads|unwind|subprocess|asm-support))/ { next }
    /^\/\/@/ || /rust_test_helpers/ { asks = 1 }
    /fn main/ { main = 1 }
    END { done() }' | spread "$count"
}

# The flags that a test asks for; its edition is 2015 where it names none.
options_of() {
  edition=$(sed -n 's,^//@ *edition: *\([0-9]*\).*,\1,p' "$1")
  echo "--edition ${edition:-2015}"
  sed -n 's,^//@ *compile-flags: *,,p' "$1"
}

try() {
  name=${1#"$sources"/}
  if ! rustc --target x86_64-unknown-linux-musl -Awarnings -Zunstable-options $RUSTFLAGS $(options_of "$1") "$1" \
    -o "$2" >"$2.messages" 2>&1; then
    echo "does-not-compile $name"
  elif ! (ulimit -c 0; ulimit -t 60; cd "$2.directory" && "../$2") >/dev/null 2>&1 </dev/null; then
    echo "does-not-run $name"
  else
    echo "pass $name"
  fi
  rm -rf "$2"
}

work() {
  mkdir -p "program-$1.directory"
  share_of "$1" tests | while read -r test; do
    try "$test" "program-$1"
  done
}

sample >tests
in_turns work "$results" "$count"
