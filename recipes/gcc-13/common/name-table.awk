# The names of a .gperf file as a plain table that is searched from the start, with the class that gperf would write:
# awk -v class=NAME -v lookup=NAME -v type=NAME -f name-table.awk X.gperf >X.h. A name's other values are kept as text.
/^%%/ { part++; next }
part == 0 && /^%\{/ { verbatim = 1; next }
part == 0 && /^%\}/ { verbatim = 0; next }
part == 0 && /^%/ { next }
part == 0 { print; next }
part == 1 && /^[^#]/ {
  at = index($0, ",")
  rows = rows "  { \"" substr($0, 1, at - 1) "\"" substr($0, at) " },\n"
}
END {
  print "struct " class "\n{\n  static const " type " *" lookup " (const char *str, size_t len)\n  {"
  print "    static const " type " table[] = {\n" rows "    };"
  print "    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)"
  print "      if (strlen (table[i].name) == len && memcmp (table[i].name, str, len) == 0)\n        return &table[i];"
  print "    return NULL;\n  }\n};"
}
