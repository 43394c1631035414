// shl, shr and sar as WebAssembly: by a count that stands in the instruction, or by cl. A count of 0 leaves the flags.

import type { Instruction } from "../interpreter/instruction.ts";
import type { Compiling } from "./pending-flags.ts";
import { A, R, T } from "./region-code.ts";
import { RCX, CF, OF } from "../interpreter/registers.ts";
import { OP } from "./wasm-code.ts";

/** `change` reads the target, lets code change the value on the stack, and writes it. */
export function compileShift(
  { code, flags, flagsAfter }: Compiling,
  { operation, width, operands }: Instruction,
  change: (emit: () => void) => void,
): void {
  const by = operands[1]!;
  const most = width === 8 ? 63n : 31n;
  const shift = operation === "shl" ? OP.i64_shl : operation === "shr" ? OP.i64_shr_u : OP.i64_shr_s;
  const count = (): void => {
    if (by.type === "immediate") return code.i64(by.value & most);
    code.register(RCX);
    code.i64(most);
    code.op(OP.i64_and);
  };
  if (flagsAfter === 0) {
    change(() => {
      if (operation === "sar") code.extendSign(width);
      count();
      code.op(shift);
      code.mask(width);
    });
    return;
  }
  // With a count of 0 the flags that came before are still to be read.
  flags.save();
  flags.begin();
  count();
  code.set(T);
  change(() => {
    if (operation === "sar") code.extendSign(width);
    code.tee(A);
    code.get(T);
    code.op(shift);
    code.mask(width);
    code.tee(R);
  });
  const size = BigInt(8 * width);
  const lowBit = (): void => {
    code.op(OP.i32_wrap_i64);
    code.i32(1);
    code.op(OP.i32_and);
  };
  /** The last bit that was shifted out. */
  const carry = (): void => {
    code.get(A);
    if (operation === "shl" && width === 8) {
      code.i64(64n);
      code.get(T);
      code.op(OP.i64_sub, OP.i64_shr_u);
    } else if (operation === "shl") {
      code.get(T);
      code.op(OP.i64_shl);
      code.i64(size);
      code.op(OP.i64_shr_u);
    } else {
      code.get(T);
      code.i64(1n);
      code.op(OP.i64_sub, shift);
    }
    lowBit();
  };
  const top = (local: number): void => {
    code.get(local);
    code.i64(size - 1n);
    code.op(OP.i64_shr_u);
    lowBit();
  };
  code.get(T);
  code.op(OP.i64_eqz, OP.i32_eqz);
  code.open(OP.if);
  flags.store(() => {
    flags.valueWord(width);
    carry();
    code.op(OP.i32_or);
    if (operation === "sar") return;
    top(operation === "shl" ? R : A);
    if (operation === "shl") {
      carry();
      code.op(OP.i32_xor);
    }
    code.i32(Math.log2(OF / CF));
    code.op(OP.i32_shl, OP.i32_or);
  });
  code.end();
}
