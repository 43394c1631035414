// generate.c: makes the two headers that musl's Makefile makes with sed, where there is no sed yet; and a list of
// objects.
//
// generate alltypes OUTPUT INPUT...   tools/mkalltypes.sed: a definition that is there once and on demand for each
// TYPEDEF, STRUCT, UNION generate syscall OUTPUT INPUT       the input, then each of its lines on a __NR_ name again
// with SYS_ generate objects OUTPUT INPUT       for each word of the input, "src/ctype/isalpha.c", the object that
// tinycc -c makes of it in /src/musl
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_LIMIT = 1000 };

static FILE *output;
static char *input;
static char line[LINE_LIMIT];

static void fail(const char *what, const char *name)
{
  fprintf(stderr, "generate: %s: %s\n", name, what);
  exit(1);
}

static void load(const char *name)
{
  FILE *file = fopen(name, "rb");
  long size;
  if (file == NULL)
    fail("cannot be opened", name);
  fseek(file, 0, SEEK_END);
  size = ftell(file);
  fseek(file, 0, SEEK_SET);
  input = malloc(size + 1);
  if (input == NULL || fread(input, 1, size, file) != size)
    fail("cannot be read", name);
  input[size] = 0;
  fclose(file);
}

// Takes the next line of the input, without its end.
static int next_line(void)
{
  int length = 0;
  if (!*input)
    return 0;
  while (*input && *input != '\n' && length < LINE_LIMIT - 1)
    line[length++] = *input++;
  if (*input && *input++ != '\n')
    fail("is too long", "line");
  line[length] = 0;
  return 1;
}

static void define(const char *tag, const char *prefix, const char *name, const char *body)
{
  fprintf(output, "#if defined(__NEED_%s%s) && !defined(__DEFINED_%s%s)\n", prefix, name, prefix, name);
  fprintf(output, "%s %s %s;\n", tag, *prefix ? name : body, *prefix ? body : name);
  fprintf(output, "#define __DEFINED_%s%s\n#endif\n\n", prefix, name);
}

// "STRUCT name { ... };"
static void define_tagged(const char *tag, const char *prefix, char *name)
{
  char *body;
  while (*name == ' ')
    name++;
  body = strchr(name, ' ');
  if (body == NULL)
    fail("has no body", name);
  *body++ = 0;
  body[strlen(body) - 1] = 0;
  define(tag, prefix, name, body);
}

static void alltypes_line(void)
{
  if (strncmp(line, "TYPEDEF ", 8) == 0) {
    char *name = strrchr(line, ' ');
    *name++ = 0;
    name[strlen(name) - 1] = 0;
    define("typedef", "", name, line + 8);
  } else if (strncmp(line, "STRUCT ", 7) == 0)
    define_tagged("struct", "struct_", line + 7);
  else if (strncmp(line, "UNION ", 6) == 0)
    define_tagged("union", "union_", line + 6);
  else
    fprintf(output, "%s\n", line);
}

static void syscall_line(void)
{
  char *name = strstr(line, "__NR_");
  if (name == NULL)
    return;
  *name = 0;
  fprintf(output, "%sSYS_%s\n", line, name + 5);
}

// A word a line.
static void split_words(void)
{
  char *c;
  for (c = input; *c; c++)
    if (*c == ' ')
      *c = '\n';
}

static void object_line(void)
{
  char *name = strrchr(line, '/');
  char *dot = strrchr(line, '.');
  if (name == NULL || dot < name)
    fail("is no path", line);
  *dot = 0;
  fprintf(output, "/src/musl/%s.o\n", name + 1);
}

int main(int argc, char **argv)
{
  int i;
  if (argc < 4)
    fail("{alltypes | syscall | objects} OUTPUT INPUT...", "usage");
  output = fopen(argv[2], "wb");
  if (output == NULL)
    fail("cannot be written", argv[2]);
  for (i = 3; i < argc; i++) {
    load(argv[i]);
    if (strcmp(argv[1], "syscall") == 0)
      fputs(input, output);
    if (strcmp(argv[1], "objects") == 0)
      split_words();
    while (next_line())
      if (strcmp(argv[1], "alltypes") == 0)
        alltypes_line();
      else if (strcmp(argv[1], "syscall") == 0)
        syscall_line();
      else
        object_line();
  }
  return fclose(output) != 0;
}
