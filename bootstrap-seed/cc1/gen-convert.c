// gen-convert.c: code for conversions between scalar types.
//
// Only unsigned 64-bit numbers need thought: the machine converts signed ones. The x87's 64-bit
// mantissa holds them all: to floating, 2^64 is added to a negative reading; from floating,
// 2^63 is taken off first if it can be, and put back in rax.

// Rounds st0 to a type, by way of memory.
void emit_round(struct type *to) {
  if (to->kind == TYPE_FLOAT)
    code("50 D9 1C 24 D9 04 24 58");    // push rax; fstp dword [rsp]; fld dword [rsp]; pop rax
  else if (to->kind == TYPE_DOUBLE)
    code("50 DD 1C 24 DD 04 24 58");    // ... qword ...
}

// rax -> st0
void integer_to_floating(struct type *from) {
  code("50 DF 2C 24 58");       // push rax; fild qword [rsp]; pop rax
  if (from->size == 8 && from->is_unsigned) {
    code("48 85 C0 79 09");     // test rax, rax; jns over the rest
    code("68 00 00 80 5F");     // push 2^64 as a float
    code("D8 04 24 59");        // fadd dword [rsp]; pop rcx
  }
}

// st0 -> rax, the fraction cut off: rounding is set to "towards zero" for one instruction.
void floating_to_integer(struct type *to) {
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

void emit_cast(struct type *from, struct type *to) {
  if (to->kind == TYPE_VOID) {
    if (is_floating(from))
      code("DD D8");                    // fstp st0
  } else if (is_floating(to)) {
    if (!is_floating(from))
      integer_to_floating(from);
    emit_round(to);
  } else if (is_floating(from))
    floating_to_integer(to);
  else
    emit_extend(to);
}
