#!/bin/sh
# tinycc 0.9.27 takes -g0 for -g: it adds debugging sections where every other C compiler leaves them out.
#
# For gcc and clang -g0 means none and takes back an earlier -g. In Debian 12's tcc the option's argument is not looked
# at, so a build that says -g0 to be the same everywhere gets .stab sections, which hold the folder it ran in.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q tcc=0.9.27+git20200814.62c30a4a-1 >/dev/null 2>&1
dpkg -x tcc_*.deb .
echo 'int one(void) { return 1; }' >one.c
for option in '' -g -g0; do
  ./usr/bin/tcc $option -c one.c -o one.o
  printf 'tcc %-4s %s bytes, names of stab sections: %s\n' "$option" "$(wc -c <one.o)" "$(grep -c '\.stab' one.o || :)"
  eval "size_$(printf %s "${option#-}" | tr -d -)x=$(wc -c <one.o)"
done
[ "$size_g0x" = "$size_gx" ] && [ "$size_gx" -gt "$size_x" ]
