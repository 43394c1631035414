// configure.c: what busybox's kconfig and its scripts would make of a configuration, where there is no shell and no
// make yet. It must not know any option: these are in the sources, in "config NAME" lines, and in the file of those
// that are wanted.
//
// configure SOURCES WANTED   writes into SOURCES, which is busybox's tree:
//   include/autoconf.h  for each option ENABLE_NAME, IF_NAME, IF_NOT_NAME, and CONFIG_NAME for those that are wanted
//   include/applets.h   include/applets.src.h, with the "//applet:" lines of all sources put in
//   sources             the C files that the Kbuild.src files and "//kbuild:" lines ask for
//
// WANTED has an option a line, NAME or NAME=VALUE; "#" opens a comment.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIMIT = 5000 };

// A set of words, kept in order.
struct words {
  char *word[LIMIT];
  int count;
};

static struct words files;      // all that have lines for us
static struct words options;
static struct words wanted;
static struct words sources;

static void fail(const char *what, const char *name)
{
  fprintf(stderr, "configure: %s: %s\n", name, what);
  exit(1);
}

static char *join(const char *a, const char *b, const char *c)
{
  char *text = malloc(strlen(a) + strlen(b) + strlen(c) + 1);
  sprintf(text, "%s%s%s", a, b, c);
  return text;
}

static int find(struct words *words, const char *word)
{
  int i = 0;
  while (i < words->count && strcmp(words->word[i], word) != 0)
    i++;
  return i < words->count;
}

static void add(struct words *words, const char *word)
{
  int i = words->count;
  if (find(words, word))
    return;
  if (i == LIMIT)
    fail("too many", word);
  for (; i > 0 && strcmp(words->word[i - 1], word) > 0; i--)
    words->word[i] = words->word[i - 1];
  words->word[i] = strdup(word);
  words->count++;
}

