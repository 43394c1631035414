// The assembler's words: registers, sizes and instructions, with their encodings. Must say what bootstrap-seed/asm/NOTES.md says.

export type Word =
  | { readonly kind: "register"; readonly number: number; readonly size: 1 | 4 | 8 }
  | { readonly kind: "size"; readonly size: 1 | 2 | 4 | 8 }
  | { readonly kind: "reserve" }
  | { readonly kind: "prefix"; readonly code: number }
  | { readonly kind: "fixed"; readonly bytes: readonly number[] }
  /** Two operands of one size: opcodes of the 8-bit forms; `store` is "r/m, r". */
  | { readonly kind: "two"; readonly store: number; readonly load: number; readonly immediate: number; readonly field: number }
  | { readonly kind: "movabs" }
  /** A register and a wider look at another operand: `source` is that operand's size, 0 for the register's own. */
  | { readonly kind: "load"; readonly opcode: readonly number[]; readonly source: 0 | 1 | 4; readonly immediate: number }
  | { readonly kind: "lea" }
  | { readonly kind: "one"; readonly opcode: number; readonly field: number }
  | { readonly kind: "shift"; readonly field: number }
  | { readonly kind: "push" }
  | { readonly kind: "pop" }
  | { readonly kind: "branch"; readonly opcode: number; readonly field: number }
  | { readonly kind: "jcc"; readonly code: number }
  | { readonly kind: "setcc"; readonly code: number };

const legacy = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
const numbered = [8, 9, 10, 11, 12, 13, 14, 15];
const registers64 = [...legacy.map((name) => `r${name}`), ...numbered.map((n) => `r${n}`)];
const registers32 = [...legacy.map((name) => `e${name}`), ...numbered.map((n) => `r${n}d`)];
const registers8 = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", ...numbered.map((n) => `r${n}b`)];

export const conditions: Readonly<Record<string, number>> = {
  b: 2, ae: 3, e: 4, z: 4, ne: 5, nz: 5, be: 6, a: 7, s: 8, ns: 9, l: 12, ge: 13, le: 14, g: 15,
};

/** Every reserved word with its meaning. */
export const words: ReadonlyMap<string, Word> = new Map<string, Word>([
  ...registers64.map((name, number): [string, Word] => [name, { kind: "register", number, size: 8 }]),
  ...registers32.map((name, number): [string, Word] => [name, { kind: "register", number, size: 4 }]),
  ...registers8.map((name, number): [string, Word] => [name, { kind: "register", number, size: 1 }]),
  ["byte", { kind: "size", size: 1 }],
  ["word", { kind: "size", size: 2 }],
  ["dword", { kind: "size", size: 4 }],
  ["qword", { kind: "size", size: 8 }],
  ["reserve", { kind: "reserve" }],
  ["rep", { kind: "prefix", code: 0xf3 }],
  ["repe", { kind: "prefix", code: 0xf3 }],
  ["repne", { kind: "prefix", code: 0xf2 }],
  ...Object.entries({
    ret: [0xc3], leave: [0xc9], syscall: [0x0f, 0x05], cqo: [0x48, 0x99], cdq: [0x99], cld: [0xfc], std: [0xfd], nop: [0x90],
    movsb: [0xa4], movsq: [0x48, 0xa5], stosb: [0xaa], stosq: [0x48, 0xab], lodsb: [0xac], lodsq: [0x48, 0xad], scasb: [0xae], cmpsb: [0xa6],
  }).map(([name, bytes]): [string, Word] => [name, { kind: "fixed", bytes }]),
  ["mov", { kind: "two", store: 0x88, load: 0x8a, immediate: 0xc6, field: 0 }],
  ["test", { kind: "two", store: 0x84, load: 0x84, immediate: 0xf6, field: 0 }],
  ["xchg", { kind: "two", store: 0x86, load: 0x86, immediate: 0, field: 0 }],
  ...["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"].map((name, n): [string, Word] => [
    name,
    { kind: "two", store: n * 8, load: n * 8 + 2, immediate: 0x80, field: n },
  ]),
  ["movabs", { kind: "movabs" }],
  ["lea", { kind: "lea" }],
  ["movzx", { kind: "load", opcode: [0x0f, 0xb6], source: 1, immediate: 0 }],
  ["movsx", { kind: "load", opcode: [0x0f, 0xbe], source: 1, immediate: 0 }],
  ["movsxd", { kind: "load", opcode: [0x63], source: 4, immediate: 0 }],
  ["imul", { kind: "load", opcode: [0x0f, 0xaf], source: 0, immediate: 0x69 }],
  ...Object.entries({ not: [0xf6, 2], neg: [0xf6, 3], mul: [0xf6, 4], div: [0xf6, 6], idiv: [0xf6, 7], inc: [0xfe, 0], dec: [0xfe, 1] }).map(
    ([name, [opcode, field]]): [string, Word] => [name, { kind: "one", opcode: opcode!, field: field! }],
  ),
  ...Object.entries({ rol: 0, ror: 1, shl: 4, shr: 5, sar: 7 }).map(([name, field]): [string, Word] => [name, { kind: "shift", field }]),
  ["push", { kind: "push" }],
  ["pop", { kind: "pop" }],
  ["call", { kind: "branch", opcode: 0xe8, field: 2 }],
  ["jmp", { kind: "branch", opcode: 0xe9, field: 4 }],
  ...Object.entries(conditions).map(([name, code]): [string, Word] => [`j${name}`, { kind: "jcc", code }]),
  ...Object.entries(conditions).map(([name, code]): [string, Word] => [`set${name}`, { kind: "setcc", code }]),
]);
