// main.c: the command line.
//
// cc1 -o OUT [-I DIR]... FILE.c...

enum { UNIT_LIMIT = 200 };

char *units[UNIT_LIMIT];
char *predefined =
  "#define __x86_64__ 1\n"
  "#define __linux__ 1\n"
  "#define __CC1__ 1\n"
  "#define __STDC__ 1\n"
  "#define __DATE__ \"Jan  1 1970\"\n"
  "#define __TIME__ \"00:00:00\"\n";

long main(long argc, char **argv) {
  char *out = 0;
  char *value;
  struct source *s;
  long unit_count = 0;
  long i;
  long letter;
  lex_begin();
  types_begin();
  for (i = 1; i < argc; i++) {
    letter = argv[i][0] == '-' ? argv[i][1] : 0;
    if (letter == 'o' || letter == 'I') {
      value = argv[i] + 2;
      if (*value == 0) {
        i++;
        if (i == argc)
          fail_named(0, "a value is missing after", argv[i - 1]);
        value = argv[i];
      }
      if (letter == 'o')
        out = value;
      else {
        if (search_count == SEARCH_LIMIT)
          fail(0, "too many -I options");
        search[search_count] = value;
        search_count++;
      }
    } else if (letter)
      fail_named(0, "unknown option", argv[i]);
    else {
      if (unit_count == UNIT_LIMIT)
        fail(0, "too many source files");
      units[unit_count] = argv[i];
      unit_count++;
    }
  }
  if (!out || unit_count == 0)
    fail(0, "usage: cc1 -o OUT [-I DIR]... FILE.c...");
  for (i = 0; i < unit_count; i++) {
    s = load_source(units[i]);
    if (!s)
      fail_named(0, "cannot open", units[i]);
    unit(s, predefined);
  }
  write_executable(out);
  return 0;
}
