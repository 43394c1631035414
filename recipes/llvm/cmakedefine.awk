# Fills in a header that upstream wrote for cmake: awk -v values=FILE -f cmakedefine.awk TEMPLATE. A line of FILE is
# name=value, a comment (#) or empty. Stops, with names, at a name without an answer.
BEGIN {
  while ((getline line < values) > 0) {
    if (line ~ /^(#|$)/) continue
    at = index(line, "=")
    answer[substr(line, 1, at - 1)] = substr(line, at + 1)
  }
}

function ask(name) {
  if (!(name in answer)) {
    print FILENAME ": no answer for " name > "/dev/stderr"
    failed = 1
  }
  return answer[name]
}

# ${NAME} in a line
function fill(line,    name) {
  while (match(line, /\$\{[A-Za-z0-9_]+\}/)) {
    name = substr(line, RSTART + 2, RLENGTH - 3)
    line = substr(line, 1, RSTART - 1) ask(name) substr(line, RSTART + RLENGTH)
  }
  return line
}

/^#cmakedefine01 / { print "#define " $2 " " (ask($2) == "" ? 0 : 1); next }
/^#cmakedefine / {
  if (ask($2) == "") print "/* #undef " $2 " */"
  else print fill("#define" substr($0, length("#cmakedefine") + 1))
  next
}
{ print fill($0) }
END { exit failed }
