# Makes zlib's tables with the generators that its sources hold: crc32.h, inffixed.h and trees.h, in the folder $1, by
# the command $2.
set -eu
cd "$1"
cat >tables.c <<'end'
#include "zlib.h"

void makefixed(void);

int main(void)
{
    z_stream stream = {0};
    get_crc_table();
    makefixed();
    return deflateInit(&stream, 1) != Z_OK;
}
end
# From 1.2.12 on crc32.c has a main of its own.
$2 -c -DMAKECRCH -DDYNAMIC_CRC_TABLE -Dmain=crc32_main crc32.c
$2 -o tables -DMAKEFIXED -DGEN_TREES_H tables.c crc32.o adler32.c deflate.c inflate.c inftrees.c inffast.c trees.c zutil.c
./tables >inffixed.h
rm tables tables.c crc32.o
