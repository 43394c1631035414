// copy.c: copies directories with all below them, where there is no cp yet. The first program that is linked with musl.
// What is there already is written over. Modes become 755 or 644; symbolic links and the like are refused.
//
// copy {FROM TO}...
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char buffer[65536];

static void fail(const char *what, const char *name)
{
  fprintf(stderr, "copy: %s: ", name);
  perror(what);
  exit(1);
}

static char *join(const char *directory, const char *name)
{
  char *path = malloc(strlen(directory) + strlen(name) + 2);
  if (path == NULL)
    fail("malloc", name);
  sprintf(path, "%s/%s", directory, name);
  return path;
}

static void copy_file(const char *from, const char *to, mode_t mode)
{
  FILE *input = fopen(from, "rb");
  FILE *output = fopen(to, "wb");
  size_t size;
  if (input == NULL)
    fail("open", from);
  if (output == NULL)
    fail("open", to);
  while ((size = fread(buffer, 1, sizeof buffer, input)) > 0)
    if (fwrite(buffer, 1, size, output) != size)
      fail("write", to);
  if (ferror(input) || fclose(input) != 0)
    fail("read", from);
  if (fclose(output) != 0 || chmod(to, mode & 0100 ? 0755 : 0644) != 0)
    fail("write", to);
}

static void copy(const char *from, const char *to)
{
  struct stat status;
  struct dirent *entry;
  DIR *directory;
  if (lstat(from, &status) != 0)
    fail("stat", from);
  if (S_ISREG(status.st_mode)) {
    copy_file(from, to, status.st_mode);
    return;
  }
  mkdir(to, 0755);
  directory = opendir(from);
  if (directory == NULL)
    fail("open", from);
  while ((entry = readdir(directory)) != NULL)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      char *below = join(from, entry->d_name);
      char *copied = join(to, entry->d_name);
      copy(below, copied);
      free(below);
      free(copied);
    }
  closedir(directory);
}

int main(int argc, char **argv)
{
  int i;
  for (i = 1; i + 1 < argc; i += 2)
    copy(argv[i], argv[i + 1]);
  return 0;
}
