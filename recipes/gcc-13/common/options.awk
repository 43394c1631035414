# The records of upstream's .opt files, one a line, as upstream's opt-gather.awk joins them; that one also sorts them, one
# by one, which takes tinycc's awk seven seconds.
/^[ \t]*(;|$)/ { within = 0; next }
/^[^ \t]/ {
  if (within) option[n] = option[n] SUBSEP $0
  else option[++n] = $0
  within = 1
}
END { for (i = 1; i <= n; i++) print option[i] }
