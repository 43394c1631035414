# Compiles seven.ll by the opt and llc in the folder $1: a loop becomes a constant, and the program gives it.
set -eu
"$1/opt" -O2 -S -o seven.ll "$(dirname "$0")/seven.ll"
grep -q 'ret i32 7' seven.ll
"$1/llc" -filetype=obj -relocation-model=pic -o seven.o seven.ll
gcc -static -o seven seven.o
status=0
./seven || status=$?
[ "$status" = 7 ]
