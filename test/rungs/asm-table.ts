// The assembler's words: registers, sizes and instructions, with their encodings. Must say what
// bootstrap-seed/asm/NOTES.md says.

export type Word =
  | { readonly kind: "register"; readonly number: number; readonly size: 1 | 4 | 8 }
  | { readonly kind: "size"; readonly size: 1 | 4 | 8 }
  | { readonly kind: "reserve" }
  | { readonly kind: "prefix"; readonly code: number }
  | { readonly kind: "fixed"; readonly opcode: readonly number[] }
  | { readonly kind: "jump"; readonly opcode: readonly number[] }
  /** One operand; `size` is what it must have, 0 for any. */
  | { readonly kind: "one"; readonly opcode: readonly number[]; readonly field: number; readonly size: 0 | 1 | 8 }
  /** Two operands of one size: opcodes of the 8-bit forms; `store` is "r/m, r". */
  | {
      readonly kind: "two";
      readonly store: number;
      readonly load: number;
      readonly immediate: number;
      readonly field: number;
    }
  /** To a 64-bit register: `size` is what the other operand must have, 0 for memory without one. */
  | { readonly kind: "load"; readonly opcode: readonly number[]; readonly size: 0 | 1 | 4 | 8 }
  | { readonly kind: "shift"; readonly field: number };

const legacy = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
const numbered = [8, 9, 10, 11, 12, 13, 14, 15];
const registers64 = [...legacy.map((name) => `r${name}`), ...numbered.map((n) => `r${n}`)];
const registers32 = [...legacy.map((name) => `e${name}`), ...numbered.map((n) => `r${n}d`)];
const registers8 = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", ...numbered.map((n) => `r${n}b`)];
const conditions = { b: 2, ae: 3, e: 4, ne: 5, be: 6, a: 7, s: 8, ns: 9, l: 12, ge: 13, le: 14, g: 15 };

/** Every reserved word with its meaning. */
export const words: ReadonlyMap<string, Word> = new Map<string, Word>([
  ...registers64.map((name, number): [string, Word] => [name, { kind: "register", number, size: 8 }]),
  ...registers32.map((name, number): [string, Word] => [name, { kind: "register", number, size: 4 }]),
  ...registers8.map((name, number): [string, Word] => [name, { kind: "register", number, size: 1 }]),
  ["byte", { kind: "size", size: 1 }],
  ["dword", { kind: "size", size: 4 }],
  ["qword", { kind: "size", size: 8 }],
  ["reserve", { kind: "reserve" }],
  ["rep", { kind: "prefix", code: 0xf3 }],
  ["repe", { kind: "prefix", code: 0xf3 }],
  ...Object.entries({
    ret: [0xc3],
    leave: [0xc9],
    syscall: [0x0f, 0x05],
    cqo: [0x48, 0x99],
    movsb: [0xa4],
    cmpsb: [0xa6],
    movsq: [0x48, 0xa5],
    lodsb: [0xac],
  }).map(([name, opcode]): [string, Word] => [name, { kind: "fixed", opcode }]),
  ["call", { kind: "jump", opcode: [0xe8] }],
  ["jmp", { kind: "jump", opcode: [0xe9] }],
  ...Object.entries(conditions).map(([name, code]): [string, Word] => [
    `j${name}`,
    { kind: "jump", opcode: [0x0f, 0x80 | code] },
  ]),
  ["sete", { kind: "one", opcode: [0x0f, 0x94], field: 0, size: 1 }],
  ["setne", { kind: "one", opcode: [0x0f, 0x95], field: 0, size: 1 }],
  ...Object.entries({
    inc: [0xfe, 0],
    dec: [0xfe, 1],
    neg: [0xf6, 3],
    mul: [0xf6, 4],
    div: [0xf6, 6],
    idiv: [0xf6, 7],
  }).map(([name, [opcode, field]]): [string, Word] => [
    name,
    { kind: "one", opcode: [opcode!], field: field!, size: 0 },
  ]),
  ["push", { kind: "one", opcode: [0xff], field: 6, size: 8 }],
  ["pop", { kind: "one", opcode: [0x8f], field: 0, size: 8 }],
  ["mov", { kind: "two", store: 0x88, load: 0x8a, immediate: 0xc6, field: 0 }],
  ["test", { kind: "two", store: 0x84, load: 0x84, immediate: 0xf6, field: 0 }],
  ["xchg", { kind: "two", store: 0x86, load: 0x86, immediate: 0, field: 0 }],
  ...["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"].map((name, n): [string, Word] => [
    name,
    { kind: "two", store: n * 8, load: n * 8 + 2, immediate: 0x80, field: n },
  ]),
  ["movzx", { kind: "load", opcode: [0x0f, 0xb6], size: 1 }],
  ["movsx", { kind: "load", opcode: [0x0f, 0xbe], size: 1 }],
  ["movsxd", { kind: "load", opcode: [0x63], size: 4 }],
  ["imul", { kind: "load", opcode: [0x0f, 0xaf], size: 8 }],
  ["lea", { kind: "load", opcode: [0x8d], size: 0 }],
  ...Object.entries({ shl: 4, shr: 5, sar: 7 }).map(([name, field]): [string, Word] => [
    name,
    { kind: "shift", field },
  ]),
]);
