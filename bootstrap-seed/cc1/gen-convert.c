// gen-convert.c: code for conversions between scalar types.
//
// Only unsigned 64-bit numbers need thought: the machine converts signed ones. They go through the
// x87, whose 64-bit mantissa holds them all: to floating, a negative reading is mended by adding
// 2^64; from floating, 2^63 is taken off first if it can be, and put back in rax.

// rax -> st0
void integer_to_extended(struct type *from) {
  code("50 DF 2C 24 58");       // push rax; fild qword [rsp]; pop rax
  if (from->size == 8 && from->is_unsigned) {
    code("48 85 C0 79 09");     // test rax, rax; jns over the rest
    code("68 00 00 80 5F");     // push 2^64 as a float
    code("D8 04 24 59");        // fadd dword [rsp]; pop rcx
  }
}

// rax -> st0
void floating_to_extended(struct type *from) {
  code(from->kind == TYPE_DOUBLE ? "50 DD 04 24 58" : "50 D9 04 24 58");
}

// st0 -> rax
void extended_to_floating(struct type *to) {
  if (to->kind == TYPE_DOUBLE)
    code("50 DD 1C 24 58");             // push rax; fstp qword [rsp]; pop rax
  else
    code("50 D9 1C 24 58 89 C0");       // ... dword ...; mov eax, eax
}

// st0 -> rax, the fraction cut off: rounding is set to "towards zero" for one instruction.
void extended_to_integer(struct type *to) {
  long is_unsigned = to->size == 8 && to->is_unsigned;
  if (is_unsigned) {
    code("68 00 00 00 5F D9 04 24");    // push 2^63 as a float; fld dword [rsp]
    code("DF E9 BA 00 00 00 00");       // fucomip st0, st1; mov edx, 0
    code("77 08");                      // ja: 2^63 is above the value
    code("D8 24 24 BA 01 00 00 00");    // fsub dword [rsp]; mov edx, 1
    code("59");                         // pop rcx
  }
  code("48 83 EC 10 D9 3C 24");         // sub rsp, 16; fnstcw [rsp]
  code("0F B7 04 24 80 CC 0C");         // movzx eax, word [rsp]; or ah, 0x0C
  code("66 89 44 24 02 D9 6C 24 02");   // mov [rsp+2], ax; fldcw [rsp+2]
  code("DF 7C 24 08 D9 2C 24");         // fistp qword [rsp+8]; fldcw [rsp]
  code("48 8B 44 24 08 48 83 C4 10");   // mov rax, [rsp+8]; add rsp, 16
  if (is_unsigned)
    code("48 C1 E2 3F 48 31 D0");       // shl rdx, 63; xor rax, rdx
  emit_extend(to);
}

void integer_to_floating(struct type *from, struct type *to) {
  if (from->size == 8 && from->is_unsigned) {
    integer_to_extended(from);
    extended_to_floating(to);
  } else if (to->kind == TYPE_DOUBLE)
    code("F2 48 0F 2A C0 66 48 0F 7E C0");      // cvtsi2sd xmm0, rax; movq rax, xmm0
  else
    code("F3 48 0F 2A C0 66 0F 7E C0");         // cvtsi2ss xmm0, rax; movd eax, xmm0
}

void floating_to_integer(struct type *from, struct type *to) {
  if (to->size == 8 && to->is_unsigned) {
    floating_to_extended(from);
    extended_to_integer(to);
    return;
  }
  code("66 48 0F 6E C0");                       // movq xmm0, rax
  code(from->kind == TYPE_DOUBLE ? "F2 48 0F 2C C0" : "F3 48 0F 2C C0");  // cvttsd2si, cvttss2si
  emit_extend(to);
}

void emit_cast(struct type *from, struct type *to) {
  if (to->kind == TYPE_VOID) {
    if (from->kind == TYPE_LONG_DOUBLE)
      code("DD D8");                            // fstp st0
  } else if (from->kind == to->kind && is_floating(to)) {
    return;
  } else if (from->kind == TYPE_LONG_DOUBLE) {
    if (is_floating(to))
      extended_to_floating(to);
    else
      extended_to_integer(to);
  } else if (to->kind == TYPE_LONG_DOUBLE) {
    if (is_floating(from))
      floating_to_extended(from);
    else
      integer_to_extended(from);
  } else if (is_floating(from) && is_floating(to)) {
    if (to->kind == TYPE_DOUBLE)                // movd, cvtss2sd, movq
      code("66 0F 6E C0 F3 0F 5A C0 66 48 0F 7E C0");
    else                                        // movq, cvtsd2ss, movd
      code("66 48 0F 6E C0 F2 0F 5A C0 66 0F 7E C0");
  } else if (is_floating(from))
    floating_to_integer(from, to);
  else if (is_floating(to))
    integer_to_floating(from, to);
  else if (!cast_is_free(from, to))
    emit_extend(to);
}
