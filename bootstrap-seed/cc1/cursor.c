// cursor.c: the token that is being parsed, and the one after it.
//
// The parser looks at one token, `token`; its kind, with keywords told apart, is in `kind`. One
// more token can be seen with peek().

enum { NESTING_LIMIT = 300 };   // parentheses, blocks and the like inside each other

struct token *token;
struct token *token_ahead;      // 0 if not read yet
long kind;
long here;                      // place of the token
long nesting;

long kind_of(struct token *t) {
  return t->kind == TOKEN_NAME && t->name->keyword && !in_directive ? t->name->keyword : t->kind;
}

void next(void) {
  token = token_ahead ? token_ahead : next_expanded();
  token_ahead = 0;
  kind = kind_of(token);
  here = token->place ? token->place : source_place();
}

long peek(void) {
  if (!token_ahead)
    token_ahead = next_expanded();
  return kind_of(token_ahead);
}

void need(long condition, char *text) {
  if (!condition)
    fail(here, text);
}

// Stops with "... before 'token'".
void fail_here(char *text) {
  if (kind == TOKEN_END || kind == TOKEN_EOL)
    fail_named(here, text, kind == TOKEN_END ? "end of file" : "end of line");
  fail_named(here, text, find_name(token->text, token->length)->text);
}

long accept(long wanted) {
  if (kind != wanted)
    return 0;
  next();
  return 1;
}

void expect(long wanted) {
  char text[20];
  if (kind != wanted) {
    copy_bytes(text, "'?' expected before", 20);
    text[1] = wanted;
    fail_here(text);
  }
  next();
}

void enter_nesting(void) {
  nesting++;
  need(nesting <= NESTING_LIMIT, "nested too deeply");
}
