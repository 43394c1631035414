// gen-place.c: code for constants, addresses, loads, stores and bit-fields.
//
// Where values are: an integer or pointer in rax; a floating value of any type on top of the x87
// stack; of an aggregate, the address in rax. An integer in rax is always extended to 64 bits as
// its type says, so widening costs nothing and comparing is one instruction for all sizes. rcx
// holds the second operand; rdx, rsi and rdi are for templates. Only rbp (the frame) and rsp live
// across a call. Nothing is clever here: each value is loaded through its address in rax.

void emit_constant(long value) {
  code("48 B8");                // mov rax, imm64
  emit_8(value);
}

void emit_fixed_address(struct node *place) {
  long displacement;
  if (place->kind == NODE_GLOBAL) {
    code("48 B8");              // mov rax, imm64
    relocate(SECTION_TEXT, text_used, RELOCATE_64, place->global, place->value);
    emit_8(0);
  } else {
    displacement = place->symbol->value + place->value;
    need(displacement == cut_to_type(displacement, type_int), "address is out of range");
    code("48 8D 85");           // lea rax, [rbp+disp32]
    emit_4(displacement);
  }
}

// Loads a scalar from [rax].
void emit_load(struct type *t) {
  if (is_floating(t))
    code(t->size == 4 ? "D9 00" : t->size == 8 ? "DD 00" : "DB 28");    // fld dword, qword, tbyte
  else if (t->size == 8)
    code("48 8B 00");                                                   // mov
  else if (t->size == 4)
    code(t->is_unsigned ? "8B 00" : "48 63 00");                        // mov, movsxd
  else if (t->size == 2)
    code(t->is_unsigned ? "0F B7 00" : "48 0F BF 00");                  // movzx, movsx
  else
    code(t->is_unsigned ? "0F B6 00" : "48 0F BE 00");
}

// Stores a scalar at [rcx]. A floating one is loaded again, as it may have been rounded.
void emit_store(struct type *t) {
  if (is_floating(t))           // fstp; fld
    code(t->size == 4 ? "D9 19 D9 01" : t->size == 8 ? "DD 19 DD 01" : "DB 39 DB 29");
  else
    code(t->size == 8 ? "48 89 01" : t->size == 4 ? "89 01" : t->size == 2 ? "66 89 01" : "88 01");
}

// Extends the low bits of rax as the type says.
void emit_extend(struct type *t) {
  if (t->size == 4)
    code(t->is_unsigned ? "89 C0" : "48 98");
  else if (t->size == 2)
    code(t->is_unsigned ? "0F B7 C0" : "48 0F BF C0");
  else if (t->size == 1)
    code(t->is_unsigned ? "0F B6 C0" : "48 0F BE C0");
}

// Copies `size` bytes from [rax] to [rdi].
void emit_copy(long size) {
  code("48 89 C6 B9");          // mov rsi, rax; mov ecx, imm32
  emit_4(size);
  code("F3 A4");                // rep movsb
}

// rax << left, then >> right with the sign of the type: takes a bit-field out of its unit.
void emit_take_bits(long left, long right, struct type *t) {
  code("48 C1 E0");             // shl rax, imm8
  emit(left);
  code(t->is_unsigned ? "48 C1 E8" : "48 C1 F8");       // shr, sar
  emit(right);
}

// Puts rax into a bit-field of the unit at [rcx]; rax becomes the value that the field then has.
void emit_store_field(struct node *field) {
  struct type *unit = field->left->type;
  code("48 89 C2 48 C1 E0");    // mov rdx, rax; shl rax, imm8
  emit(field->value);
  code("48 BE");                // mov rsi, imm64
  emit_8(shift_right(-1, 64 - field->width) << field->value);
  code("48 21 F0 48 F7 D6");    // and rax, rsi; not rsi
  code(unit->size == 8 ? "48 23 31" : unit->size == 4 ? "23 31"
       : unit->size == 2 ? "66 23 31" : "40 22 31");            // and rsi, unit
  code("48 09 F0");             // or rax, rsi
  emit_store(unit);
  code("48 89 D0");             // mov rax, rdx
  emit_take_bits(64 - field->width, 64 - field->width, field->type);
}
