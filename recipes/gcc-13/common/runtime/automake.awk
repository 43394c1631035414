# Reads an automake file as a makefile: awk -f automake.awk CONDITIONS FILE. Automake's language is make's but for
# `if NAME`, `if !NAME`, `else`, `endif`, comments by ## and one included fragment. A line of CONDITIONS is NAME=yes or
# NAME=no, a comment (#) or empty; a name that is not among them stops.
FNR == NR {
  if ($0 ~ /^(#|$)/) next
  split($0, pair, "=")
  value[pair[1]] = pair[2] == "yes"
  next
}
/^##/ { next }
/^if !?[A-Z]/ {
  name = $2
  negated = sub(/^!/, "", name)
  if (!(name in value)) {
    print FILENAME ":" FNR ": no value for the condition " name >"/dev/stderr"
    exit failed = 1
  }
  outer[++depth] = skipping
  chosen[depth] = value[name] != negated
  skipping = outer[depth] || !chosen[depth]
  next
}
/^else/ { skipping = outer[depth] || chosen[depth]; next }
/^endif/ { skipping = outer[depth--]; next }
skipping { next }
{ sub(/^include \$\(top_srcdir\)\/fragment.am/, "include $(top_builddir)/fragment.mk"); print }
END { exit failed }
