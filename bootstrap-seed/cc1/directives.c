// directives.c: the lines that start with #, and the stack of files being read.
//
// Tokens of groups that an #if skips are read and dropped.

enum {
  INCLUDE_LIMIT = 60,           // files inside files
  CONDITIONAL_LIMIT = 200,      // #if inside #if
  SEARCH_LIMIT = 60,            // -I directories
  PATH_LIMIT = 4000,

  SEEKING = 0,                  // the state of an #if: none of its groups is taken yet,
  READING,                      // the current group is,
  DONE                          // or all the rest is skipped
};

char *search[SEARCH_LIMIT];
long search_count;
long include_depth;

long conditional_place[CONDITIONAL_LIMIT];
long conditional_state[CONDITIONAL_LIMIT];
long conditional_else[CONDITIONAL_LIMIT];       // its #else was seen
long conditional_count;

struct macro *all_macros;       // of this unit
char path[PATH_LIMIT];

struct macro *define(struct name *name, long kind) {
  struct macro *m = (struct macro *)allocate(sizeof(struct macro));
  m->name = name;
  m->kind = kind;
  m->next = all_macros;
  all_macros = m;
  name->macro = m;
  return m;
}

void enter_source(struct source *s) {
  if (include_depth == INCLUDE_LIMIT)
    fail(source_place(), "#include is nested too deeply");
  include_depth++;
  s->outer = source;
  s->conditionals = conditional_count;
  source = s;
}

struct name *directive_name(char *error) {
  struct token *t = lex(source);
  if (t->kind != TOKEN_NAME)
    fail(t->place, error);
  return t->name;
}

// parameters := "(" [NAME {"," NAME}] ")"; the "(" is read already.
void define_parameters(struct macro *m, struct name **names) {
  struct token *t = lex(source);
  while (t->kind != ')') {
    if (m->parameters == PARAMETER_LIMIT)
      fail(t->place, "too many parameters of a macro");
    if (t->kind != TOKEN_NAME)
      fail(t->place, "bad parameter of a macro");
    names[m->parameters] = t->name;
    m->parameters++;
    t = lex(source);
    if (t->kind == ',')
      t = lex(source);
    else if (t->kind != ')')
      fail(t->place, "')' expected after a macro's parameters");
  }
}

// define := "#define" NAME ["(" parameters ")"] {token}
void directive_define(void) {
  struct name *name = directive_name("a name is expected after #define");
  struct name *parameters[PARAMETER_LIMIT];
  struct token *t = lex(source);
  struct macro *m;
  long from = collected_count;
  long i;
  m = define(name, MACRO_OBJECT);
  if (t->kind == '(' && !(t->flags & SPACE_BEFORE)) {
    m->kind = MACRO_FUNCTION;
    define_parameters(m, parameters);
    t = lex(source);
  }
  while (t->kind != TOKEN_EOL) {
    if (t->kind == TOKEN_NAME)
      for (i = 0; i < m->parameters; i++)
        if (parameters[i] == t->name) {
          t->kind = TOKEN_PARAMETER;
          t->length = i;
        }
    if (t->kind != TOKEN_PARAMETER && collected_count > from
        && collected[collected_count - 1]->kind == '#' && m->kind == MACRO_FUNCTION)
      fail(t->place, "# is not followed by a parameter");
    t->place = 0;
    collect(t);
    t = lex(source);
  }
  m->length = collected_count - from;
  if (m->length && (collected[from]->kind == PASTE || collected[collected_count - 1]->kind == PASTE
      || (m->kind == MACRO_FUNCTION && collected[collected_count - 1]->kind == '#')))
    fail(t->place, "# or ## at an end of a macro");
  m->body = collected_list(from);
}

// ---- #if ----

// The condition of a line #if, #elif, #ifdef or #ifndef.
long directive_condition(char *word) {
  struct name *name;
  if (same_word(word, "if") || same_word(word, "elif"))
    return if_expression();
  name = directive_name("a name is expected after #ifdef or #ifndef");
  return (name->macro != 0) == (word[2] == 'd');
}

