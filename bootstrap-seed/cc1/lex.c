// lex.c: from the bytes of a file to preprocessing tokens.
//
// Backslash-newline pairs are taken out while a file is loaded; the newlines removed are put back
// after the end of that logical line, so that later lines keep their numbers. After that a token
// is a plain run of bytes in the buffer, and a struct token only points there.
//
// Tokens are never changed once made: macro bodies and arguments share them.

enum {
  TOKEN_END = 128,              // end of input; single-character tokens are their own ASCII code
  TOKEN_EOL,                    // end of a directive's line
  TOKEN_NAME, TOKEN_NUMBER, TOKEN_CHARACTER, TOKEN_STRING,
  TOKEN_PARAMETER,              // in a macro body only
  TOKEN_STRAY,                  // a byte that starts no token

  SHL_ASSIGN, SHR_ASSIGN, ADD_ASSIGN, SUB_ASSIGN, MUL_ASSIGN, DIV_ASSIGN, REM_ASSIGN,
  AND_ASSIGN, OR_ASSIGN, XOR_ASSIGN,
  ELLIPSIS, ARROW, INCREMENT, DECREMENT, SHIFT_LEFT, SHIFT_RIGHT, LESS_EQUAL, GREATER_EQUAL,
  EQUAL, NOT_EQUAL, AND_AND, OR_OR, PASTE, PUNCTUATORS_END,

  INT, CHAR, SHORT, LONG, SIGNED, UNSIGNED, FLOAT, DOUBLE, VOID,
  AUTO, CONST, EXTERN, INLINE, REGISTER, RESTRICT, STATIC, TYPEDEF, VOLATILE, ENUM, STRUCT, UNION,
  ATTRIBUTE, TYPE_WORDS_END,    // up to here: what can start a declaration
  BREAK = TYPE_WORDS_END, CASE, CONTINUE, DEFAULT, DO, ELSE, FOR, GOTO, IF, RETURN, SIZEOF, SWITCH,
  WHILE, ASM, KEYWORDS_END,

  SPACE_BEFORE = 1,             // flags: white space before it,
  LINE_START = 2,               // first on its line,
  PAINTED = 4                   // a macro's name met inside its own expansion: never expand
};

// The punctuators of several characters in the order of their token kinds; a longer one comes
// before those that it begins with.
char *punctuator_texts[] = {
  "<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
  "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "##"
};

// The keywords in the order of their token kinds.
char *keyword_texts[] = {
  "int", "char", "short", "long", "signed", "unsigned", "float", "double", "void",
  "auto", "const", "extern", "inline", "register", "restrict", "static", "typedef", "volatile",
  "enum", "struct", "union", "__attribute__",
  "break", "case", "continue", "default", "do", "else", "for", "goto", "if", "return", "sizeof",
  "switch", "while", "__asm__"
};

struct token {
  long kind;
  long flags;
  struct name *name;            // of a TOKEN_NAME
  char *text;                   // the spelling, quotes included
  long length;                  // ... and its length; the index of a TOKEN_PARAMETER
  long place;                   // 0 in a macro's body
};

struct source {                 // a file being read
  char *at;
  char *end;
  long line;
  long file;
  long fresh;                   // no token seen yet on this line
  long conditionals;            // open #if groups when the file was entered
  struct source *outer;
};

enum { CLASS_OTHER, CLASS_LETTER, CLASS_DIGIT, CLASS_SPACE };

char class_of[256];
struct source *source;
long in_directive;              // a newline ends the line: give TOKEN_EOL
long skipping;                  // in a group that an #if skips: nothing in it is an error

void lex_begin(void) {
  long c;
  for (c = 0; c < 26; c++) {
    class_of['a' + c] = CLASS_LETTER;
    class_of['A' + c] = CLASS_LETTER;
  }
  class_of['_'] = CLASS_LETTER;
  for (c = '0'; c <= '9'; c++)
    class_of[c] = CLASS_DIGIT;
  class_of[' '] = CLASS_SPACE;
  for (c = '\t'; c <= '\r'; c++)
    if (c != '\n')
      class_of[c] = CLASS_SPACE;
  for (c = INT; c < KEYWORDS_END; c++)
    name_of(keyword_texts[c - INT])->keyword = c;
}

