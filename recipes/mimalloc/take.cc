// Takes a block from each function that gives memory, from those of the C library too that take some for their caller.
// Part of the program, of a shared library that it is linked with, and of one that it loads; TAKE is its name in each.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

namespace {
struct alignas(256) Wide {
    char bytes[512];
};
}

// Fills `blocks`, of which there are at least 20, and returns how many were taken. All may be given back with free. A
// null pointer among them is a failure.
extern "C" int TAKE(void **blocks) {
    int count = 0;
    blocks[count++] = malloc(100);
    blocks[count++] = malloc(40 << 20);
    blocks[count++] = calloc(10, 10);
    blocks[count++] = realloc(malloc(10), 100000);
    blocks[count++] = realloc(nullptr, 100);
    blocks[count++] = reallocarray(nullptr, 10, 10);
    blocks[count++] = aligned_alloc(4096, 8192);
    blocks[count++] = memalign(64, 100);
    if (posix_memalign(&blocks[count++], 1024, 100) != 0) blocks[count - 1] = nullptr;

    blocks[count++] = strdup("a text of some length");
    blocks[count++] = realpath("/", nullptr);
    char *text = nullptr;
    if (asprintf(&text, "%d", count) < 0) text = nullptr;
    blocks[count++] = text;

    blocks[count++] = new long;
    blocks[count++] = new long[1000];
    blocks[count++] = new (std::nothrow) long;
    Wide *wide = new Wide;
    blocks[count++] = reinterpret_cast<size_t>(wide) % 256 == 0 ? wide : nullptr;
    delete new long;
    delete new Wide;
    delete[] new Wide[3];
    return count;
}
