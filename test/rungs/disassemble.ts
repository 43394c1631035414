// Disassembles the x86-64 instructions that the rungs use, into the text of their comments. Must never guess: undefined
// for any other.

export interface Instruction {
  readonly length: number;
  /** `jle 4000A2`, `mov eax,[rsi+8]`: numbers are hexadecimal. */
  readonly text: string;
  /** Where a jump or call goes. */
  readonly target?: number;
}

const names64 = [
  "rax",
  "rcx",
  "rdx",
  "rbx",
  "rsp",
  "rbp",
  "rsi",
  "rdi",
  "r8",
  "r9",
  "r10",
  "r11",
  "r12",
  "r13",
  "r14",
  "r15",
];
const names32 = names64.map((name, n) => (n < 8 ? `e${name.slice(1)}` : `${name}d`));
const names16 = names64.map((name, n) => (n < 8 ? name.slice(1) : `${name}w`));
const names8 = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", ...names64.slice(8).map((name) => `${name}b`)];
const arithmetic = ["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"];
const shifts = ["rol", "ror", "rcl", "rcr", "shl", "shr", undefined, "sar"];
const conditions = ["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"];
const sizeNames: Readonly<Record<number, string>> = { 1: "byte", 2: "word", 4: "dword", 8: "qword" };
const single: Readonly<Record<number, readonly [string, string]>> = {
  0x99: ["cdq", "cqo"],
  0xa4: ["movsb", "movsb"],
  0xa5: ["movsd", "movsq"],
  0xa6: ["cmpsb", "cmpsb"],
  0xaa: ["stosb", "stosb"],
  0xab: ["stosd", "stosq"],
  0xac: ["lodsb", "lodsb"],
  0xad: ["lodsd", "lodsq"],
  0xae: ["scasb", "scasb"],
  0xc3: ["ret", "ret"],
  0xf8: ["clc", "clc"],
  0xf9: ["stc", "stc"],
};

class Unknown extends Error {}

export function hex(value: bigint | number): string {
  const number = BigInt(value);
  return number < 0n ? `-${(-number).toString(16).toUpperCase()}` : number.toString(16).toUpperCase();
}