static int ends_with(const char *text, const char *end)
{
  size_t length = strlen(text);
  return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

// Calls `take` with each line of a file, without its end; a line that a backslash continues with all that belongs to
// it.
static void each_line(const char *name, void (*take)(const char *name, char *line))
{
  char line[20000];
  FILE *file = fopen(name, "r");
  size_t length = 0;
  if (file == NULL)
    fail("cannot be opened", name);
  while (fgets(line + length, sizeof line - length, file)) {
    length = strlen(line);
    if (length > 0 && line[length - 1] == '\n')
      line[--length] = 0;
    if (length > 0 && line[length - 1] == '\\' && ends_with(name, "Kbuild.src")) {
      line[--length] = 0;
      continue;
    }
    take(name, line);
    length = 0;
  }
  fclose(file);
}

static void gather(const char *directory)
{
  struct dirent *entry;
  DIR *stream = opendir(directory);
  if (stream == NULL)
    fail("cannot be opened", directory);
  while ((entry = readdir(stream)) != NULL) {
    struct stat status;
    char *name = join(directory, "/", entry->d_name);
    if (entry->d_name[0] == '.' || stat(name, &status) != 0)
      continue;
    if (S_ISDIR(status.st_mode))
      gather(name);
    else if (ends_with(name, ".c") || ends_with(name, "Kbuild.src") || ends_with(name, "/Config.in") || ends_with(name, "Config.src"))
      add(&files, name);
  }
  closedir(stream);
}

static char *skip_blanks(char *text)
{
  while (*text == ' ' || *text == '\t')
    text++;
  return text;
}

// Cuts off the next word, and gives it; NULL at the end.
static char *next_word(char **at)
{
  char *word = skip_blanks(*at);
  char *end = word + strcspn(word, " \t");
  if (end == word)
    return NULL;
  *at = *end ? end + 1 : end;
  *end = 0;
  return word;
}

// The rest of the line when it opens with `mark` in a C file, or the whole line of another.
static char *marked(const char *name, char *line, const char *mark)
{
  if (!ends_with(name, ".c"))
    return line;
  return strncmp(line, mark, strlen(mark)) == 0 ? line + strlen(mark) : NULL;
}

static void take_option(const char *name, char *line)
{
  char *at = marked(name, line, "//config:");
  char *word = at && !ends_with(name, "Kbuild.src") ? next_word(&at) : NULL;
  if (word && (strcmp(word, "config") == 0 || strcmp(word, "menuconfig") == 0) && (word = next_word(&at)))
    add(&options, word);
}

static void take_wanted(const char *name, char *line)
{
  char *equals;
  line[strcspn(line, " \t#")] = 0;
  if (!*line)
    return;
  equals = strchr(line, '=');
  if (equals)
    *equals = 0;
  if (!find(&options, line))
    fail("is no option of busybox", line);
  if (equals)
    *equals = '=';
  add(&wanted, line);
}

// What the option is set to; NULL when it is not wanted.
static const char *value_of(const char *option)
{
  size_t length = strlen(option);
  int i;
  for (i = 0; i < wanted.count; i++)
    if (strncmp(wanted.word[i], option, length) == 0) {
      if (wanted.word[i][length] == 0)
        return "1";
      if (wanted.word[i][length] == '=')
        return wanted.word[i] + length + 1;
    }
  return NULL;
}

static void write_autoconf(void)
{
  FILE *output = fopen("include/autoconf.h", "w");
  int i;
  for (i = 0; i < options.count; i++) {
    const char *option = options.word[i];
    const char *value = value_of(option);
    if (value)
      fprintf(output, "#define CONFIG_%s %s\n", option, value);
    fprintf(output, "#define ENABLE_%s %d\n", option, value != NULL);
    fprintf(output, "#define IF_%s(...) %s\n", option, value ? "__VA_ARGS__" : "");
    fprintf(output, "#define IF_NOT_%s(...) %s\n", option, value ? "" : "__VA_ARGS__");
  }
  if (fclose(output) != 0)
    fail("cannot be written", "include/autoconf.h");
}

static FILE *applets;

static void take_applet(const char *name, char *line)
{
  char *text = ends_with(name, ".c") ? marked(name, line, "//applet:") : NULL;
  if (text)
    fprintf(applets, "%s\n", text);
}

static void take_applets_line(const char *name, char *line)
{
  int i;
  if (strcmp(line, "INSERT") != 0)
    fprintf(applets, "%s\n", line);
  else
    for (i = 0; i < files.count; i++)
      each_line(files.word[i], take_applet);
}

// "lib-y += a.o b.o", "lib-$(CONFIG_NAME) += a.o": of the directory that the line stands in.
static void take_sources(const char *name, char *line)
{
  char *at = ends_with(name, "/Config.in") || ends_with(name, "Config.src") ? NULL : marked(name, line, "//kbuild:");
  char *word = at ? next_word(&at) : NULL;
  char *directory = strdup(name);
  if (word == NULL || (strncmp(word, "lib-", 4) != 0 && strncmp(word, "obj-", 4) != 0))
    return;
  if (strncmp(word + 4, "$(CONFIG_", 9) == 0) {
    word += 13;
    word[strcspn(word, ")")] = 0;
    if (!value_of(word))
      return;
  } else if (word[4] != 'y')
    return;
  *(strrchr(directory, '/') + 1) = 0;
  while ((word = next_word(&at)) != NULL && *word != '#')
    if (ends_with(word, ".o")) {
      word[strlen(word) - 1] = 'c';
      add(&sources, join(directory, word, ""));
    }
}

int main(int argc, char **argv)
{
  FILE *output;
  int i;
  if (argc != 3)
    fail("SOURCES WANTED", "usage");
  if (chdir(argv[1]) != 0)
    fail("no such directory", argv[1]);
  gather(".");
  for (i = 0; i < files.count; i++)
    each_line(files.word[i], take_option);
  each_line(argv[2], take_wanted);
  write_autoconf();
  applets = fopen("include/applets.h", "w");
  each_line("include/applets.src.h", take_applets_line);
  if (fclose(applets) != 0)
    fail("cannot be written", "include/applets.h");
  for (i = 0; i < files.count; i++)
    each_line(files.word[i], take_sources);
  output = fopen("sources", "w");
  for (i = 0; i < sources.count; i++)
    fprintf(output, "%s\n", sources.word[i]);
  return fclose(output) != 0;
}
