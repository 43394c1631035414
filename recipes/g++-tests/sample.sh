# Compiles and runs a sample of g++'s and of libstdc++'s own tests, each for at most a minute of processor time, and
# writes a line a test: pass, or what failed. usage: sample.sh TESTSUITES COUNT RESULTS   with CXX, LINK (such as
# -static) and JOBS in the environment. COUNT tests are taken of each of the two.
set -eu
sources=$1
count=$2
results=$3
. "${0%/*}/../in-turns.sh"
library=$sources/libstdc++-v3/testsuite

# Of the tests that are to be run, and ask for nothing but a standard of C++, every so manieth by name. Some directories
# bring options of their own, or need libraries that are not built here.
elsewhere='asan|tsan|ubsan|contracts|coroutines|modules|plugin|vect|lto|gomp|goacc|tm|gcov|guality|compat|pch|special'
sample() {
  find "$1" -name '*.C' -o -name '*.cc' |
    grep -vE "/($elsewhere|simulate-thread)/" |
    sort | xargs awk '
    FNR == 1 { if (runs && !asks) print name; name = FILENAME; runs = asks = 0 }
    /dg-do run *([{] *target c\+\+[0-9a-z_]* *[}] *)?[}]/ { runs = 1 }
    /dg-(require|skip|xfail|additional-(sources|files)|shouldfail|prune|add-options|set-target|timeout)/ { asks = 1 }
    /#include "\.\.\/\.\./ { asks = 1 }
    /dg-do (compile|link|preprocess)/ || /dg-(additional-)?options.*[{] *target/ { asks = 1 }
    END { if (runs && !asks) print name }' | spread "$count"
}

# The options that a test asks for, and the standard that it needs where it is above the default.
options_of() {
  sed -n \
    -e 's/.*{ *dg-\(additional-\)*options  *{* *"\([^"]*\)" *}.*/\2/p' \
    -e 's/.*{ *dg-\(additional-\)*options  *\(-[^" }]*\) *}.*/\2/p' "$1" | tr '\n' ' '
  grep -q 'dg-options.*-\(std=\|ansi\)' "$1" || sed -n \
    -e 's/.*dg-do run *{ *target c++\(98\|11\|14\|17\)_\(only\|down\).*/-std=gnu++\1/p' \
    -e 's/.*dg-do run *{ *target c++2[0a][ }].*/-std=gnu++20/p' \
    -e 's/.*dg-do run *{ *target c++23[ }].*/-std=gnu++23/p' "$1"
}

try() {
  objects=
  case $1 in
    "$library"/*) objects="-I $library/util hooks.a -D_GLIBCXX_ASSERT" ;;
  esac
  if ! $CXX -w $(options_of "$1") "$1" $objects $LINK -o "$2" >"$2.messages" 2>&1; then
    echo "does-not-compile ${1#"$sources"/}"
  elif ! (ulimit -c 0; ulimit -t 60; cd "$2.directory" && "../$2") >/dev/null 2>&1 </dev/null; then
    echo "does-not-run ${1#"$sources"/}"
  else
    echo "pass ${1#"$sources"/}"
  fi
  rm -f "$2"
}

work() {
  mkdir -p "program-$1.directory"
  cp "$library"/data/* "program-$1.directory/"
  share_of "$1" tests | while read -r test; do
    try "$test" "program-$1"
  done
}

{
  sample "$sources/gcc/testsuite/g++.dg"
  sample "$library"
} >tests
for part in hooks allocator character; do
  $CXX -w -I "$library/util" -c "$library/util/testsuite_$part.cc" -o "$part.o"
done
rm -f hooks.a
ar rc hooks.a hooks.o allocator.o character.o
in_turns work "$results" $((2 * count))
