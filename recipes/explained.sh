# What many tests came to, held against a list of those that fail, each with its reason after a #. Lays the results in OUT;
# a failure that is not listed stops it, and so does a listed one that passes. usage: explained.sh FAILURES RESULTS OUT
set -eu
grep -v '^pass ' "$2" >failed || [ $? = 1 ]
sed -e 's/ *#.*//' -e '/^$/d' "$1" >unsorted
sort unsorted >explained
diff -u explained failed
mkdir -p "$3"
cp "$2" "$3/"
