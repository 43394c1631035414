// gen-expression.c: from expression trees to machine code, by walking them.
//
// No registers are allocated: a value is computed into rax, pushed while the other operand is
// computed, and popped.

enum { DEPTH_LIMIT = 4000 };    // nesting of a tree

void gen(struct node *n);

long gen_depth;

// Left operand to rax, right operand to rcx; floating ones to st0 and st1.
void gen_operands(struct node *left, struct node *right) {
  gen(left);
  if (is_floating(left->type)) {
    code("48 83 EC 10 DB 3C 24");       // sub rsp, 16; fstp tbyte [rsp]
    gen(right);
    code("DB 2C 24 48 83 C4 10");       // fld tbyte [rsp]; add rsp, 16
  } else {
    code("50");                         // push rax
    gen(right);
    code("48 89 C1 58");                // mov rcx, rax; pop rax
  }
}

// ---- comparisons ----

// The condition code of the machine (as in jcc and setcc) for a comparison.
long condition_code(long operation, long is_unsigned) {
  switch (operation) {
  case EQUAL: return 4;
  case NOT_EQUAL: return 5;
  case '<': return is_unsigned ? 2 : 12;
  case GREATER_EQUAL: return is_unsigned ? 3 : 13;
  case LESS_EQUAL: return is_unsigned ? 6 : 14;
  }
  return is_unsigned ? 7 : 15;
}

// 0 or 1 in rax. With a NaN the flags say "below", "equal" and "parity" at once: so < and <= of
// floating values compare the other way round and ask for "above", and equality asks parity.
void gen_compare(struct node *n) {
  long operation = n->operation;
  gen_operands(n->left, n->right);
  if (is_floating(n->left->type)) {
    if (operation == '<' || operation == LESS_EQUAL)
      code("D9 C9");                            // fxch
    code("DF E9 DD D8");                        // fucomip st0, st1; fstp st0
    if (operation == EQUAL)
      code("0F 9B C1 0F 94 C0 20 C8");          // setnp cl; sete al; and al, cl
    else if (operation == NOT_EQUAL)
      code("0F 9A C1 0F 95 C0 08 C8");          // setp cl; setne al; or al, cl
    else
      code(operation == '<' || operation == '>' ? "0F 97 C0" : "0F 93 C0");     // seta, setae
  } else {
    code("48 39 C8 0F");                        // cmp rax, rcx; setcc al
    emit(0x90 + condition_code(operation, n->left->type->is_unsigned));
    emit(0xC0);
  }
  code("0F B6 C0");                             // movzx eax, al
}

// Jumps to the label if a condition (an int, as truth makes them) is zero, or if it is not.
void gen_branch(struct node *condition, long label, long when) {
  gen(condition);
  code(when ? "85 C0 0F 85" : "85 C0 0F 84");   // test eax, eax; jne or je rel32
  emit_label(label);
}

// ---- arithmetic ----

void gen_floating_binary(struct node *n) {
  switch (n->operation) {
  case '+': code("DE C1"); break;               // faddp
  case '-': code("DE E1"); break;               // fsubrp
  case '*': code("DE C9"); break;               // fmulp
  default: code("DE F1");                       // fdivrp
  }
  emit_round(n->type);
}

void gen_divide(struct node *n) {
  long wide = n->type->size == 8;
  if (n->type->is_unsigned)
    code(wide ? "31 D2 48 F7 F1" : "31 D2 F7 F1");              // xor edx, edx; div
  else
    code(wide ? "48 99 48 F7 F9" : "99 F7 F9");                 // cqo or cdq; idiv
  if (n->operation == '%')
    code("48 89 D0");                                           // mov rax, rdx
}

void gen_integer_binary(struct node *n) {
  long wide = n->type->size == 8;
  switch (n->operation) {
  case '+': code("48 01 C8"); break;
  case '-': code("48 29 C8"); break;
  case '*': code("48 0F AF C1"); break;
  case '&': code("48 21 C8"); break;
  case '|': code("48 09 C8"); break;
  case '^': code("48 31 C8"); break;
  case SHIFT_LEFT: code(wide ? "48 D3 E0" : "D3 E0"); break;
  case SHIFT_RIGHT:
    if (n->type->is_unsigned)
      code(wide ? "48 D3 E8" : "D3 E8");
    else
      code(wide ? "48 D3 F8" : "D3 F8");
    break;
  default: gen_divide(n);
  }
  emit_extend(n->type);
}

