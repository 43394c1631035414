// preprocess.c: macro expansion.
//
// The hard idea: expanding a macro must not go round for ever when its body names the macro again.
// Tokens come from a stack of contexts: macro bodies being read, below them the file. A macro is
// disabled while its body is on the stack; a token that names a disabled macro is painted, and a
// painted token is never expanded, not even later when the macro is enabled again. That gives the
// same result as the hide sets of the C standard's authors, with one bit a token and one a macro.
//
// Arguments are expanded alone, before they are put in place: a context with a barrier ends the
// reading as if the file ended there.

enum {
  CONTEXT_LIMIT = 2000,         // macros inside macros
  COLLECT_LIMIT = 200000,       // tokens of one directive or of all arguments being collected
  PARAMETER_LIMIT = 100,        // parameters of one macro
  SPELLING_LIMIT = 70000,       // bytes that # or ## make

  MACRO_OBJECT = 0, MACRO_FUNCTION, MACRO_LINE, MACRO_FILE
};

struct macro {
  struct name *name;
  long kind;
  long parameters;
  struct token **body;
  long length;
  long disabled;
  struct macro *next;           // in the list of all macros of this unit
};

struct context {
  struct token **at;
  struct token **end;
  struct macro *macro;          // enabled again when this context is done
  long space;                   // flags for the first token, or -1 to leave them
  long barrier;
};

struct token *next_from_file(void);      // directives.c
struct token *next_expanded(void);

struct context contexts[CONTEXT_LIMIT];
long context_count;

// Tokens on their way into a list of known length: a stack, as collecting may nest.
struct token *collected[COLLECT_LIMIT];
long collected_count;

struct token *end_token;

void collect(struct token *t) {
  if (collected_count == COLLECT_LIMIT)
    fail(source_place(), "macro arguments are too long");
  collected[collected_count] = t;
  collected_count++;
}

// Moves what was collected from index `from` on to a list of its own.
struct token **collected_list(long from) {
  long count = collected_count - from;
  struct token **list = (struct token **)allocate(count * 8);
  long i;
  for (i = 0; i < count; i++)
    list[i] = collected[from + i];
  collected_count = from;
  return list;
}

struct context *push_context(struct token **list, long length, struct macro *macro, long space) {
  struct context *c;
  if (context_count == CONTEXT_LIMIT)
    fail(source_place(), "macros are nested too deeply");
  c = &contexts[context_count];
  context_count++;
  c->at = list;
  c->end = list + length;
  c->macro = macro;
  c->space = space;
  c->barrier = 0;
  if (macro)
    macro->disabled = 1;
  return c;
}

void push_back(struct token *t) {
  struct token **list = (struct token **)allocate(8);
  list[0] = t;
  push_context(list, 1, 0, -1);
}

// The next token, not expanded.
struct token *next_raw(void) {
  struct context *c;
  struct token *t;
  while (context_count) {
    c = &contexts[context_count - 1];
    if (c->at < c->end) {
      t = *c->at;
      c->at++;
      if (c->space >= 0) {
        if ((t->flags & SPACE_BEFORE) != c->space)
          t = copy_token(t, (t->flags & -2) | c->space);
        c->space = -1;
      }
      return t;
    }
    if (c->barrier)
      return end_token;
    if (c->macro)
      c->macro->disabled = 0;
    context_count--;
  }
  return next_from_file();
}

// Forgets whatever is still to be read of macros: at the end of a directive.
void drop_contexts(void) {
  while (context_count) {
    context_count--;
    if (contexts[context_count].macro)
      contexts[context_count].macro->disabled = 0;
  }
}

// ---- # and ## ----

char spelling[SPELLING_LIMIT];
long spelling_length;

void spell(long c) {
  if (spelling_length == SPELLING_LIMIT)
    fail(source_place(), "# or ## makes too long a token");
  spelling[spelling_length] = c;
  spelling_length++;
}

void spell_token(struct token *t) {
  long i;
  for (i = 0; i < t->length; i++)
    spell(t->text[i]);
}

char *spelled(void) {
  char *text = allocate(spelling_length + 2);
  copy_bytes(text, spelling, spelling_length);
  return text;
}

// # parameter: the argument's spelling as a string; one space where there was any.
struct token *stringise(struct token **argument, long length) {
  long i;
  long j;
  struct token *t;
  spelling_length = 0;
  spell('\"');
  for (i = 0; i < length; i++) {
    t = argument[i];
    if (i && t->flags & SPACE_BEFORE)
      spell(' ');
    for (j = 0; j < t->length; j++) {
      if ((t->kind == TOKEN_STRING || t->kind == TOKEN_CHARACTER)
          && (t->text[j] == '\"' || t->text[j] == '\\'))
        spell('\\');
      spell(t->text[j]);
    }
  }
  spell('\"');
  return new_token(TOKEN_STRING, spelled(), spelling_length, 0);
}

// left ## right: the two spellings read again must be one token.
struct token *paste(struct token *left, struct token *right) {
  struct source joined;
  struct token *t;
  spelling_length = 0;
  spell_token(left);
  spell_token(right);
  joined.at = spelled();
  joined.end = joined.at + spelling_length;
  joined.at[spelling_length] = '\n';
  joined.line = source->line;
  joined.file = source->file;
  joined.fresh = 0;
  long saved = in_directive;
  in_directive = 1;
  t = lex(&joined);
  in_directive = saved;
  if (joined.at != joined.end || t->kind == TOKEN_EOL)
    fail_named(source_place(), "## does not make one token of",
               find_name(spelling, spelling_length)->text);
  t->flags = left->flags & SPACE_BEFORE;
  return t;
}

