// gen-place.c: code for constants, loads, stores and bit-fields.
//
// Where values are: an integer, pointer, float or double in rax; a long double on top of the x87
// stack; an aggregate's address in rax. An integer in rax is always extended to 64 bits as its type
// says, so widening costs nothing and comparing is one instruction for all sizes. A float is in
// the low half, the high half zero. rcx holds the second operand; rdx, rsi and rdi are for
// templates. Only rbp (the frame) and rsp live across a call.

enum { RAX = 0, RCX = 1 };

void emit_fixed_address(long reg, struct node *place);

long fits_32(long value) {
  return value >= -2147483648 && value <= 2147483647;
}

// Is the value of one type, as rax holds it, the same value of the other type already?
long cast_is_free(struct type *from, struct type *to) {
  if (is_floating(from) || is_floating(to) || !is_scalar(from) || !is_scalar(to))
    return 0;
  if (to->size == 8)
    return 1;
  if (from->size == to->size)
    return from->is_unsigned == to->is_unsigned;
  return from->size < to->size && (from->is_unsigned || !to->is_unsigned);
}

struct node *without_free_casts(struct node *n) {
  while (n->kind == NODE_CAST && cast_is_free(n->left->type, n->type))
    n = n->left;
  return n;
}

// Part of DEREF(pointer + constant): the pointer is computed into rax, the constant goes into the
// instruction that loads or stores.
struct node *base_of(struct node *deref) {
  struct node *n = without_free_casts(deref->left);
  if (n->kind == NODE_BINARY && n->operation == '+' && n->type->size == 8
      && n->right->kind == NODE_INTEGER && fits_32(n->right->value))
    return n->left;
  return n;
}

long displacement_of(struct node *deref) {
  struct node *n = without_free_casts(deref->left);
  return base_of(deref) == n ? 0 : n->right->value;
}

// The ModRM byte and what follows it, for a register and a place. The base of a DEREF is in the
// register `base`.
void emit_operand(long reg, struct node *place, long base) {
  long displacement;
  need(fits_32(place->value), "address is out of range");
  if (place->kind == NODE_GLOBAL) {
    emit(0x04 | reg << 3);      // SIB follows
    emit(0x25);                 // no base, no index: a 32-bit address
    emit_address(place->global, place->value);
    return;
  }
  if (place->kind == NODE_LOCAL) {
    displacement = place->symbol->value + place->value;
    base = 5;                   // rbp
  } else
    displacement = displacement_of(place);
  need(fits_32(displacement), "address is out of range");
  if (displacement == 0 && base != 5)
    emit(reg << 3 | base);
  else if (displacement >= -128 && displacement <= 127) {
    emit(0x40 | reg << 3 | base);
    emit(displacement);
  } else {
    emit(0x80 | reg << 3 | base);
    emit_4(displacement);
  }
}

// Loads a scalar; a long double goes to st0 instead of the register.
void emit_load(long reg, struct node *place, long base) {
  struct type *t = place->type;
  if (t->kind == TYPE_LONG_DOUBLE) {
    code("DB");                 // fld tbyte
    reg = 5;
  } else if (t->size == 8)
    code("48 8B");              // mov r64, m64
  else if (t->size == 4)
    code(t->is_unsigned || t->kind == TYPE_FLOAT ? "8B" : "48 63");     // mov, movsxd
  else if (t->size == 2)
    code(t->is_unsigned ? "0F B7" : "48 0F BF");                        // movzx, movsx
  else
    code(t->is_unsigned ? "0F B6" : "48 0F BE");
  emit_operand(reg, place, base);
}

// Stores rax, or st0 which then keeps its value.
void emit_store(struct node *place, long base) {
  struct type *t = place->type;
  long reg = RAX;
  if (t->kind == TYPE_LONG_DOUBLE) {
    code("D9 C0 DB");           // fld st0; fstp tbyte
    reg = 7;
  } else
    code(t->size == 8 ? "48 89" : t->size == 4 ? "89" : t->size == 2 ? "66 89" : "88");
  emit_operand(reg, place, base);
}

