// asm.c: the assembly that cc1 takes: file-scope __asm__("...") with labels, bytes and calls, for
// what C cannot say (program start, system calls, setjmp). tinycc takes the same text.
//
// block := "__asm__" "(" string ")" ";"
// line  := [NAME ":"] [".byte" NUMBER {"," NUMBER} | ".globl" NAME | ("call" | "jmp") NAME]
// Lines end with a newline or ";". All labels are external; numbers are decimal or 0x hexadecimal.

char *asm_at;

void asm_spaces(void) {
  while (*asm_at == ' ' || *asm_at == '\t')
    asm_at++;
}

struct name *asm_word(void) {
  char *start;
  asm_spaces();
  start = asm_at;
  while (*asm_at == '.' || class_of[*asm_at & 255] == CLASS_LETTER
         || class_of[*asm_at & 255] == CLASS_DIGIT)
    asm_at++;
  if (asm_at == start)
    fail(here, "word expected in assembly");
  return find_name(start, asm_at - start);
}

long asm_number(void) {
  long base = 10;
  long value = 0;
  asm_spaces();
  if (*asm_at == '0' && asm_at[1] == 'x') {
    base = 16;
    asm_at = asm_at + 2;
  }
  if (digit_value(*asm_at) >= base)
    fail(here, "number expected in assembly");
  while (digit_value(*asm_at) < base) {
    value = value * base + digit_value(*asm_at);
    if (value > 255)
      fail(here, "byte above 255 in assembly");
    asm_at++;
  }
  asm_spaces();
  return value;
}

void asm_line(void) {
  struct name *word = asm_word();
  asm_spaces();
  if (*asm_at == ':') {
    define_at(external_global(word), SECTION_TEXT, text_used, here);
    asm_at++;
  } else if (same_word(word->text, ".byte")) {
    emit(asm_number());
    while (*asm_at == ',') {
      asm_at++;
      emit(asm_number());
    }
  } else if (same_word(word->text, ".globl")) {
    asm_word();
  } else if (same_word(word->text, "call") || same_word(word->text, "jmp")) {
    emit(word->text[0] == 'c' ? 0xE8 : 0xE9);
    relocate(SECTION_TEXT, text_used, RELOCATE_CALL, external_global(asm_word()), 0);
    emit_4(0);
  } else
    fail_named(here, "unknown in assembly:", word->text);
}

void asm_block(void) {
  next();
  expect('(');
  string();
  asm_at = literal;
  while (*asm_at) {
    asm_spaces();
    if (*asm_at == '\n' || *asm_at == ';')
      asm_at++;
    else if (*asm_at)
      asm_line();
  }
  expect(')');
  expect(';');
}
