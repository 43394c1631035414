# Deals the functions of a file that genemit wrote out to the files of "parts", in turns. Before each function there is a
# comment that says where it comes from; what comes before the first one is for all of them.
BEGIN { count = split(parts, part, " ") }
/^\/\* .*:[0-9]+ \*\/$/ { functions++ }
functions == 0 { for (i = 1; i <= count; i++) print >part[i]; next }
{ print >part[functions % count + 1] }
