// same.c: same FIRST SECOND [FIRST SECOND]... succeeds if the files of each pair hold the same bytes.
#include <stdio.h>
#include <string.h>

enum { FILE_LIMIT = 10000000 };

static char first[FILE_LIMIT];
static char second[FILE_LIMIT];

// The size of a file whose bytes go to `to`; -1 if it is too large or cannot be read.
static long load(const char *name, char *to)
{
  FILE *file = fopen(name, "rb");
  size_t size = file ? fread(to, 1, FILE_LIMIT, file) : FILE_LIMIT;
  if (size == FILE_LIMIT) {
    fprintf(stderr, "same: cannot read %s\n", name);
    return -1;
  }
  fclose(file);
  return size;
}

int main(int argc, char **argv)
{
  long size;
  int i;
  for (i = 1; i + 1 < argc; i += 2) {
    size = load(argv[i], first);
    if (size < 0 || load(argv[i + 1], second) != size || memcmp(first, second, size) != 0) {
      fprintf(stderr, "same: %s and %s differ\n", argv[i], argv[i + 1]);
      return 1;
    }
  }
  return i != argc;
}
