// The opcodes that are known, in the manual's own notation: Intel SDM volume 2, appendix A, tables, as far as
// the programs use them. Those of the x87 are in decode-x87.ts.

/** An instruction's form: what it is, and its operands by their codes. */
export interface Form {
  /** The manual's mnemonic, of conditional ones without the condition. */
  readonly operation: string;
  /** The letter of its width, where that is not its first operand's. */
  readonly width: string | undefined;
  readonly operands: readonly string[];
}

/**
 * A row is opcodes, operation, operands. Opcodes: hexadecimal, after "NP", "66", "F2" or "F3" and a colon where they need
 * that prefix or none; before "/" and the bits called reg where those choose the instruction.
 *
 * Operands are a letter for the kind (section A.2.1), E: register or memory by ModRM; M: memory alone; G: register by reg;
 * I: immediate; J: distance of a jump; V: xmm by reg; W: xmm or memory by ModRM; U: xmm alone; and of our own Z: register
 * by the opcode; A: rax; C: cl; 1: that number. Then one for the width (A.2.2), b, w, d, q: 1, 2, 4, 8 bytes; v: as the
 * prefixes say; z: the same but at most 4; y: 8 or 4; and x: b where the opcode is even, else v, of immediates z.
 */
const ROWS = `
50-57 push Zq
58-5f pop Zq
63 movsx Gv Ed
68 push:q Id
69 imul Gv Ev Iz
6a push:q Ib
6b imul Gv Ev Ib
70-7f j:q Jb
84-85 test Ex Gx
86-87 xchg Ex Gx
88-89 mov Ex Gx
8a-8b mov Gx Ex
8d lea Gv M
8f/0 pop Eq
90 nop
91-97 xchg Av Zv
98 cbw:v
99 cwd:v
a4-a5 movs:x
a6-a7 cmps:x
a8-a9 test Ax Ix
aa-ab stos:x
ac-ad lods:x
b0-b7 mov Zb Ib
b8-bf mov Zv Iv
c3 ret
c6-c7/0 mov Ex Ix
c9 leave
e8 call:q Jd
e9 jmp:q Jd
eb jmp:q Jb
f6-f7/0 test Ex Ix
f6-f7/2 not Ex
f6-f7/3 neg Ex
f7/4 mul Ev
f7/6 div Ev
f7/7 idiv Ev
f8 clc
f9 stc
fc nop
fe-ff/0 inc Ex
fe-ff/1 dec Ex
ff/2 call Eq
ff/4 jmp Eq
ff/6 push Eq
0f05 syscall
0f80-0f8f j:q Jd
0f90-0f9f set Eb
0faf imul Gv Ev
0fb6 movzx Gv Eb
0fb7 movzx Gv Ew
0fba/4 bt Ev Ib
0fbc bsf Gv Ev
0fbe movsx Gv Eb
0fbf movsx Gv Ew
F2:0f10 movs-xmm Vq Wq
F3:0f10 movs-xmm Vd Wd
F2:0f11 movs-xmm Wq Vq
F3:0f11 movs-xmm Wd Vd
NP:0f14 unpcklps Vq Uq
66:0f14 unpcklpd Vq Uq
NP:0f28 movaps Vq Uq
F2:0f2a cvtsi2s Vq Ev
F3:0f2a cvtsi2s Vd Ev
F2:0f2c cvtts2si Gv Wq
F3:0f2c cvtts2si Gv Wd
NP:0f2e-0f2f comis Vd Wd
66:0f2e-0f2f comis Vq Wq
NP:0f5a cvtps2pd Vq Uq
66:0f5a cvtpd2ps Vq Uq
66:0f6e movd Vy Ey
66:0f7e movd Ey Vy
F3:0f7e movd Vq Wq
66:0fd6 movd Wq Vq
`;

const ARITHMETIC = ["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"];
const SHIFTS = { 4: "shl", 5: "shr", 7: "sar" };
const SCALAR = { "58": "adds", "59": "muls", "5c": "subs", "5e": "divs" };

/** Rows that are alike. */
const FAMILIES = [
  ...ARITHMETIC.flatMap((operation, reg) => [
    `${nameOf(8 * reg)}-${nameOf(8 * reg + 1)} ${operation} Ex Gx`,
    `${nameOf(8 * reg + 2)}-${nameOf(8 * reg + 3)} ${operation} Gx Ex`,
    `${nameOf(8 * reg + 4)}-${nameOf(8 * reg + 5)} ${operation} Ax Ix`,
    `80-81/${reg} ${operation} Ex Ix`,
    `83/${reg} ${operation} Ev Ib`,
  ]),
  ...Object.entries(SHIFTS).flatMap(([reg, operation]) => [
    `c0-c1/${reg} ${operation} Ex Ib`,
    `d0-d1/${reg} ${operation} Ex 1`,
    `d2-d3/${reg} ${operation} Ex C`,
  ]),
  ...Object.entries(SCALAR).flatMap(([opcode, operation]) => [
    `F2:0f${opcode} ${operation} Vq Wq`,
    `F3:0f${opcode} ${operation} Vd Wd`,
  ]),
];

/** An opcode as rows have it. */
function nameOf(opcode: number): string {
  return opcode.toString(16).padStart(2, "0");
}

/** Keys are numbers, as instructions are decoded each time that they are executed one by one. */
const ALONE = new Map<number, Form>();
const BY_PREFIX = new Map<number, Form>();
const BY_REG = new Map<number, Form>();
const keyOf = (opcode: number, chosenBy: number): number => (chosenBy << 16) | opcode;
for (const row of [...ROWS.trim().split("\n"), ...FAMILIES]) addRow(row);

/** The form of an opcode that no prefix and no reg chooses. */
export function formOf(opcode: number): Form | undefined {
  return ALONE.get(opcode);
}

/** That which 66, F2 or F3 chooses, or 0 for none of them. */
export function formByPrefix(opcode: number, prefix: number): Form | undefined {
  return BY_PREFIX.get(keyOf(opcode, prefix));
}

/** That which the bits called reg choose. */
export function formByReg(opcode: number, reg: number): Form | undefined {
  return BY_REG.get(keyOf(opcode, reg));
}

function addRow(row: string): void {
  const [opcodes, what, ...operands] = row.split(" ") as [string, string, ...string[]];
  const [, prefix, first, last = first, reg] = /^(?:(..):)?([0-9a-f]+)(?:-([0-9a-f]+))?(?:\/(.))?$/.exec(opcodes)!;
  const [operation, width] = what.split(":") as [string, string?];
  for (let opcode = Number.parseInt(first!, 16); opcode <= Number.parseInt(last!, 16); opcode++) {
    const sized = (code: string): string =>
      code.replace("x", opcode % 2 === 0 ? "b" : code.startsWith("I") ? "z" : "v");
    const form = { operation, width: width && sized(width), operands: operands.map(sized) };
    if (prefix !== undefined) BY_PREFIX.set(keyOf(opcode, prefix === "NP" ? 0 : Number.parseInt(prefix, 16)), form);
    else if (reg !== undefined) BY_REG.set(keyOf(opcode, Number(reg)), form);
    else ALONE.set(opcode, form);
  }
}
