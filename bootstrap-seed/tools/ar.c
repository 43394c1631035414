// ar.c: makes archives of object files, for as long as there is no other ar. Its index has every symbol that an
// object defines for others, the weak ones too, which tinycc's own ar leaves out; and it can add to an archive.
//
// ar r[MODIFIER...] ARCHIVE {FILE | @LIST}...   puts the files in place of members of their names, or after all others
// ar q[MODIFIER...] ARCHIVE {FILE | @LIST}...   puts the files after all members, whatever their names
//
// Times, owners and modes are never looked at. A list has names with white space between them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBER_LIMIT = 10000, HEADER = 60, NAME = 16, SIZE_AT = 48 };

struct member {
  const char *name;
  unsigned char *data;
  size_t size;
  size_t name_at;   // in the table of long names
  size_t offset;    // in the archive
  int symbols;
};

static struct member members[MEMBER_LIMIT];
static int count;
static int replace;

// The two special members, as they are to be written.
static char *names;         // of the index
static size_t names_size;
static char *long_names;
static size_t long_names_size;
static int symbols;

static void fail(const char *what, const char *name)
{
  fprintf(stderr, "ar: %s: %s\n", name, what);
  exit(1);
}

static void *grow(void *block, size_t size)
{
  block = realloc(block, size + 1);
  if (block == NULL)
    fail("out of memory", "malloc");
  return block;
}

// The whole file, with a 0 after it, or NULL if there is none.
static unsigned char *load(const char *name, size_t *size)
{
  FILE *file = fopen(name, "rb");
  unsigned char *data;
  if (file == NULL)
    return NULL;
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  fseek(file, 0, SEEK_SET);
  data = grow(NULL, *size);
  if (fread(data, 1, *size, file) != *size)
    fail("cannot be read", name);
  data[*size] = 0;
  fclose(file);
  return data;
}

static void put(int i, const char *name, unsigned char *data, size_t size)
{
  if (i == MEMBER_LIMIT)
    fail("too many members", name);
  if (i == count)
    count++;
  members[i].name = name;
  members[i].data = data;
  members[i].size = size;
}

static char *cut(const char *from, size_t length)
{
  char *text = grow(NULL, length);
  memcpy(text, from, length);
  text[length] = 0;
  return text;
}

// A member's name: "name/", or "/123", the place of "name/\n" in the table of long names.
static char *name_of(const char *header, const char *table)
{
  const char *from = header[0] == '/' && table ? table + strtoul(header + 1, NULL, 10) : header;
  const char *to = from;
  while (*to && *to != '/' && *to != '\n')
    to++;
  return cut(from, to - from);
}

static void read_archive(const char *archive)
{
  size_t size = 0;
  unsigned char *data = load(archive, &size);
  const char *table = NULL;
  size_t at = 8;
  if (data == NULL)
    return;
  if (size < 8 || memcmp(data, "!<arch>\n", 8) != 0)
    fail("is no archive", archive);
  while (at + HEADER <= size) {
    char *header = (char *)data + at;
    size_t length = strtoul(header + SIZE_AT, NULL, 10);
    at += HEADER;
    if (length > size - at)
      fail("is cut off", archive);
    if (memcmp(header, "// ", 3) == 0)
      table = (char *)data + at;
    else if (memcmp(header, "/ ", 2) != 0)
      put(count, name_of(header, table), data + at, length);
    at += length + length % 2;
  }
}

static unsigned long number(const unsigned char *from, int bytes)
{
  unsigned long value = 0;
  while (bytes-- > 0)
    value = value << 8 | from[bytes];
  return value;
}

// Adds to the index what an ELF object defines with another binding than local.
static void index_member(struct member *member)
{
  unsigned char *elf = member->data;
  unsigned long sections, strings, symbol, end;
  unsigned i, section_count;
  member->symbols = 0;
  if (member->size < 64 || memcmp(elf, "\177ELF\2\1", 6) != 0)
    return;
  sections = number(elf + 40, 8);
  section_count = number(elf + 60, 2);
  if (sections > member->size || section_count * 64 > member->size - sections)
    fail("is cut off", member->name);
  for (i = 0; i < section_count; i++) {
    unsigned char *section = elf + sections + i * 64;
    if (number(section + 4, 4) != 2)    // SHT_SYMTAB
      continue;
    strings = number(elf + sections + number(section + 40, 4) * 64 + 24, 8);
    symbol = number(section + 24, 8);
    end = symbol + number(section + 32, 8);
    for (; symbol < end; symbol += 24)
      if (elf[symbol + 4] >> 4 != 0 && number(elf + symbol + 6, 2) != 0) {
        char *name = (char *)elf + strings + number(elf + symbol, 4);
        size_t length = strlen(name) + 1;
        names = grow(names, names_size + length);
        memcpy(names + names_size, name, length);
        names_size += length;
        member->symbols++;
        symbols++;
      }
  }
}

