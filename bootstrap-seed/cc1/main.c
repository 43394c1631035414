// main.c: the command line.
//
// cc1 -o OUT [-I DIR]... [-D NAME[=VALUE]]... FILE.c...

enum { UNIT_LIMIT = 200, PREDEFINED_LIMIT = 20000 };

char predefined[PREDEFINED_LIMIT];
long predefined_length;
char *units[UNIT_LIMIT];

void predefine_text(char *text, long length) {
  if (predefined_length + length >= PREDEFINED_LIMIT - 1)
    fail(0, "too many -D options");
  copy_bytes(predefined + predefined_length, text, length);
  predefined_length = predefined_length + length;
}

// Turns NAME=VALUE into a line "#define NAME VALUE"; without a value it is 1.
void predefine(char *option) {
  long name_length = 0;
  while (option[name_length] && option[name_length] != '=')
    name_length++;
  predefine_text("#define ", 8);
  predefine_text(option, name_length);
  predefine_text(" ", 1);
  if (option[name_length])
    predefine_text(option + name_length + 1, text_length(option + name_length + 1));
  else
    predefine_text("1", 1);
  predefine_text("\n", 1);
}

long main(long argc, char **argv) {
  char *out = 0;
  char *value;
  struct source *s;
  long unit_count = 0;
  long i;
  long letter;
  lex_begin();
  types_begin();
  predefine("__x86_64__");
  predefine("__linux__");
  predefine("__CC1__");
  predefine("__STDC__");
  predefine("__DATE__=\"Jan  1 1970\"");
  predefine("__TIME__=\"00:00:00\"");
  for (i = 1; i < argc; i++) {
    letter = argv[i][0] == '-' ? argv[i][1] : 0;
    if (letter == 'o' || letter == 'I' || letter == 'D') {
      value = argv[i] + 2;
      if (*value == 0) {
        i++;
        if (i == argc)
          fail_named(0, "a value is missing behind", argv[i - 1]);
        value = argv[i];
      }
      if (letter == 'o')
        out = value;
      else if (letter == 'D')
        predefine(value);
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
    fail(0, "usage: cc1 -o OUT [-I DIR]... [-D NAME[=VALUE]]... FILE.c...");
  for (i = 0; i < unit_count; i++) {
    s = load_source(units[i]);
    if (!s)
      fail_named(0, "cannot open", units[i]);
    unit(s, predefined);
  }
  write_executable(out);
  return 0;
}
