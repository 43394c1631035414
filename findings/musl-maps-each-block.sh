#!/bin/sh
# musl's malloc asks the kernel for each block of 32 KiB, and gives it back at once.
#
# The C library of glibc keeps a freed block of up to 128 KiB for the next request; musl did so until 1.1. Its allocator
# since 1.2 (mallocng) unmaps a block of 32 KiB or more as soon as it is freed, so that a loop of malloc, write and free
# costs some faults of a page and two calls of the kernel a turn. A compiler that was linked with it, statically, asked
# 120,000 times for one file, a sixth of its time; with musl's older allocator, which is still among its sources, 1,200
# times.
set -eu
command -v gcc >/dev/null || { echo "needs gcc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q musl-dev=1.2.3-1 >/dev/null 2>&1
dpkg -x musl-dev_*.deb .
cat >loop.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
int main(void) {
  struct rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  for (int i = 0; i < 10000; i++) {
    volatile char *block = malloc(32768);
    block[0] = 1;
    free((void *)block);
  }
  getrusage(RUSAGE_SELF, &after);
  printf("%ld\n", (after.ru_minflt - before.ru_minflt) / 10000);
}
END
lib=usr/lib/x86_64-linux-musl
gcc -O1 -o by-glibc loop.c
gcc -O1 -fno-pie -nostdinc -isystem usr/include/x86_64-linux-musl -c loop.c
gcc -static -no-pie -nostdlib -o by-musl $lib/crt1.o $lib/crti.o loop.o $lib/libc.a $lib/crtn.o
seen="faults of a page for each malloc, write and free of 32 KiB: glibc $(./by-glibc), musl 1.2.3 $(./by-musl)"
echo "$seen"
[ "$seen" = "faults of a page for each malloc, write and free of 32 KiB: glibc 0, musl 1.2.3 3" ]
