// directives.c: the lines that start with #, and the stack of files being read.
//
// Groups that an #if leaves out are skipped by lines, not by tokens, so they cost little.

enum {
  INCLUDE_LIMIT = 60,           // files inside files
  CONDITIONAL_LIMIT = 200,      // #if inside #if
  SEARCH_LIMIT = 60,            // -I directories
  PATH_LIMIT = 4000
};

long if_conditional(long live);

char *search[SEARCH_LIMIT];
long search_count;
long include_depth;

long conditional_place[CONDITIONAL_LIMIT];
long conditional_taken[CONDITIONAL_LIMIT];      // a group of this #if was, or is being, read
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

// parameters := "(" [NAME {"," NAME}] ["..."] ")"; the "(" is read already.
void define_parameters(struct macro *m, struct name **names) {
  struct token *t = lex(source);
  while (t->kind != ')') {
    if (m->parameters == PARAMETER_LIMIT)
      fail(t->place, "too many parameters of a macro");
    if (t->kind == ELLIPSIS) {
      m->variadic = 1;
      names[m->parameters] = name_of("__VA_ARGS__");
    } else if (t->kind == TOKEN_NAME)
      names[m->parameters] = t->name;
    else
      fail(t->place, "bad parameter of a macro");
    m->parameters++;
    t = lex(source);
    if (t->kind == ',' && !m->variadic)
      t = lex(source);
    else if (t->kind != ')')
      fail(t->place, "')' expected behind a macro's parameters");
  }
}

