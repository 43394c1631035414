// files.c: writing, reading back, seeking, failing; what is printed is left in the buffers for exit.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[100001];

int main(void)
{
  FILE *file = fopen("files.tmp", "wb");
  char back[20];
  char here[4000];
  int i, descriptor;
  size_t got;
  for (i = 0; i < 5000; i++)
    fprintf(file, "line %d\n", i);
  for (i = 0; i < 100000; i++)
    text[i] = 'a' + i % 26;
  fwrite(text, 1, 100000, file);
  for (i = 0; i < 40000; i++)
    fputc(i, file);
  printf("at %ld\n", ftell(file));
  fseek(file, 5, SEEK_SET);
  fputs("LINE", file);
  printf("close %d\n", fclose(file));
  file = fopen("files.tmp", "rb+");
  fseek(file, 0, SEEK_END);
  printf("size %ld\n", ftell(file));
  fseek(file, 0, SEEK_SET);
  got = fread(back, 1, 20, file);
  printf("%d: %.*s\n", (int)got, 20, back);
  fseek(file, -3, SEEK_END);
  got = fread(back, 2, 10, file);
  printf("%d of 2 left\n", (int)got);
  fclose(file);
  file = fdopen(open("files.tmp", O_WRONLY | O_CREAT | O_TRUNC, 0600), "wb");
  fputs("new", file);
  fflush(file);
  descriptor = open("files.tmp", O_RDONLY);
  printf("read %d", (int)read(descriptor, text, 10));
  printf(" %.3s, seek %d", text, (int)lseek(descriptor, 1, SEEK_SET));
  printf(", close %d", close(descriptor));
  printf(", again %d\n", close(descriptor));
  fclose(file);
  printf("unlink %d", unlink("files.tmp"));
  i = remove("files.tmp");
  printf(" %d, errno %d\n", i, errno);
  file = fopen("/no/such/file", "r");
  printf("open %d, errno %d\n", file == NULL, errno);
  printf("here %d\n", getcwd(here, sizeof here) == here && here[0] == '/');
  i = getcwd(here, 1) == NULL;
  printf("small %d, errno %d\n", i, errno);
  fprintf(stderr, "to stderr %d\n", 42);
  fputs(text + 99900, stdout);
  return 0;
}
