# libc_name_p of cfns.h from cfns.gperf: whether a name is one of the C library's functions that throw nothing. gperf
# would write a table for hashing; here the names are compared in turn.
BEGIN {
  print "static const char *libc_name_p (const char *name, unsigned int length)\n{"
  print "  static const char *const names[] = {"
}
/^%%/ { listed = 1; next }
listed && /^[a-z]/ { print "    \"" $1 "\"," }
END {
  print "  };"
  print "  unsigned int i;"
  print "  for (i = 0; i < sizeof names / sizeof names[0]; i++)"
  print "    if (strlen (names[i]) == length && memcmp (names[i], name, length) == 0)"
  print "      return names[i];"
  print "  return 0;\n}"
}