void emit_constant(long reg, long value) {
  if (value == 0)
    code(reg == RAX ? "31 C0" : "31 C9");       // xor
  else if (shift_right(value, 32) == 0) {
    emit(0xB8 + reg);                           // mov r32, imm32
    emit_4(value);
  } else if (fits_32(value)) {
    code("48 C7");                              // mov r64, imm32
    emit(0xC0 + reg);
    emit_4(value);
  } else {
    emit(0x48);
    emit(0xB8 + reg);                           // mov r64, imm64
    emit_8(value);
  }
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

// Can this value be loaded with one instruction into any register, touching no other?
long is_simple(struct node *n) {
  n = without_free_casts(n);
  if (n->kind == NODE_INTEGER)
    return 1;
  if (n->type->kind == TYPE_LONG_DOUBLE)
    return 0;
  return n->kind == NODE_FLOATING || (is_fixed_place(n) && is_scalar(n->type))
         || (n->kind == NODE_ADDRESS && is_fixed_place(n->left));
}

void load_simple(long reg, struct node *n) {
  n = without_free_casts(n);
  if (n->kind == NODE_INTEGER)
    emit_constant(reg, n->value);
  else if (n->kind == NODE_FLOATING)
    emit_constant(reg, float_pattern(n->value, n->exponent, n->negative, float_kind(n->type)));
  else if (n->kind == NODE_ADDRESS)
    emit_fixed_address(reg, n->left);
  else
    emit_load(reg, n, RAX);
}

void emit_fixed_address(long reg, struct node *place) {
  if (place->kind == NODE_GLOBAL) {
    need(fits_32(place->value), "address is out of range");
    emit(0xB8 + reg);           // mov r32, imm32
    emit_address(place->global, place->value);
  } else {
    code("48 8D");              // lea
    emit_operand(reg, place, RAX);
  }
}

// Copies `size` bytes from [rsi] to [rdi].
void emit_copy(long size) {
  long i;
  if (size > 128) {
    emit(0xB9);                 // mov ecx, imm32
    emit_4(size / 8);
    code("F3 48 A5");           // rep movsq
  } else
    for (i = 0; i < size / 8; i++)
      code("48 A5");            // movsq
  for (i = 0; i < size % 8; i++)
    code("A4");                 // movsb
}

// rax << left, then >> right with the sign of the type: takes a bit-field out of its unit.
void emit_take_bits(long left, long right, struct type *t) {
  if (left) {
    code("48 C1 E0");           // shl rax, imm8
    emit(left);
  }
  if (right) {
    code(t->is_unsigned ? "48 C1 E8" : "48 C1 F8");     // shr, sar
    emit(right);
  }
}

void emit_load_field(struct node *field, long base) {
  emit_load(RAX, field->left, base);
  emit_take_bits(64 - field->value - field->width, 64 - field->width, field->type);
}

// Puts rax into a bit-field; rax becomes the value that the field then has.
void emit_store_field(struct node *field, long base) {
  struct node *unit = field->left;
  long mask = shift_right(-1, 64 - field->width) << field->value;
  code("48 89 C2");             // mov rdx, rax
  if (field->value) {
    code("48 C1 E0");           // shl rax, imm8
    emit(field->value);
  }
  code("48 BE");                // mov rsi, imm64
  emit_8(mask);
  code("48 21 F0 48 F7 D6");    // and rax, rsi; not rsi
  code(unit->type->size == 8 ? "48 23" : unit->type->size == 4 ? "23"
       : unit->type->size == 2 ? "66 23" : "40 22");            // and rsi, unit
  emit_operand(6, unit, base);
  code("48 09 F0");             // or rax, rsi
  emit_store(unit, base);
  code("48 89 D0");             // mov rax, rdx
  emit_take_bits(64 - field->width, 64 - field->width, field->type);
}
