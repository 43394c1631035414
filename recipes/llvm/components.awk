# Reads the lists of libraries, in order, and prints a line for each that llvm-config answers from: its name, and those of
# the libraries that it calls. Stops when one calls what is not listed above it.
/^library / { name = $2; uses = 0; order[++count] = name; known[name] = count; next }
/^program / { name = ""; uses = 0; next }
/^  / { if (uses) calls[name] = calls[name] " " $0; next }
{ uses = ($1 == "uses" && name != "") }
uses { $1 = ""; calls[name] = $0 }
END {
  for (i = 1; i <= count; i++) {
    name = order[i]
    line = name
    n = split(calls[name], call, " ")
    for (j = 1; j <= n; j++) {
      if (!(call[j] in known) || known[call[j]] >= i) {
        print name " calls " call[j] ", which is not listed above it" >"/dev/stderr"
        exit 1
      }
      line = line " " call[j]
    }
    print line
  }
}
