# Fills in the names of templates as configure would: fill.sh VALUES TEMPLATE RESULT [TEMPLATE RESULT]... A line of VALUES
# is name=value, a comment (#) or empty. Stops, with names, where a template has a name without a value, or a value is in
# no template: then they are not of one version.
set -eu
values=$1
shift
: >filled
while [ $# -gt 0 ]; do
  awk -v values="$values" -v template="$1" '
    BEGIN {
      while ((getline line < values) > 0) {
        if (line ~ /^(#|$)/) continue
        at = index(line, "=")
        value[substr(line, 1, at - 1)] = substr(line, at + 1)
      }
    }
    {
      rest = $0
      done = ""
      while (match(rest, /@[A-Za-z_][A-Za-z_0-9]*@/)) {
        name = substr(rest, RSTART + 1, RLENGTH - 2)
        if (!(name in value)) {
          print template ":" NR ": no value for " name >"/dev/stderr"
          failed = 1
        }
        print name >>"filled"
        done = done substr(rest, 1, RSTART - 1) value[name]
        rest = substr(rest, RSTART + RLENGTH)
      }
      print done rest
    }
    END { exit failed }' "$1" >"$2"
  shift 2
done
awk -F= 'NR == FNR { filled[$1] = 1; next } /^(#|$)/ { next } !($1 in filled) { print FILENAME ":" FNR ": no template has " $1 >"/dev/stderr"; failed = 1 } END { exit failed }' filled "$values"
rm filled