// define := "#define" NAME ["(" parameters ")"] {token}
void directive_define(void) {
  struct name *name = directive_name("a name is expected behind #define");
  struct name *parameters[PARAMETER_LIMIT];
  struct token *t = lex(source);
  struct macro *m;
  long from = collected_count;
  long i;
  if (name == name_of("defined"))
    fail(source_place(), "'defined' cannot be a macro");
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
    if (t->kind == PASTE)
      m->pastes = 1;
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

// ---- #if expressions ----

struct token *if_token;
long if_unsigned;               // the value computed last is unsigned
long if_depth;

void if_next(void) {
  if_token = next_expanded();
}

// primary := "defined" NAME | "defined" "(" NAME ")" | NUMBER | CHARACTER | NAME
//          | "(" conditional ")" | ("!" | "~" | "-" | "+") primary
long if_primary(long live) {
  long value = 0;
  long kind = if_token->kind;
  struct token *t;
  long parenthesis;
  if_unsigned = 0;
  if_depth++;
  if (if_depth > 200)
    fail(source_place(), "#if expression is nested too deeply");
  if (kind == '!' || kind == '~' || kind == '-' || kind == '+') {
    if_next();
    value = if_primary(live);
    if (kind == '!') {
      value = !value;
      if_unsigned = 0;
    } else
      value = kind == '~' ? ~value : kind == '-' ? -value : value;
  } else if (kind == '(') {
    if_next();
    value = if_conditional(live);
    if (if_token->kind != ')')
      fail(source_place(), "')' expected in an #if expression");
    if_next();
  } else if (kind == TOKEN_NAME) {
    if (if_token->name == name_of("defined")) {
      t = next_raw();
      parenthesis = t->kind == '(';
      if (parenthesis)
        t = next_raw();
      if (t->kind != TOKEN_NAME)
        fail(source_place(), "a name is expected behind defined");
      value = t->name->macro != 0;
      if (parenthesis && next_raw()->kind != ')')
        fail(source_place(), "')' expected behind defined");
    }
    if_next();
  } else if (kind == TOKEN_NUMBER || kind == TOKEN_CHARACTER) {
    if (kind == TOKEN_NUMBER) {
      read_number(if_token, source_place());
      if (number_floating)
        fail(source_place(), "floating constant in an #if expression");
      if_unsigned = number_unsigned;
    } else
      read_character(if_token, source_place());
    value = number_value;
    if_next();
  } else
    fail(source_place(), "bad #if expression");
  if_depth--;
  return value;
}

// binary := primary {operator primary}, by precedence (constants.c)
long if_binary(long lowest, long live) {
  long left = if_primary(live);
  long is_unsigned = if_unsigned;
  long right;
  long kind;
  while (precedence(if_token->kind) >= lowest) {
    kind = if_token->kind;
    if_next();
    if (kind == AND_AND || kind == OR_OR) {
      right = if_binary(precedence(kind) + 1, live && (left != 0) == (kind == AND_AND));
      left = kind == AND_AND ? left && right : left || right;
      is_unsigned = 0;
      continue;
    }
    right = if_binary(precedence(kind) + 1, live);
    if (kind != SHIFT_LEFT && kind != SHIFT_RIGHT)
      is_unsigned = is_unsigned || if_unsigned;
    if (right == 0 && (kind == '/' || kind == '%')) {
      if (live)
        fail(source_place(), "division by zero in an #if expression");
      right = 1;
    }
    left = compute(kind, left, right, is_unsigned);
    if (precedence(kind) == PRECEDENCE_EQUAL || precedence(kind) == PRECEDENCE_LESS)
      is_unsigned = 0;
  }
  if_unsigned = is_unsigned;
  return left;
}

// conditional := binary ["?" conditional ":" conditional]
long if_conditional(long live) {
  long value = if_binary(1, live);
  long yes;
  long no;
  long yes_unsigned;
  if (if_token->kind == '?') {
    if_next();
    yes = if_conditional(live && value);
    yes_unsigned = if_unsigned;
    if (if_token->kind != ':')
      fail(source_place(), "':' expected in an #if expression");
    if_next();
    no = if_conditional(live && !value);
    if_unsigned = if_unsigned || yes_unsigned;
    return value ? yes : no;
  }
  return value;
}

long if_expression(void) {
  long value;
  if_depth = 0;
  if_next();
  value = if_conditional(1);
  if (if_token->kind != TOKEN_EOL)
    fail(source_place(), "extra tokens behind an #if expression");
  drop_contexts();
  return value;
}

// Skips groups until one is to be read, or the #endif is reached.
void skip_groups(void) {
  long depth = 0;
  struct token *t;
  char *word;
  long taken = conditional_count - 1;
  while (1) {
    in_directive = 0;
    skip_space(source);
    if (source->at >= source->end)
      fail(conditional_place[taken], "unterminated #if");
    if (*source->at != '#') {
      skip_line(source);
      continue;
    }
    in_directive = 1;
    lex(source);
    t = lex(source);
    word = t->kind == TOKEN_NAME ? t->name->text : "";
    if (same_word(word, "if") || same_word(word, "ifdef") || same_word(word, "ifndef"))
      depth++;
    else if (depth == 0 && (same_word(word, "elif") || same_word(word, "else"))) {
      if (conditional_else[taken])
        fail(source_place(), "#else or #elif behind #else");
      conditional_else[taken] = same_word(word, "else");
      if (!conditional_taken[taken] && (conditional_else[taken] || if_expression())) {
        conditional_taken[taken] = 1;
        return;
      }
    } else if (same_word(word, "endif")) {
      if (depth == 0) {
        conditional_count--;
        return;
      }
      depth--;
    }
    in_directive = 0;
    skip_line(source);
  }
}

void open_conditional(long value) {
  if (conditional_count == CONDITIONAL_LIMIT)
    fail(source_place(), "#if is nested too deeply");
  conditional_place[conditional_count] = source_place();
  conditional_taken[conditional_count] = value;
  conditional_else[conditional_count] = 0;
  conditional_count++;
  if (!value) {
    skip_line(source);
    skip_groups();
  }
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

// include := "#include" (STRING | "<" ... ">" | tokens that expand to one of these)
struct source *directive_include(void) {
  struct token *t;
  struct source *s = 0;
  char *current = file_names[source->file];
  char *name = spelling;
  long length = 0;
  long i;
  skip_space(source);
  if (*source->at == '<') {
    name = source->at + 1;
    for (length = 0; name[length] != '>'; length++)
      if (name[length] == '\n')
        fail(source_place(), "'>' expected behind #include");
  } else if ((t = next_expanded())->kind == TOKEN_STRING) {
    name = t->text + 1;
    length = t->length - 2;
    i = text_length(current);
    while (i && current[i - 1] != '/')
      i--;
    s = try_include(current, name[0] == '/' ? 0 : i, name, length);
  } else if (t->kind == '<') {
    spelling_length = 0;
    t = next_expanded();
    while (t->kind != '>') {
      if (t->kind == TOKEN_EOL)
        fail(source_place(), "'>' expected behind #include");
      spell_token(t);
      t = next_expanded();
    }
    length = spelling_length;
  } else
    fail(source_place(), "a file name is expected behind #include");
  for (i = 0; i < search_count && !s; i++)
    s = try_include(search[i], text_length(search[i]), name, length);
  if (!s)
    fail_named(source_place(), "cannot open the included file",
               find_name(name, length)->text);
  return s;
}

// line := "#line" NUMBER [STRING]
void directive_line(void) {
  struct token *t = next_expanded();
  if (t->kind != TOKEN_NUMBER)
    fail(source_place(), "a number is expected behind #line");
  read_number(t, source_place());
  long line = number_value;
  if (number_floating || line < 0 || line > 2147483647)
    fail(source_place(), "bad number behind #line");
  t = next_expanded();
  if (t->kind == TOKEN_STRING)
    source->file = file_index(find_name(t->text + 1, t->length - 2)->text);
  source->line = line - 1;
}

// directive := "#" [word ...] end of line; the "#" is read already.
void directive(void) {
  struct token *t;
  struct source *included = 0;
  struct name *name;
  char *word;
  long value;
  in_directive = 1;
  t = lex(source);
  word = t->kind == TOKEN_NAME ? t->name->text : "";
  if (same_word(word, "define"))
    directive_define();
  else if (same_word(word, "undef"))
    directive_name("a name is expected behind #undef")->macro = 0;
  else if (same_word(word, "include"))
    included = directive_include();
  else if (same_word(word, "ifdef") || same_word(word, "ifndef")) {
    name = directive_name("a name is expected behind #ifdef or #ifndef");
    open_conditional((name->macro != 0) == (word[2] == 'd'));
  } else if (same_word(word, "if")) {
    value = if_expression();
    open_conditional(value != 0);
  } else if (same_word(word, "elif") || same_word(word, "else")) {
    if (conditional_count == source->conditionals)
      fail(source_place(), "#else or #elif without #if");
    if (conditional_else[conditional_count - 1])
      fail(source_place(), "#else or #elif behind #else");
    conditional_else[conditional_count - 1] = same_word(word, "else");
    skip_line(source);
    skip_groups();
  } else if (same_word(word, "endif")) {
    if (conditional_count == source->conditionals)
      fail(source_place(), "#endif without #if");
    conditional_count--;
  } else if (same_word(word, "error")) {
    t = lex(source);
    value = 0;
    while (t->text[value] != '\n' && t->text[value])
      value++;
    fail_named(source_place(), "#error", find_name(t->text, value)->text);
  } else if (same_word(word, "line"))
    directive_line();
  else if (t->kind != TOKEN_EOL && !same_word(word, "pragma"))
    fail(source_place(), "unknown directive");
  drop_contexts();
  in_directive = 0;
  skip_line(source);
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
    if (t->kind != TOKEN_END || in_directive)
      return t;
    if (conditional_count > source->conditionals)
      fail(conditional_place[conditional_count - 1], "unterminated #if");
    if (!source->outer)
      return t;
    source = source->outer;
    include_depth--;
  }
}

// Starts a unit: the predefined macros and those of the command line, which `predefined` spells
// as #define lines, then the file itself.
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
  options->file = file_index("<command line>");
  source = 0;
  include_depth = 0;
  enter_source(s);
  enter_source(options);
}
