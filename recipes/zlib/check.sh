# zlib's own test and its gzip, linked with the static and with the shared library: what one wrote the other reads.
set -eu
for way in -static -dynamic; do
  [ "$way" = -static ] && link=-static || link=
  gcc $link -o "example$way" /src/zlib/test/example.c -lz
  gcc $link -o "minigzip$way" /src/zlib/test/minigzip.c -lz
  "./example$way" test.gz
done
readelf -d minigzip-dynamic | grep -q 'NEEDED.*libz\.so\.1'
cat /src/zlib/*.c >plain
./minigzip-static <plain >plain.gz
./minigzip-dynamic -d <plain.gz >back
cmp plain back
[ "$(wc -c <plain.gz)" -lt "$(($(wc -c <plain) / 3))" ]
