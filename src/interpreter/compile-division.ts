// div and idiv as WebAssembly, where the dividend has no more bits than a register: the others, and what stops a program,
// are left to the plain interpreter. The flags stay as they are.

import { register, type Instruction } from "./instruction.ts";
import { T, V, type RegionCode } from "./region-code.ts";
import { RAX, RDX } from "./registers.ts";
import { OP } from "./wasm-code.ts";

export function compileDivision(code: RegionCode, { operation, width, operands }: Instruction): void {
  const signed = operation === "idiv";
  // The divisor in V, the dividend in T.
  code.read(operands[0]!, width);
  if (signed) code.extendSign(width);
  code.set(V);
  if (width === 4) {
    code.register(RDX);
    code.i64(32n);
    code.op(OP.i64_shl);
    code.register(RAX);
    code.mask(4);
    code.op(OP.i64_or);
    code.set(T);
  } else {
    code.register(RAX);
    code.set(T);
    code.register(RDX);
    if (signed) {
      code.register(RAX);
      code.i64(63n);
      code.op(OP.i64_shr_s);
    } else code.i64(0n);
    code.op(OP.i64_ne);
    code.leaveIf();
  }
  code.get(V);
  code.op(OP.i64_eqz);
  code.leaveIf();
  if (signed) {
    // The one quotient that may have no room.
    code.get(V);
    code.i64(-1n);
    code.op(OP.i64_eq);
    code.leaveIf();
  }
  const divided = (operation: number): void => {
    code.get(T);
    code.get(V);
    code.op(operation);
  };
  if (width === 4) {
    divided(signed ? OP.i64_div_s : OP.i64_div_u);
    if (signed) code.op(OP.i64_extend32_s);
    else code.mask(4);
    divided(signed ? OP.i64_div_s : OP.i64_div_u);
    code.op(OP.i64_ne);
    code.leaveIf();
  }
  divided(signed ? OP.i64_rem_s : OP.i64_rem_u);
  divided(signed ? OP.i64_div_s : OP.i64_div_u);
  for (const number of [RAX, RDX]) code.writeRegister(register(number), width);
}
