// gen-expression.c: from expression trees to machine code, by walking them.
//
// No registers are allocated: a value is computed into rax, pushed while the other operand is
// computed, and popped. Two short cuts pay for themselves: an operand that is a constant, variable
// or address needs no push, and a condition jumps at once instead of making a 0 or 1.

enum { DEPTH_LIMIT = 4000 };    // nesting of a tree

void gen(struct node *n);

long gen_depth;

// Left operand to rax, right operand to rcx.
void gen_operands(struct node *left, struct node *right) {
  gen(left);
  if (is_simple(right))
    load_simple(RCX, right);
  else {
    code("50");                 // push rax
    gen(right);
    code("48 89 C1 58");        // mov rcx, rax; pop rax
  }
}

// Left operand to st0, right operand to st1.
void gen_extended_operands(struct node *left, struct node *right) {
  gen(left);
  code("48 83 EC 10 DB 3C 24");         // sub rsp, 16; fstp tbyte [rsp]
  gen(right);
  code("DB 2C 24 48 83 C4 10");         // fld tbyte [rsp]; add rsp, 16
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

long is_comparison(struct node *n) {
  return n->kind == NODE_BINARY && (precedence(n->operation) == PRECEDENCE_EQUAL
                                    || precedence(n->operation) == PRECEDENCE_LESS);
}

void gen_integer_compare(struct node *n) {
  if (n->right->kind == NODE_INTEGER && fits_32(n->right->value)) {
    gen(n->left);
    if (n->right->value == 0)
      code("48 85 C0");         // test rax, rax
    else {
      code("48 3D");            // cmp rax, imm32
      emit_4(n->right->value);
    }
  } else {
    gen_operands(n->left, n->right);
    code("48 39 C8");           // cmp rax, rcx
  }
}

// Floating comparison: 0 or 1 in eax. With a NaN the flags say "below", "equal" and "parity" at
// once: so < and <= compare the other way round and ask for "above", and equality asks parity.
void gen_floating_compare(struct node *n) {
  long operation = n->operation;
  long swapped = operation == '<' || operation == LESS_EQUAL;
  if (n->left->type->kind == TYPE_LONG_DOUBLE) {
    gen_extended_operands(n->left, n->right);
    if (swapped)
      code("D9 C9");            // fxch
    code("DF E9 DD D8");        // fucomip st0, st1; fstp st0
  } else {
    gen_operands(n->left, n->right);
    code("66 48 0F 6E C0 66 48 0F 6E C9");      // movq xmm0, rax; movq xmm1, rcx
    if (n->left->type->kind == TYPE_DOUBLE)
      code("66");
    code(swapped ? "0F 2E C8" : "0F 2E C1");    // ucomis
  }
  if (operation == EQUAL)
    code("0F 9B C1 0F 94 C0 20 C8");            // setnp cl; sete al; and al, cl
  else if (operation == NOT_EQUAL)
    code("0F 9A C1 0F 95 C0 08 C8");            // setp cl; setne al; or al, cl
  else
    code(operation == '<' || operation == '>' ? "0F 97 C0" : "0F 93 C0");       // seta, setae
  code("0F B6 C0");                             // movzx eax, al
}

void gen_compare(struct node *n) {
  if (is_floating(n->left->type)) {
    gen_floating_compare(n);
    return;
  }
  gen_integer_compare(n);
  emit(0x0F);                   // setcc al
  emit(0x90 + condition_code(n->operation, n->left->type->is_unsigned));
  code("C0 0F B6 C0");          // movzx eax, al
}

// Jumps to the label if the truth of n is `when`.
void gen_branch(struct node *n, long label, long when) {
  long skip;
  long condition;
  if (n->kind == NODE_INTEGER) {
    if ((n->value != 0) == when)
      emit_jump(label);
  } else if (n->kind == NODE_NOT)
    gen_branch(n->left, label, !when);
  else if (n->kind == NODE_AND_AND || n->kind == NODE_OR_OR) {
    if ((n->kind == NODE_OR_OR) == when) {
      gen_branch(n->left, label, when);
      gen_branch(n->right, label, when);
    } else {
      skip = new_label();
      gen_branch(n->left, skip, !when);
      gen_branch(n->right, label, when);
      place_label(skip);
    }
  } else {
    condition = 5;              // not zero
    if (is_comparison(n) && !is_floating(n->left->type)) {
      gen_integer_compare(n);
      condition = condition_code(n->operation, n->left->type->is_unsigned);
    } else {
      gen(n);
      code("48 85 C0");         // test rax, rax
    }
    emit(0x0F);                 // jcc rel32
    emit(0x80 + (when ? condition : condition ^ 1));
    emit_label(label);
  }
}

// ---- arithmetic ----

void gen_floating_binary(struct node *n) {
  long operation = n->operation;
  if (n->type->kind == TYPE_LONG_DOUBLE) {
    gen_extended_operands(n->left, n->right);
    code(operation == '+' ? "DE C1" : operation == '-' ? "DE E1"        // faddp, fsubrp
         : operation == '*' ? "DE C9" : "DE F1");                       // fmulp, fdivrp
    return;
  }
  gen_operands(n->left, n->right);
  code("66 48 0F 6E C0 66 48 0F 6E C9");        // movq xmm0, rax; movq xmm1, rcx
  code(n->type->kind == TYPE_DOUBLE ? "F2 0F" : "F3 0F");
  code(operation == '+' ? "58 C1" : operation == '-' ? "5C C1" : operation == '*' ? "59 C1"
       : "5E C1");
  code(n->type->kind == TYPE_DOUBLE ? "66 48 0F 7E C0" : "66 0F 7E C0");        // back to rax
}

// operation with a constant that fits in an instruction: 1 if there is one.
long gen_with_constant(struct node *n) {
  long value = n->right->value;
  if (n->right->kind != NODE_INTEGER || !fits_32(value))
    return 0;
  switch (n->operation) {
  case '+': case '-': case '&': case '|': case '^': case '*':
    gen(n->left);
    code(n->operation == '+' ? "48 05" : n->operation == '-' ? "48 2D"
         : n->operation == '&' ? "48 25" : n->operation == '|' ? "48 0D"
         : n->operation == '^' ? "48 35" : "48 69 C0");
    emit_4(value);
    return 1;
  }
  return 0;
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

void gen_binary(struct node *n) {
  long wide = n->type->size == 8;
  if (is_comparison(n)) {
    gen_compare(n);
    return;
  }
  if (is_floating(n->type)) {
    gen_floating_binary(n);
    return;
  }
  if (!gen_with_constant(n)) {
    gen_operands(n->left, n->right);
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
  }
  if (!wide)
    emit_extend(n->type);
}

void gen_unary(struct node *n) {
  gen(n->left);
  if (n->kind == NODE_NOT)      // never of a floating value: condition_of compares these
    code("48 85 C0 0F 94 C0 0F B6 C0");         // test rax, rax; sete al; movzx eax, al
  else if (n->type->kind == TYPE_LONG_DOUBLE)
    code("D9 E0");                              // fchs
  else if (n->type->kind == TYPE_DOUBLE)
    code("48 0F BA F8 3F");                     // btc rax, 63
  else if (n->type->kind == TYPE_FLOAT)
    code("0F BA F8 1F");                        // btc eax, 31
  else {
    code(n->kind == NODE_NEGATE ? "48 F7 D8" : "48 F7 D0");
    emit_extend(n->type);
  }
}

// ---- places, assignment, calls ----

// The address of an lvalue or aggregate, in rax.
void gen_address(struct node *n) {
  if (is_fixed_place(n))
    emit_fixed_address(RAX, n);
  else if (n->kind == NODE_DEREF)
    gen(n->left);
  else
    gen(n);
}

void gen_assign(struct node *n) {
  struct node *field = n->left->kind == NODE_BIT_FIELD ? n->left : 0;
  struct node *place = field ? field->left : n->left;
  if (is_aggregate(n->type)) {
    gen(n->right);
    code("50");                 // push rax
    gen_address(place);
    code("5E 48 89 C7");        // pop rsi; mov rdi, rax
    emit_copy(n->type->size);
    return;
  }
  if (is_fixed_place(place))
    gen(n->right);
  else {
    gen(base_of(place));
    if (is_simple(n->right)) {
      code("48 89 C1");         // mov rcx, rax
      load_simple(RAX, n->right);
    } else {
      code("50");
      gen(n->right);
      code("59");               // pop rcx
    }
  }
  if (field)
    emit_store_field(field, RCX);
  else
    emit_store(place, RCX);
}

// Arguments go into slots of 8 bytes, the first at the lowest address: what pushing from right to
// left would make, but computed from left to right.
void gen_call(struct node *n) {
  struct node *function = without_free_casts(n->left);
  struct node *argument = n->right;
  long direct = function->kind == NODE_ADDRESS && function->left->kind == NODE_GLOBAL;
  long at = 0;
  long bytes = n->value;
  if (!direct) {
    gen(function);
    code("50");                                 // push rax
  }
  if (bytes) {
    code("48 81 EC");                           // sub rsp, imm32
    emit_4(bytes);
  }
  while (argument) {
    gen(argument);
    if (is_aggregate(argument->type)) {
      code("48 89 C6 48 8D BC 24");             // mov rsi, rax; lea rdi, [rsp+at]
      emit_4(at);
      emit_copy(argument->type->size);
    } else {
      code(argument->type->kind == TYPE_LONG_DOUBLE ? "DB BC 24" : "48 89 84 24");
      emit_4(at);                               // fstp tbyte or mov [rsp+at]
    }
    at = at + align_up(argument->type->size, 8);
    argument = argument->next;
  }
  if (direct) {
    emit(0xE8);                                 // call rel32
    relocate(SECTION_TEXT, text_used, RELOCATE_CALL, function->left->global, 0);
    emit_4(0);
  } else {
    code("FF 94 24");                           // call [rsp+bytes]
    emit_4(bytes);
    bytes = bytes + 8;
  }
  if (bytes) {
    code("48 81 C4");                           // add rsp, imm32
    emit_4(bytes);
  }
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

void gen_extended_constant(struct node *n) {
  emit_constant(RAX, extended_exponent(n->value, n->exponent, n->negative));
  code("50");                                   // push rax
  emit_constant(RAX, extended_mantissa(n->value, n->exponent));
  code("50 DB 2C 24 48 83 C4 10");              // push rax; fld tbyte [rsp]; add rsp, 16
}

// Computes a value whose result is not wanted.
void gen_discard(struct node *n) {
  gen(n);
  if (n->type->kind == TYPE_LONG_DOUBLE)
    code("DD D8");                              // fstp st0
}

void gen(struct node *n) {
  gen_depth++;
  if (gen_depth > DEPTH_LIMIT)
    fail(here, "expression is nested too deeply");
  if (is_simple(n))
    load_simple(RAX, n);
  else {
    switch (n->kind) {
    case NODE_FLOATING:
      gen_extended_constant(n);
      break;
    case NODE_LOCAL: case NODE_GLOBAL: case NODE_DEREF:
      if (is_aggregate(n->type) || n->type->kind == TYPE_VOID)
        gen_address(n);
      else {
        if (n->kind == NODE_DEREF)
          gen(base_of(n));
        emit_load(RAX, n, RAX);
      }
      break;
    case NODE_BIT_FIELD:
      if (n->left->kind == NODE_DEREF)
        gen(base_of(n->left));
      emit_load_field(n, RAX);
      break;
    case NODE_ADDRESS: gen_address(n->left); break;
    case NODE_CAST:
      gen(n->left);
      emit_cast(n->left->type, n->type);
      break;
    case NODE_NEGATE: case NODE_COMPLEMENT: case NODE_NOT: gen_unary(n); break;
    case NODE_BINARY: gen_binary(n); break;
    case NODE_AND_AND: case NODE_OR_OR:
      gen(new_conditional(n, new_integer(1, type_int), new_integer(0, type_int)));
      break;
    case NODE_CONDITIONAL: gen_conditional(n); break;
    case NODE_COMMA:
      gen_discard(n->left);
      gen(n->right);
      break;
    case NODE_ASSIGN: gen_assign(n); break;
    case NODE_CALL: gen_call(n); break;
    }
  }
  gen_depth--;
}
