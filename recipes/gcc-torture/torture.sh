# Compiles and runs gcc's own execute tests, each at every level given, for at most a minute of processor time, and
# writes a line a test and level: pass, or what failed. usage: torture.sh TESTS RESULTS LEVEL...   with CC, LINK (such
# as -static) and JOBS in the environment
set -eu
tests=$1
results=$2
shift 2

# The options that a test asks for, where it asks for them whatever the target is.
options_of() {
  sed -n 's/.*{ *dg-\(additional-\)*options *{* *"\([^"]*\)" *}.*/\2/p' "$1" | tr '\n' ' '
}

try() {
  name=$(basename "$1" .c)
  options=$(options_of "$1")
  if ! $CC -w $2 $options $LINK -o "$3" "$1" -lm >"$3.messages" 2>&1; then
    echo "does-not-compile $name $2"
  elif ! (ulimit -c 0; ulimit -t 60; "./$3") >/dev/null 2>&1 </dev/null; then
    echo "does-not-run $name $2"
  else
    echo "pass $name $2"
  fi
  rm -f "$3"
}

# Every so manieth test is this worker's.
work() {
  turn=0
  for test in "$tests"/*.c; do
    turn=$(((turn + 1) % JOBS))
    [ "$turn" = "$1" ] || continue
    for level in $levels; do
      try "$test" "$level" "program-$1"
    done
  done
}

levels=$*
. "${0%/*}/../in-turns.sh"
in_turns work "$results" $(($(ls "$tests"/*.c | wc -l) * $#))
rm -f program-*
