// The code of one WebAssembly function, byte by byte: operations with their immediates, and labels by depth. WebAssembly
// Core Specification, chapter 5. Must know nothing of what it is used for.

/** Opcodes, by the names of the specification's text format. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call_indirect: 0x11,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_load: 0x28,
  i64_load: 0x29,
  i32_load8_u: 0x2d,
  i64_load8_u: 0x31,
  i64_load16_u: 0x33,
  i64_load32_u: 0x35,
  i32_store: 0x36,
  i64_store: 0x37,
  i64_store8: 0x3c,
  i64_store16: 0x3d,
  i64_store32: 0x3e,
  i32_const: 0x41,
  i64_const: 0x42,
  i32_eqz: 0x45,
  i32_ne: 0x47,
  i32_lt_s: 0x48,
  i64_eqz: 0x50,
  i64_eq: 0x51,
  i64_ne: 0x52,
  i64_lt_s: 0x53,
  i64_lt_u: 0x54,
  i64_gt_u: 0x56,
  i64_le_s: 0x57,
  i64_le_u: 0x58,
  i64_ge_u: 0x5a,
  i32_popcnt: 0x69,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_xor: 0x73,
  i32_shl: 0x74,
  i32_shr_u: 0x76,
  i64_add: 0x7c,
  i64_sub: 0x7d,
  i64_mul: 0x7e,
  i64_and: 0x83,
  i64_or: 0x84,
  i64_xor: 0x85,
  i64_shl: 0x86,
  i64_shr_s: 0x87,
  i64_shr_u: 0x88,
  i32_wrap_i64: 0xa7,
  i64_extend_i32_u: 0xad,
  i64_extend8_s: 0xc2,
  i64_extend16_s: 0xc3,
  i64_extend32_s: 0xc4,
} as const;

export const I32 = 0x7f;
export const I64 = 0x7e;
/** The type of a block that leaves nothing. */
const EMPTY = 0x40;

/** A block that is open, by how many were open before it. */
export type Label = number & { readonly brand?: "label" };

export class WasmCode {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #depth = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Where the code ends now, to rewind to. */
  mark(): { readonly length: number; readonly depth: number } {
    return { length: this.#length, depth: this.#depth };
  }

  /** Forgets all after a mark. */
  rewind({ length, depth }: ReturnType<WasmCode["mark"]>): void {
    this.#length = length;
    this.#depth = depth;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(2 * this.#length);
    this.#bytes[this.#length++] = value;
  }

  append(code: WasmCode): void {
    const end = this.#length + code.#length;
    if (end > this.#bytes.length) this.#grow(2 * end);
    this.#bytes.set(code.bytes, this.#length);
    this.#length = end;
  }

  #grow(size: number): void {
    const larger = new Uint8Array(size);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** LEB128, section 5.2.2. */
  unsigned(value: number): void {
    while (value >= 0x80) {
      this.byte((value & 0x7f) | 0x80);
      value = Math.floor(value / 128);
    }
    this.byte(value);
  }

  signed(value: bigint | number): void {
    if (typeof value === "number" || (value >= -0x4000_0000n && value < 0x4000_0000n)) {
      let rest = Number(value);
      while (rest < -64 || rest > 63) {
        this.byte((rest & 0x7f) | 0x80);
        rest >>= 7;
      }
      this.byte(rest & 0x7f);
      return;
    }
    while (value < -64n || value > 63n) {
      this.byte(Number(value & 0x7fn) | 0x80);
      value >>= 7n;
    }
    this.byte(Number(value & 0x7fn));
  }

  /** Operations without an immediate, in order. */
  op(...operations: readonly number[]): void {
    for (const operation of operations) this.byte(operation);
  }

  get(local: number): void {
    this.byte(OP.local_get);
    this.unsigned(local);
  }

  set(local: number): void {
    this.byte(OP.local_set);
    this.unsigned(local);
  }

  tee(local: number): void {
    this.byte(OP.local_tee);
    this.unsigned(local);
  }

  i32(value: number): void {
    this.byte(OP.i32_const);
    this.signed(value | 0);
  }

  i64(value: bigint): void {
    this.byte(OP.i64_const);
    this.signed(BigInt.asIntN(64, value));
  }

  /** A load or store: what is added to the address; the alignment is only a hint, and none is given. */
  access(operation: number, offset: number): void {
    this.byte(operation);
    this.byte(0);
    this.unsigned(offset);
  }

  open(kind: typeof OP.block | typeof OP.loop | typeof OP.if): Label {
    this.op(kind, EMPTY);
    return this.#depth++;
  }

  else(): void {
    this.op(OP.else);
  }

  end(): void {
    this.op(OP.end);
    this.#depth--;
  }

  branch(to: Label, operation: typeof OP.br | typeof OP.br_if = OP.br): void {
    this.byte(operation);
    this.unsigned(this.#depth - 1 - to);
  }

  /** Branches by a number on the stack: to the first label for 0, to the last for all that have none. */
  branchTable(labels: readonly Label[]): void {
    this.byte(OP.br_table);
    this.unsigned(labels.length - 1);
    for (const label of labels) this.unsigned(this.#depth - 1 - label);
  }
}