/** Decodes the instruction at `at` of `bytes`, whose address is `address`. */
export function disassemble(bytes: Uint8Array, at: number, address: number): Instruction | undefined {
  try {
    return decode(bytes, at, address);
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array, start: number, address: number): Instruction {
  let at = start;
  let rex = 0;

  function read(size: number): bigint {
    if (at + size > bytes.length) throw new Unknown();
    let value = 0n;
    for (let i = 0; i < size; i++) value |= BigInt(bytes[at + i]!) << BigInt(8 * i);
    at += size;
    return value;
  }
  const byte = (): number => Number(read(1));
  const signed = (size: number): bigint => BigInt.asIntN(size * 8, read(size));

  function register(number: number, size: number): string {
    if (size === 1 && rex === 0 && number >= 4 && number < 8) return ["ah", "ch", "dh", "bh"][number - 4]!;
    return { 1: names8, 2: names16, 4: names32, 8: names64 }[size]![number]!;
  }

  /** The ModRM byte and what belongs to it; `size` 0 says that memory has no size to name. */
  function modrm(): { field: number; rm: (size: number, name: boolean) => string } {
    const value = byte();
    const mod = value >> 6;
    const low = value & 7;
    const field = ((value >> 3) & 7) | ((rex & 4) << 1);
    if (mod === 3) return { field, rm: (size) => register(low | ((rex & 1) << 3), size) };
    const parts: string[] = [];
    let base: number | undefined = low;
    let index: string | undefined;
    if (low === 4) {
      const sib = byte();
      base = sib & 7;
      const number = ((sib >> 3) & 7) | ((rex & 2) << 2);
      if (number !== 4) index = `${names64[number]!}${sib >> 6 ? `*${1 << (sib >> 6)}` : ""}`;
    }
    if (mod === 0 && base === 5) {
      if (low === 5) throw new Unknown();
      base = undefined;
    }
    if (base !== undefined) parts.push(names64[base | ((rex & 1) << 3)]!);
    if (index !== undefined) parts.push(index);
    const displacement = mod === 1 ? signed(1) : mod === 2 || base === undefined ? signed(4) : 0n;
    let text = parts.join("+");
    if (text === "") text = hex(displacement);
    else if (displacement !== 0n) text += displacement < 0n ? hex(displacement) : `+${hex(displacement)}`;
    return { field, rm: (size, name) => `${name ? `${sizeNames[size]!} ` : ""}[${text}]` };
  }

  function done(text: string): Instruction {
    return { length: at - start, text };
  }
  function jump(name: string, size: number): Instruction {
    const offset = Number(signed(size));
    const target = address + (at - start) + offset;
    return { length: at - start, text: `${name} ${hex(target)}`, target };
  }

  let opcode = byte();
  if (opcode === 0xf2 || opcode === 0xf3) {
    const after = decode(bytes, at, address + 1);
    if (!/^(movs|stos|lods|scas|cmps)/.test(after.text)) throw new Unknown();
    const name = opcode === 0xf2 ? "repne" : /^(scas|cmps)/.test(after.text) ? "repe" : "rep";
    return { length: after.length + 1, text: `${name} ${after.text}` };
  }
  if ((opcode & 0xf0) === 0x40) {
    rex = opcode;
    opcode = byte();
  }
  const wide = rex & 8 ? 8 : 4;
  const size = opcode & 1 ? wide : 1;
  const extended = (rex & 1) << 3;

  const one = single[opcode];
  if (one !== undefined) return done(one[rex & 8 ? 1 : 0]);
  if (opcode < 0x40 && (opcode & 7) < 4) {
    const { field, rm } = modrm();
    const pair = [rm(size, false), register(field, size)];
    if (opcode & 2) pair.reverse();
    return done(`${arithmetic[opcode >> 3]!} ${pair.join(",")}`);
  }
  if (opcode < 0x40 && (opcode & 7) < 6)
    return done(`${arithmetic[opcode >> 3]!} ${register(0, size)},${size === 1 ? hex(read(1)) : hex(signed(4))}`);
  if (opcode >= 0x50 && opcode < 0x60)
    return done(`${opcode < 0x58 ? "push" : "pop"} ${names64[(opcode & 7) | extended]!}`);
  if (opcode >= 0x70 && opcode < 0x80) return jump(`j${conditions[opcode & 15]!}`, 1);
  if (opcode >= 0x91 && opcode < 0x98)
    return done(`xchg ${register((opcode & 7) | extended, wide)},${register(0, wide)}`);
  if (opcode >= 0xb0 && opcode < 0xb8) return done(`mov ${register((opcode & 7) | extended, 1)},${hex(read(1))}`);
  if (opcode >= 0xb8 && opcode < 0xc0) return done(`mov ${register((opcode & 7) | extended, wide)},${hex(read(wide))}`);
  switch (opcode) {
    case 0x0f:
      break;
    case 0x63: {
      const { field, rm } = modrm();
      return done(`movsxd ${register(field, wide)},${rm(4, false)}`);
    }
    case 0x68:
      return done(`push ${hex(signed(4))}`);
    case 0x69:
    case 0x6b: {
      const { field, rm } = modrm();
      const source = rm(wide, false);
      return done(`imul ${register(field, wide)},${source},${hex(signed(opcode === 0x69 ? 4 : 1))}`);
    }
    case 0x6a:
      return done(`push ${hex(signed(1))}`);
    case 0x80:
    case 0x81:
    case 0x83: {
      const { field, rm } = modrm();
      const value = opcode === 0x80 ? read(1) : signed(opcode === 0x81 ? 4 : 1);
      return done(`${arithmetic[field & 7]!} ${withSize(rm, size)},${hex(value)}`);
    }
    case 0x84:
    case 0x85:
    case 0x86:
    case 0x87:
    case 0x88:
    case 0x89: {
      const { field, rm } = modrm();
      return done(`${["test", "xchg", "mov"][(opcode - 0x84) >> 1]!} ${rm(size, false)},${register(field, size)}`);
    }
    case 0x8a:
    case 0x8b: {
      const { field, rm } = modrm();
      return done(`mov ${register(field, size)},${rm(size, false)}`);
    }
    case 0x8d: {
      const { field, rm } = modrm();
      return done(`lea ${register(field, wide)},${rm(wide, false)}`);
    }
    case 0x8f: {
      const { field, rm } = modrm();
      if ((field & 7) !== 0) throw new Unknown();
      return done(`pop ${withSize(rm, 8)}`);
    }
    case 0xa8:
      return done(`test al,${hex(read(1))}`);
    case 0xc0:
    case 0xc1: {
      const { field, rm } = modrm();
      return done(`${named(shifts[field & 7])} ${withSize(rm, size)},${hex(read(1))}`);
    }
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3: {
      const { field, rm } = modrm();
      return done(`${named(shifts[field & 7])} ${withSize(rm, size)},${opcode < 0xd2 ? "1" : "cl"}`);
    }
    case 0xc6:
    case 0xc7: {
      const { rm } = modrm();
      return done(`mov ${withSize(rm, size)},${size === 1 ? hex(read(1)) : hex(signed(4))}`);
    }
    case 0xe8:
    case 0xe9:
      return jump(opcode === 0xe8 ? "call" : "jmp", 4);
    case 0xeb:
      return jump("jmp", 1);
    case 0xf6:
    case 0xf7: {
      const { field, rm } = modrm();
      const name = named(["test", undefined, "not", "neg", "mul", "imul", "div", "idiv"][field & 7]);
      const operand = withSize(rm, size);
      return done(`${name} ${operand}${name === "test" ? `,${hex(size === 1 ? read(1) : signed(4))}` : ""}`);
    }
    case 0xfe:
    case 0xff: {
      const { field, rm } = modrm();
      const name = named(["inc", "dec", "call", undefined, "jmp", undefined, "push", undefined][field & 7]);
      if (opcode === 0xfe && (field & 7) > 1) throw new Unknown();
      return done(`${name} ${withSize(rm, (field & 7) > 1 ? 8 : size)}`);
    }
    default:
      throw new Unknown();
  }

  const second = byte();
  if (second === 0x05) return done("syscall");
  if ((second & 0xf0) === 0x80) return jump(`j${conditions[second & 15]!}`, 4);
  if ((second & 0xf0) === 0x90) return done(`set${conditions[second & 15]!} ${withSize(modrm().rm, 1)}`);
  const { field, rm } = modrm();
  if (second === 0xba && (field & 7) === 4) return done(`bt ${withSize(rm, wide)},${hex(read(1))}`);
  if (second === 0xaf) return done(`imul ${register(field, wide)},${rm(wide, false)}`);
  if (second === 0xb6 || second === 0xbe)
    return done(`${second === 0xb6 ? "movzx" : "movsx"} ${register(field, wide)},${withSize(rm, 1)}`);
  throw new Unknown();
}

function named(name: string | undefined): string {
  if (name === undefined) throw new Unknown();
  return name;
}

/** An operand that no register gives a size: memory names it. */
function withSize(rm: (size: number, name: boolean) => string, size: number): string {
  return rm(size, true);
}
