#!/bin/sh
# At level 1 the bytes that pigz writes depend on whether it has one thread or several.
#
# pigz cuts its input into blocks of fixed size whatever the number of threads, so that 2 and 4 write the same bytes, and
# at levels 6 and 9 one thread does, too. At level 1 pigz 2.6 with -p 1 writes others. The number of threads is that of
# the machine's processors unless it is given: what was packed on a large machine cannot be made again on one with a
# single processor, where nothing but the digest tells.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q pigz=2.6-1 >/dev/null 2>&1
dpkg -x pigz_*.deb .
awk 'BEGIN { for (i = 0; i < 200000; i++) print i % 977, (i * i) % 10007, "the same words" }' >input
seen=
for level in 1 6 9; do
  for threads in 1 2 4; do ./usr/bin/pigz -n -$level -p $threads -c input | sha256sum | cut -c1-16 >with.$threads; done
  several=$(cmp -s with.2 with.4 && echo equal || echo differ)
  one=$(cmp -s with.1 with.2 && echo equal || echo differ)
  seen="$seen-$level: 2 and 4 threads $several, 1 and 2 $one; "
done
echo "pigz 2.6 $seen"
[ "$seen" = "-1: 2 and 4 threads equal, 1 and 2 differ; -6: 2 and 4 threads equal, 1 and 2 equal; -9: 2 and 4 threads equal, 1 and 2 equal; " ]
