// emit.c: the sections being filled, references between them, and labels inside a function.
//
// Everything is written once, at its final offset in its section. What is not known yet is left
// zero and noted: a relocation for an address in the program (elf.c settles these when all units
// are done), a jump for a label of the current function (settled when the function ends).

enum {
  TEXT_LIMIT = 8388608, STRINGS_LIMIT = 4194304, DATA_LIMIT = 8388608,          // bytes
  RELOCATION_LIMIT = 400000,
  LABEL_LIMIT = 30000, JUMP_LIMIT = 60000,      // of one function

  RELOCATE_64 = 0,              // an 8-byte absolute address
  RELOCATE_CALL                 // 4 bytes, relative to their end
};

char text[TEXT_LIMIT];
char strings[STRINGS_LIMIT];
char data[DATA_LIMIT];
long text_used;
long strings_used;
long data_used;
long bss_used;

struct relocation {
  long section;
  long offset;
  long kind;
  struct global *target;
  long addend;
};

struct relocation relocations[RELOCATION_LIMIT];
long relocation_count;

long label_offset[LABEL_LIMIT];         // -1 while not placed
struct name *label_name[LABEL_LIMIT];   // of a label that the program names
long label_place[LABEL_LIMIT];
long label_count;
long jump_offset[JUMP_LIMIT];
long jump_label[JUMP_LIMIT];
long jump_count;

void put(char *at, long value, long size) {
  long i;
  for (i = 0; i < size; i++) {
    at[i] = value;
    value = value >> 8;
  }
}

void relocate(long section, long offset, long kind, struct global *target, long addend) {
  struct relocation *r = &relocations[relocation_count];
  if (relocation_count == RELOCATION_LIMIT)
    fail(here, "too many references between objects and functions");
  relocation_count++;
  r->section = section;
  r->offset = offset;
  r->kind = kind;
  r->target = target;
  r->addend = addend;
  if (!target->used && target->state == GLOBAL_DECLARED)
    target->place = here;
  target->used = 1;
}

void emit(long byte) {
  if (text_used == TEXT_LIMIT)
    fail(here, "program is too large");
  text[text_used] = byte;
  text_used++;
}

void emit_4(long value) {
  emit(value);
  emit(value >> 8);
  emit(value >> 16);
  emit(value >> 24);
}

void emit_8(long value) {
  emit_4(value);
  emit_4(value >> 32);
}

// Emits bytes written as hexadecimal digits, as in code("48 89 C1").
void code(char *digits) {
  while (*digits) {
    if (*digits == ' ')
      digits++;
    else {
      emit((*digits <= '9' ? *digits - '0' : *digits - 'A' + 10) * 16
           + (digits[1] <= '9' ? digits[1] - '0' : digits[1] - 'A' + 10));
      digits = digits + 2;
    }
  }
}

long new_label(void) {
  if (label_count == LABEL_LIMIT)
    fail(here, "too many labels in one function");
  label_offset[label_count] = -1;
  label_name[label_count] = 0;
  label_count++;
  return label_count - 1;
}

void place_label(long label) {
  label_offset[label] = text_used;
}

void emit_label(long label) {
  if (jump_count == JUMP_LIMIT)
    fail(here, "too many jumps in one function");
  jump_offset[jump_count] = text_used;
  jump_label[jump_count] = label;
  jump_count++;
  emit_4(0);
}

void emit_jump(long label) {
  emit(0xE9);                   // jmp rel32
  emit_label(label);
}

void settle_jumps(void) {
  long i;
  long target;
  for (i = 0; i < label_count; i++)
    if (label_offset[i] < 0 && label_name[i])
      fail_named(label_place[i], "undefined label", label_name[i]->text);
  for (i = 0; i < jump_count; i++) {
    target = label_offset[jump_label[i]];
    put(text + jump_offset[i], target - jump_offset[i] - 4, 4);
  }
  label_count = 0;
  jump_count = 0;
}

// Makes a global begin at the next free byte of its section.
void define_at(struct global *g, long section, long offset, long place) {
  if (g->state == GLOBAL_DEFINED)
    fail_named(place, "defined twice:", g->name ? g->name->text : "");
  g->state = GLOBAL_DEFINED;
  g->section = section;
  g->offset = offset;
  g->place = place;
}

struct global *new_string(char *bytes, long length) {
  struct global *g = new_global(0);
  if (length > STRINGS_LIMIT - strings_used)
    fail(here, "too many string constants");
  define_at(g, SECTION_STRINGS, strings_used, here);
  copy_bytes(strings + strings_used, bytes, length);
  strings_used = strings_used + length;
  return g;
}

// Grows the data section to `end`; the new bytes are zero.
void need_data(long end) {
  if (end > DATA_LIMIT || end < 0)
    fail(here, "too much initialised data");
  if (end > data_used)
    data_used = end;
}