// Joins continued lines in place and makes sure that the text ends with a newline; the zero byte
// after it stops every scan.
struct source *load_source(char *path) {
  char *from = read_file(path);
  char *to = from;
  char *end = from + file_length;
  long removed = 0;
  struct source *s;
  if (!from)
    return 0;
  allocate(16);
  s = (struct source *)allocate(sizeof(struct source));
  s->at = from;
  while (from < end) {
    if (*from == '\\' && from[1] == '\n' && from + 2 < end) {
      from = from + 2;
      removed++;
    } else if (*from == '\n') {
      from++;
      do {
        *to = '\n';
        to++;
        removed--;
      } while (removed >= 0);
      removed = 0;
    } else {
      *to = *from;
      to++;
      from++;
    }
  }
  if (to == s->at || to[-1] != '\n') {
    *to = '\n';
    to++;
  }
  *to = 0;
  s->end = to;
  s->line = 1;
  s->fresh = LINE_START;
  s->file = file_index(path);
  return s;
}

struct token *new_token(long kind, char *text, long length, long place) {
  struct token *t = (struct token *)allocate(sizeof(struct token));
  t->kind = kind;
  t->text = text;
  t->length = length;
  t->place = place;
  return t;
}

struct token *copy_token(struct token *t, long flags) {
  struct token *copy = new_token(t->kind, t->text, t->length, t->place);
  copy->name = t->name;
  copy->flags = flags;
  return copy;
}

long source_place(void) {
  return source->file * 4294967296 + source->line;
}

// Skips white space and comments; the result is the flags for the token after them.
long skip_space(struct source *s) {
  long flags = s->fresh;
  char *p = s->at;
  long line;
  while (1) {
    if (class_of[*p & 255] == CLASS_SPACE) {
      p++;
      flags = flags | SPACE_BEFORE;
    } else if (*p == '\n' && !in_directive) {
      p++;
      s->line++;
      flags = LINE_START | SPACE_BEFORE;
    } else if (*p == '/' && p[1] == '/') {
      while (*p != '\n' && p < s->end)
        p++;
    } else if (*p == '/' && p[1] == '*') {
      p = p + 2;
      line = s->line;
      while (*p != '*' || p[1] != '/') {
        if (p >= s->end)
          fail(s->file * 4294967296 + line, "unterminated comment");
        if (*p == '\n')
          s->line++;
        p++;
      }
      p = p + 2;
      flags = flags | SPACE_BEFORE;
    } else
      break;
  }
  s->at = p;
  s->fresh = 0;
  return flags;
}

// The kind of the punctuator or stray byte at p.
long punctuator(char *p) {
  long i;
  for (i = SHL_ASSIGN; i < PUNCTUATORS_END; i++)
    if (same_bytes(p, punctuator_texts[i - SHL_ASSIGN], text_length(punctuator_texts[i - SHL_ASSIGN])))
      return i;
  return *p > ' ' && *p < 127 ? *p : TOKEN_STRAY;
}

// The end of a number at p: digits, letters, dots.
char *number_end(char *p) {
  while (*p == '.' || class_of[*p & 255] == CLASS_LETTER || class_of[*p & 255] == CLASS_DIGIT)
    p++;
  return p;
}

// The end of a quoted text at p, after its closing quote; 0 if the line ends first.
char *quote_end(char *p) {
  char quote = *p;
  p++;
  while (*p != quote) {
    if (*p == '\\' && p[1] != '\n')
      p++;
    if (*p == '\n' || *p == 0)
      return 0;
    p++;
  }
  return p + 1;
}

// token := NAME | NUMBER | CHARACTER | STRING | punctuator
struct token *lex(struct source *s) {
  long flags = skip_space(s);
  char *start = s->at;
  char *p = start;
  struct token *t = new_token(TOKEN_NAME, start, 0, s->file * 4294967296 + s->line);
  long class = class_of[*p & 255];
  long hash = 0;
  t->flags = flags;
  if (class == CLASS_LETTER) {
    while (class == CLASS_LETTER || class == CLASS_DIGIT) {
      hash = (hash * 31 + *p) & 0xFFFFFFF;
      p++;
      class = class_of[*p & 255];
    }
    t->name = find_name_hashed(start, p - start, hash);
  } else if (class == CLASS_DIGIT || (*p == '.' && class_of[p[1] & 255] == CLASS_DIGIT)) {
    t->kind = TOKEN_NUMBER;
    p = number_end(p + 1);
  } else if (*p == '\"' || *p == '\'') {
    t->kind = *p == '\"' ? TOKEN_STRING : TOKEN_CHARACTER;
    p = quote_end(p);
    if (!p && !skipping)
      fail(t->place, "unterminated string or character constant");
    p = p ? p : start + 1;
  } else if (*p == '\n') {
    t->kind = TOKEN_EOL;
    return t;
  } else if (p >= s->end) {
    t->kind = TOKEN_END;
    return t;
  } else {
    t->kind = punctuator(p);
    p = p + (t->kind > TOKEN_STRAY ? text_length(punctuator_texts[t->kind - SHL_ASSIGN]) : 1);
  }
  t->length = p - start;
  s->at = p;
  return t;
}
