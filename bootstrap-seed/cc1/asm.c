// asm.c: the assembly that cc1 takes: file-scope __asm__("...") with labels, bytes and calls, for
// what C cannot say (program start, system calls, setjmp). tinycc takes the same text.
//
// block := "__asm__" "(" string ")" ";"
// line  := NAME ":" | ".byte" NUMBER {"," NUMBER} | ".globl" NAME | ("call" | "jmp") NAME | ";"
// All labels are external. The text is read with the tokens of C.

struct source asm_text;
struct token *asm_token;

void asm_next(void) {
  asm_token = lex(&asm_text);
}

struct global *asm_name(void) {
  struct token *t = asm_token;
  if (t->kind != TOKEN_NAME)
    fail(here, "name expected in assembly");
  asm_next();
  return external_global(t->name);
}

void asm_bytes(void) {
  do {
    asm_next();
    if (asm_token->kind != TOKEN_NUMBER)
      fail(here, "number expected in assembly");
    read_number(asm_token, here);
    if (number_value != (number_value & 255) || number_scale)
      fail(here, "byte above 255 in assembly");
    emit(number_value);
    asm_next();
  } while (asm_token->kind == ',');
}

void asm_line(void) {
  struct token *t = asm_token;
  char *word = t->kind == TOKEN_NAME ? t->name->text : "";
  asm_next();
  if (t->kind == TOKEN_NAME && asm_token->kind == ':') {
    define_at(external_global(t->name), SECTION_TEXT, text_used, here);
    asm_next();
  } else if (same_word(word, "call") || same_word(word, "jmp")) {
    emit(word[0] == 'c' ? 0xE8 : 0xE9);
    relocate(SECTION_TEXT, text_used, RELOCATE_CALL, asm_name(), 0);
    emit_4(0);
  } else if (t->kind == '.' && asm_token->name == name_of("byte"))
    asm_bytes();
  else if (t->kind == '.' && asm_token->name == name_of("globl")) {
    asm_next();
    asm_name();
  } else if (t->kind != ';')
    fail_named(here, "unknown in assembly:", find_name(t->text, t->length)->text);
}

void asm_block(void) {
  next();
  expect('(');
  string();
  asm_text.at = literal;
  asm_text.end = literal + literal_length;
  asm_next();
  while (asm_token->kind != TOKEN_END)
    asm_line();
  expect(')');
  expect(';');
}