// #if, #ifdef, #ifndef, #elif, #else and #endif; the result is 0 if the word is none of these.
long directive_conditional(char *word) {
  long at = conditional_count - 1;
  long state = skipping ? DONE : SEEKING;
  long is_else = same_word(word, "else");
  if (same_word(word, "if") || same_word(word, "ifdef") || same_word(word, "ifndef")) {
    if (conditional_count == CONDITIONAL_LIMIT)
      fail(source_place(), "#if is nested too deeply");
    at++;
    conditional_count++;
    conditional_place[at] = source_place();
    conditional_else[at] = 0;
  } else if (is_else || same_word(word, "elif") || same_word(word, "endif")) {
    if (conditional_count == source->conditionals)
      fail_named(source_place(), "there is no #if before", word);
    if (same_word(word, "endif")) {
      conditional_count--;
      skipping = at > 0 && conditional_state[at - 1] != READING;
      return 1;
    }
    if (conditional_else[at])
      fail(source_place(), "#else or #elif after #else");
    conditional_else[at] = is_else;
    state = conditional_state[at] == SEEKING ? SEEKING : DONE;
  } else
    return 0;
  if (state == SEEKING) {
    skipping = 0;               // for the condition
    if (is_else || directive_condition(word))
      state = READING;
  }
  conditional_state[at] = state;
  skipping = state != READING;
  return 1;
}

// ---- #include ----

// Opens directory/name if there is such a file; the first `length` bytes of directory count.
struct source *try_include(char *directory, long length, char *name, long name_length) {
  if (length + name_length + 2 > PATH_LIMIT)
    fail(source_place(), "a path is too long");
  copy_bytes(path, directory, length);
  if (length && path[length - 1] != '/') {
    path[length] = '/';
    length++;
  }
  copy_bytes(path + length, name, name_length);
  path[length + name_length] = 0;
  return load_source(path);
}

// include := "#include" (STRING | "<" ... ">")
struct source *directive_include(void) {
  struct source *s = 0;
  char *current = file_names[source->file];
  char *name;
  long close;
  long length = 0;
  long i;
  skip_space(source);
  close = *source->at == '<' ? '>' : '\"';
  if (*source->at != '<' && *source->at != '\"')
    fail(source_place(), "a file name is expected after #include");
  name = source->at + 1;
  while (name[length] != close) {
    if (name[length] == '\n')
      fail(source_place(), "a file name after #include does not end");
    length++;
  }
  source->at = name + length + 1;
  if (close == '\"') {
    i = text_length(current);
    while (i && current[i - 1] != '/')
      i--;
    s = try_include(current, i, name, length);
  }
  for (i = 0; i < search_count && !s; i++)
    s = try_include(search[i], text_length(search[i]), name, length);
  if (!s)
    fail_named(source_place(), "cannot open the included file", find_name(name, length)->text);
  return s;
}

// directive := "#" [word ...] end of line; the "#" is read already.
void directive(void) {
  struct token *t;
  struct source *included = 0;
  char *word;
  long length = 0;
  in_directive = 1;
  t = lex(source);
  word = t->kind == TOKEN_NAME ? t->name->text : "";
  if (directive_conditional(word) || skipping)
    ;
  else if (same_word(word, "define"))
    directive_define();
  else if (same_word(word, "undef"))
    directive_name("a name is expected after #undef")->macro = 0;
  else if (same_word(word, "include"))
    included = directive_include();
  else if (same_word(word, "error")) {
    t = lex(source);
    while (t->text[length] != '\n' && t->text[length])
      length++;
    fail_named(source_place(), "#error", find_name(t->text, length)->text);
  } else if (t->kind != TOKEN_EOL && !same_word(word, "pragma"))
    fail(source_place(), "unknown directive");
  drop_contexts();
  while (lex(source)->kind != TOKEN_EOL)
    ;
  in_directive = 0;
  if (included)
    enter_source(included);
}

// The next token of the innermost file, directives obeyed and ended files left.
struct token *next_from_file(void) {
  struct token *t;
  while (1) {
    t = lex(source);
    if (t->kind == '#' && t->flags & LINE_START && !in_directive) {
      directive();
      continue;
    }
    if (in_directive || (t->kind != TOKEN_END && !skipping))
      return t;
    if (t->kind != TOKEN_END)
      continue;
    if (conditional_count > source->conditionals)
      fail(conditional_place[conditional_count - 1], "unterminated #if");
    if (!source->outer)
      return t;
    source = source->outer;
    include_depth--;
  }
}

// Starts a unit: the predefined macros, which `predefined` spells as #define lines, then the file.
void begin_preprocess(struct source *s, char *predefined) {
  struct source *options = (struct source *)allocate(sizeof(struct source));
  struct macro *m = all_macros;
  while (m) {
    m->name->macro = 0;
    m = m->next;
  }
  all_macros = 0;
  drop_contexts();
  end_token = new_token(TOKEN_END, "", 0, 0);
  define(name_of("__LINE__"), MACRO_LINE);
  define(name_of("__FILE__"), MACRO_FILE);
  options->at = predefined;
  options->end = predefined + text_length(predefined);
  options->line = 1;
  options->fresh = LINE_START;
  options->file = file_index("<predefined>");
  source = 0;
  include_depth = 0;
  enter_source(s);
  enter_source(options);
}