// ---- places, assignment, calls ----

// The address of an lvalue or aggregate, in rax.
void gen_address(struct node *n) {
  if (is_fixed_place(n))
    emit_fixed_address(n);
  else if (n->kind == NODE_DEREF)
    gen(n->left);
  else
    gen(n);
}

void gen_assign(struct node *n) {
  struct node *field = n->left->kind == NODE_BIT_FIELD ? n->left : 0;
  struct node *place = field ? field->left : n->left;
  if (is_fixed_place(place)) {  // its address is for last, so that n = setjmp(buffer) works
    gen(n->right);
    code("50");                 // push rax
    emit_fixed_address(place);
    code("48 89 C1 58");        // mov rcx, rax; pop rax
  } else {
    gen_address(place);
    code("50");                 // push rax
    gen(n->right);
    code("59");                 // pop rcx
  }
  if (field)
    emit_store_field(field);
  else if (!is_aggregate(n->type))
    emit_store(n->type);
  else {
    code("48 89 CF 51");        // mov rdi, rcx; push rcx
    emit_copy(n->type->size);
    code("58");                 // pop rax
  }
}

// Moves an argument into the slots that begin at [rsp+at].
void gen_argument(struct type *type, long at) {
  if (is_aggregate(type)) {
    code("48 8D BC 24");        // lea rdi, [rsp+disp32]
    emit_4(at);
    emit_copy(type->size);
    return;
  }
  if (is_floating(type))        // fstp dword, qword or tbyte [rsp+disp32]
    code(type->size == 4 ? "D9 9C 24" : type->size == 8 ? "DD 9C 24" : "DB BC 24");
  else
    code("48 89 84 24");        // mov [rsp+disp32], rax
  emit_4(at);
}

// Arguments go into slots of 8 bytes, the first at the lowest address: what pushing from right to
// left would make, but computed from left to right.
void gen_call(struct node *n) {
  struct node *argument;
  long at = 0;
  gen(n->left);
  code("50 48 81 EC");          // push rax; sub rsp, imm32
  emit_4(n->value);
  for (argument = n->right; argument; argument = argument->next) {
    gen(argument);
    gen_argument(argument->type, at);
    at = at + align_up(argument->type->size, 8);
  }
  code("FF 94 24");             // call [rsp+disp32]
  emit_4(at);
  code("48 81 C4");             // add rsp, imm32
  emit_4(at + 8);
}

void gen_conditional(struct node *n) {
  long no = new_label();
  long end = new_label();
  gen_branch(n->condition, no, 0);
  gen(n->left);
  emit_jump(end);
  place_label(no);
  gen(n->right);
  place_label(end);
}

// Computes a value whose result is not wanted.
void gen_discard(struct node *n) {
  gen(n);
  emit_cast(n->type, type_void);
}

void gen(struct node *n) {
  gen_depth++;
  if (gen_depth > DEPTH_LIMIT)
    fail(here, "expression is nested too deeply");
  switch (n->kind) {
  case NODE_INTEGER: emit_constant(n->value); break;
  case NODE_LOCAL: case NODE_GLOBAL: case NODE_DEREF:
    gen_address(n);
    if (is_scalar(n->type))
      emit_load(n->type);
    break;
  case NODE_BIT_FIELD:
    gen_address(n->left);
    emit_load(n->left->type);
    emit_take_bits(64 - n->value - n->width, 64 - n->width, n->type);
    break;
  case NODE_ADDRESS: gen_address(n->left); break;
  case NODE_CAST:
    gen(n->left);
    emit_cast(n->left->type, n->type);
    break;
  case NODE_NEGATE:
    gen(n->left);
    code("D9 E0");              // fchs
    break;
  case NODE_BINARY:
    if (is_comparison(n->operation)) {
      gen_compare(n);
      break;
    }
    gen_operands(n->left, n->right);
    if (is_floating(n->type))
      gen_floating_binary(n);
    else
      gen_integer_binary(n);
    break;
  case NODE_CONDITIONAL: gen_conditional(n); break;
  case NODE_COMMA:
    gen_discard(n->left);
    gen(n->right);
    break;
  case NODE_ASSIGN: gen_assign(n); break;
  case NODE_CALL: gen_call(n); break;
  }
  gen_depth--;
}
