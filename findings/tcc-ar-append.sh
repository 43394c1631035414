#!/bin/sh
# `tcc -ar rcs` starts the archive again at each call: members of an earlier call are gone, and the exit code is 0.
#
# For ar (POSIX, "ar", -r) r replaces or adds members of an archive that is there. libtool and makefiles with long lists
# call it several times for one archive, and with Debian 12's tcc as their ar they get a library that holds the last
# few objects alone; the link that misses the others fails later, elsewhere.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q tcc=0.9.27+git20200814.62c30a4a-1 >/dev/null 2>&1
dpkg -x tcc_*.deb .
for name in one two; do
  echo "int $name(void) { return 0; }" >$name.c
  ./usr/bin/tcc -c $name.c -o $name.o
  ./usr/bin/tcc -ar rcs lib.a $name.o
done
ar=$(command -v ar) || { echo "needs ar, to look into the archive"; exit 2; }
seen=$("$ar" t lib.a | tr '\n' ' ')
echo "after 'tcc -ar rcs lib.a one.o' and 'tcc -ar rcs lib.a two.o' the archive holds: $seen"
[ "$seen" = "two.o " ]