// ---- calls of function-like macros ----

struct argument {
  struct token **raw;
  long raw_length;
  struct token **expanded;      // 0 until it is needed
  long expanded_length;
};

// Reads the arguments after a macro's "(" into `list`.
void read_arguments(struct macro *m, struct argument *list, long place) {
  long count = 0;
  long depth = 0;
  long from = collected_count;
  struct token *t;
  while (1) {
    t = next_raw();
    if (t->kind == TOKEN_END || t->kind == TOKEN_EOL)
      fail(place, "a macro's arguments do not end");
    if (depth == 0 && (t->kind == ')' || t->kind == ',')) {
      if (count < m->parameters) {
        list[count].raw_length = collected_count - from;
        list[count].raw = collected_list(from);
        list[count].expanded = 0;
      } else if (collected_count > from || t->kind == ',')
        fail(place, "too many arguments for a macro");
      count++;
      if (t->kind == ')')
        break;
    } else {
      if (t->kind == '(')
        depth++;
      if (t->kind == ')')
        depth--;
      collect(t);
    }
  }
  if (count < m->parameters)
    fail(place, "too few arguments for a macro");
}

void expand_argument(struct argument *a) {
  long from = collected_count;
  struct token *t;
  struct context *c;
  if (a->expanded)
    return;
  c = push_context(a->raw, a->raw_length, 0, -1);
  c->barrier = 1;
  while (1) {
    t = next_expanded();
    if (t == end_token)
      break;
    collect(t);
  }
  context_count--;
  a->expanded_length = collected_count - from;
  a->expanded = collected_list(from);
}

// Builds the replacement of one macro call from its body and arguments, and pushes it.
void substitute(struct macro *m, struct argument *arguments, long space) {
  long from = collected_count;  // where the result starts
  long chain = from;            // where the operand left of a ## starts
  long start;                   // where the present operand starts
  long pasting = 0;
  long i;
  long j;
  struct token *t;
  struct argument *a;
  for (i = 0; i < m->length; i++) {
    t = m->body[i];
    if (t->kind == PASTE && i && i + 1 < m->length) {
      pasting = 1;
      continue;
    }
    start = collected_count;
    if (!pasting)
      chain = start;
    if (t->kind == '#' && m->kind == MACRO_FUNCTION) {
      i++;
      a = &arguments[m->body[i]->length];
      collect(stringise(a->raw, a->raw_length));
    } else if (t->kind == TOKEN_PARAMETER) {
      a = &arguments[t->length];
      if (pasting || (i + 1 < m->length && m->body[i + 1]->kind == PASTE)) {
        for (j = 0; j < a->raw_length; j++)
          collect(a->raw[j]);
      } else {
        expand_argument(a);
        for (j = 0; j < a->expanded_length; j++)
          collect(a->expanded[j]);
      }
      if (collected_count > start)
        collected[start] = copy_token(collected[start],
            (collected[start]->flags & PAINTED) | (t->flags & SPACE_BEFORE));
    } else
      collect(t);
    if (pasting && start > chain && collected_count > start) {
      collected[start - 1] = paste(collected[start - 1], collected[start]);
      for (j = start; j + 1 < collected_count; j++)
        collected[j] = collected[j + 1];
      collected_count--;
    }
    pasting = 0;
  }
  i = collected_count - from;
  push_context(collected_list(from), i, m, space);
}

struct token *number_token(long value) {
  char *text = decimal(value);
  return new_token(TOKEN_NUMBER, text, text_length(text), 0);
}

struct token *string_token(char *content) {
  struct token *whole = new_token(TOKEN_NAME, content, text_length(content), 0);
  return stringise(&whole, 1);
}

// defined := "defined" NAME | "defined" "(" NAME ")", as 0 or 1; the "defined" is read already.
struct token *defined_token(void) {
  struct token *t = next_raw();
  long parenthesis = t->kind == '(';
  if (parenthesis)
    t = next_raw();
  if (t->kind != TOKEN_NAME)
    fail(source_place(), "a name is expected after defined");
  if (parenthesis && next_raw()->kind != ')')
    fail(source_place(), "')' expected after defined");
  return number_token(t->name->macro != 0);
}

// The next token with all macros expanded.
struct token *next_expanded(void) {
  struct token *t;
  struct token *ahead;
  struct macro *m;
  long space;
  long place;
  struct argument *arguments;
  while (1) {
    t = next_raw();
    if (in_directive && t->kind == TOKEN_NAME && t->name == name_of("defined"))
      return defined_token();
    if (t->kind != TOKEN_NAME || !t->name->macro || t->flags & PAINTED)
      return t;
    m = t->name->macro;
    space = t->flags & SPACE_BEFORE;
    if (m->disabled)
      return copy_token(t, t->flags | PAINTED);
    place = t->place ? t->place : source_place();
    if (m->kind == MACRO_LINE)
      return number_token(source->line);
    if (m->kind == MACRO_FILE)
      return string_token(file_names[source->file]);
    if (m->kind == MACRO_OBJECT) {
      substitute(m, 0, space);
    } else {
      ahead = next_raw();
      if (ahead->kind != '(') {
        if (ahead != end_token)
          push_back(ahead);
        return t;
      }
      arguments = (struct argument *)allocate(m->parameters * sizeof(struct argument));
      read_arguments(m, arguments, place);
      substitute(m, arguments, space);
    }
  }
}
