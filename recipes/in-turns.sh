# For scripts that run many tests: in_turns WORK RESULTS COUNT starts the shell function WORK with 0, 1, ... below JOBS,
# each in a process of its own, which takes its share of the tests and writes a line a test. The lines go to RESULTS,
# sorted. Stops when there are not COUNT of them: none is left out.
in_turns() {
  worker=0
  workers=
  while [ "$worker" -lt "$JOBS" ]; do
    "$1" "$worker" >"results-$worker" &
    workers="$workers $!"
    worker=$((worker + 1))
  done
  for worker in $workers; do wait "$worker"; done
  sort results-* >"$2"
  rm -f results-*
  found=$(wc -l <"$2")
  if [ "$found" -ne "$3" ]; then
    echo "$found results, where there should be $3" >&2
    return 1
  fi
}

# Of the lines that come in, COUNT at equal distances. usage: spread COUNT
spread() {
  cat >fitting
  awk -v count="$1" -v all="$(wc -l <fitting)" 'int(NR * count / all) > int((NR - 1) * count / all)' fitting
}

# Of the tests that are listed in a file, those of one worker. usage: share_of WORKER FILE
share_of() {
  awk -v jobs="$JOBS" -v turn="$1" 'NR % jobs == turn' "$2"
}
