// copy.c: copy DIRECTORY FILE... puts copies of files into a directory, under their own names.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1000000, PATH_LIMIT = 4096 };

static char bytes[FILE_LIMIT];
static char path[PATH_LIMIT];

static void fail(const char *what, const char *name)
{
  fprintf(stderr, "copy: cannot %s %s\n", what, name);
  exit(1);
}

int main(int argc, char **argv)
{
  FILE *file;
  const char *slash;
  size_t size;
  int i;
  for (i = 2; i < argc; i++) {
    file = fopen(argv[i], "rb");
    if (file == NULL)
      fail("read", argv[i]);
    size = fread(bytes, 1, FILE_LIMIT, file);
    if (size == FILE_LIMIT)
      fail("hold", argv[i]);
    fclose(file);
    slash = strrchr(argv[i], '/');
    if (snprintf(path, PATH_LIMIT, "%s/%s", argv[1], slash ? slash + 1 : argv[i]) >= PATH_LIMIT)
      fail("name", argv[i]);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
      fail("write", path);
  }
  return 0;
}