static void name_member(struct member *member)
{
  size_t length = strlen(member->name);
  if (length < NAME)
    return;
  member->name_at = long_names_size;
  long_names = grow(long_names, long_names_size + length + 2);
  memcpy(long_names + long_names_size, member->name, length);
  memcpy(long_names + long_names_size + length, "/\n", 2);
  long_names_size += length + 2;
}

static void write_header(FILE *file, const char *name, size_t size)
{
  fprintf(file, "%-16s%-12d%-6d%-6d%-8s%-10lu`\n", name, 0, 0, 0, "100644", (unsigned long)size);
}

static void write_body(FILE *file, const void *data, size_t size)
{
  fwrite(data, 1, size, file);
  if (size % 2)
    fwrite("\n", 1, 1, file);
}

static void write_big_endian(FILE *file, size_t value)
{
  unsigned char bytes[4] = { value >> 24, value >> 16, value >> 8, value };
  fwrite(bytes, 1, 4, file);
}

static size_t even(size_t size)
{
  return size + size % 2;
}

static void write_archive(const char *archive)
{
  char name[32];
  size_t offset = 8;
  size_t index_size;
  FILE *file;
  int i, j;
  for (i = 0; i < count; i++) {
    index_member(&members[i]);
    name_member(&members[i]);
  }
  if (names_size % 2) {
    names = grow(names, names_size + 1);
    names[names_size++] = 0;
  }
  index_size = 4 + 4 * (size_t)symbols + names_size;
  offset += HEADER + index_size + (long_names_size ? HEADER + even(long_names_size) : 0);
  for (i = 0; i < count; i++) {
    members[i].offset = offset;
    offset += HEADER + even(members[i].size);
  }
  file = fopen(archive, "wb");
  if (file == NULL)
    fail("cannot be written", archive);
  fwrite("!<arch>\n", 1, 8, file);
  write_header(file, "/", index_size);
  write_big_endian(file, symbols);
  for (i = 0; i < count; i++)
    for (j = 0; j < members[i].symbols; j++)
      write_big_endian(file, members[i].offset);
  write_body(file, names, names_size);
  if (long_names_size) {
    write_header(file, "//", long_names_size);
    write_body(file, long_names, long_names_size);
  }
  for (i = 0; i < count; i++) {
    if (strlen(members[i].name) < NAME)
      sprintf(name, "%s/", members[i].name);
    else
      sprintf(name, "/%lu", (unsigned long)members[i].name_at);
    write_header(file, name, members[i].size);
    write_body(file, members[i].data, members[i].size);
  }
  if (fclose(file) != 0)
    fail("cannot be written", archive);
}

static void add(const char *name)
{
  size_t size = 0;
  const char *slash = strrchr(name, '/');
  unsigned char *data = load(name, &size);
  int i = replace ? 0 : count;
  if (data == NULL)
    fail("cannot be opened", name);
  name = slash ? slash + 1 : name;
  while (i < count && strcmp(members[i].name, name) != 0)
    i++;
  put(i, name, data, size);
}

static void add_list(const char *list)
{
  size_t size = 0;
  char *at = (char *)load(list, &size);
  if (at == NULL)
    fail("cannot be opened", list);
  while (*at) {
    char *from = at;
    while (*at && !strchr(" \t\n", *at))
      at++;
    if (at > from)
      add(cut(from, at - from));
    if (*at)
      at++;
  }
}

int main(int argc, char **argv)
{
  const char *operation = argc > 2 ? argv[1] + (argv[1][0] == '-') : "";
  int known = *operation != 0;
  int i;
  for (i = 0; operation[i]; i++)
    known = known && strchr("rqcusvDU", operation[i]);
  replace = strchr(operation, 'r') != NULL;
  if (!known || replace == (strchr(operation, 'q') != NULL))
    fail("{r | q}[cusvDU] ARCHIVE {FILE | @LIST}...", "usage");
  read_archive(argv[2]);
  for (i = 3; i < argc; i++)
    if (argv[i][0] == '@')
      add_list(argv[i] + 1);
    else
      add(argv[i]);
  write_archive(argv[2]);
  return 0;
}
