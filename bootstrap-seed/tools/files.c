// files.c: copies and compares files, for stages that have a C compiler but no shell yet.
//
// files copy {FILE... DIRECTORY/}...   each file goes, under its own name, to the directory after it
// files same {FIRST SECOND}...         succeeds if both of each pair hold the same bytes
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 10000000, PATH_LIMIT = 4096 };

static char first[FILE_LIMIT];
static char second[FILE_LIMIT];
static char path[PATH_LIMIT];

static void fail(const char *what, const char *name)
{
  fprintf(stderr, "files: %s: %s\n", name, what);
  exit(1);
}

static size_t load(const char *name, char *to)
{
  FILE *file = fopen(name, "rb");
  size_t size;
  if (file == NULL)
    fail("cannot be opened", name);
  size = fread(to, 1, FILE_LIMIT, file);
  if (size == FILE_LIMIT)
    fail("is too large", name);
  fclose(file);
  return size;
}

static int is_directory(const char *name)
{
  return *name && name[strlen(name) - 1] == '/';
}

static void copy(const char *name, const char *directory)
{
  size_t size = load(name, first);
  const char *slash = strrchr(name, '/');
  FILE *file;
  if (snprintf(path, PATH_LIMIT, "%s%s", directory, slash ? slash + 1 : name) >= PATH_LIMIT)
    fail("name is too long", name);
  file = fopen(path, "wb");
  if (file == NULL || fwrite(first, 1, size, file) != size || fclose(file) != 0)
    fail("cannot be written", path);
}

static void compare(const char *name, const char *other)
{
  size_t size = load(name, first);
  if (load(other, second) != size || memcmp(first, second, size) != 0)
    fail("differs from the second of its pair", name);
}

int main(int argc, char **argv)
{
  int from = 2;
  int i;
  if (argc > 2 && strcmp(argv[1], "copy") == 0 && is_directory(argv[argc - 1])) {
    for (i = 2; i < argc; i++)
      if (is_directory(argv[i])) {
        while (from < i)
          copy(argv[from++], argv[i]);
        from = i + 1;
      }
  } else if (argc > 2 && strcmp(argv[1], "same") == 0 && argc % 2 == 0) {
    for (i = 2; i < argc; i += 2)
      compare(argv[i], argv[i + 1]);
  } else
    fail("copy {FILE... DIRECTORY/}... or same {FIRST SECOND}...", "usage");
  return 0;
}
