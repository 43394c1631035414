# The table of characters that names may have, from cppucnid.tab, as cppucnid.pl makes it: that is written in perl, which
# there is not yet. A range ends where the standards that allow its characters, or their language, change.
function number(hex,    i, n) {
  for (i = 1; i <= length(hex); i++)
    n = 16 * n + index("0123456789abcdef", substr(hex, i, 1)) - 1
  return n
}
part == 0 && /^%%$/ { part = 1; next }
part == 0 { template[++lines] = $0; next }
/^#/ || /^ *$/ { next }
/^\[/ { standard = substr($0, 2, length($0) - 2); next }
/^;/ { language = substr($0, 3); next }
{
  for (f = 1; f <= NF; f++)
    for (c = number(substr($f, 1, 4)); c <= number(substr($f, length($f) - 3)); c++) {
      others = c in tags ? "|" tags[c] : ""
      tags[c] = standard others
      if (!(c in names))
        names[c] = language
    }
}
END {
  for (i = 1; i <= lines; i++)
    if (template[i] == "[table]")
      for (low = 0; low < 65536; low = high) {
        for (high = low + 1; high < 65536 && tags[high] == tags[low] && names[high] == names[low]; high++)
          ;
        if (tags[low] != "")
          printf "  { 0x%04x, 0x%04x, %s }, /* %s */\n", low, high - 1, tags[low], names[low]
      }
    else if (template[i] != "[dne]")
      print template[i]
}
