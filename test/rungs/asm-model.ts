// A plain model of the assembler of bootstrap-seed/asm: the oracle for it. Must never accept what NOTES.md there does not say.

import { words } from "./asm-table.ts";
import type { Word } from "./asm-table.ts";

export type Assembled = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly message: string };

type Operand =
  | { readonly kind: "register"; readonly size: number; readonly number: number }
  | { readonly kind: "memory"; readonly size: number; readonly sum: Sum }
  | { readonly kind: "immediate"; readonly size: 0; readonly value: bigint };

interface Sum {
  readonly value: bigint;
  readonly base?: number;
  readonly index?: number;
  readonly scale: number;
}

class Wrong extends Error {}

const origin = 0x400000;
const headerSize = 0x78;
const reservedFrom = 0x800000n;
const limits = { input: 8 << 20, files: 255, output: 4 << 20, reserved: 1n << 30n, names: 32768, text: 1 << 20, name: 255 };

/** Assembles the files as one program; the message of a failure is what the assembler writes, without its line end. */
export function assemble(files: readonly { readonly name: string; readonly text: string | Uint8Array }[]): Assembled {
  const sources = files.map(({ name, text }) => ({ name, bytes: typeof text === "string" ? Buffer.from(text, "latin1") : Buffer.from(text) }));
  const symbols = new Map<string, bigint>();
  let namesText = 0;
  let final = false;
  let out: number[] = [];
  let reserved = reservedFrom;
  let scope = "";
  let source = sources[0]!;
  let at = 0;
  let line = 1;

  function pass(): void {
    out = new Array<number>(headerSize).fill(0);
    reserved = reservedFrom;
    scope = "";
    for (source of sources) {
      line = 1;
      for (at = 0; at < source.bytes.length; at++, line++) statementLine();
    }
  }

  // Characters and words

  function peek(): string {
    return at < source.bytes.length ? String.fromCharCode(source.bytes[at]!) : "\n";
  }

  /** Steps over blanks and gives the next character. */
  function next(): string {
    while (" \t\r".includes(peek())) at++;
    return peek();
  }

  function take(char: string): boolean {
    if (next() !== char) return false;
    at++;
    return true;
  }

  function want(char: string): void {
    if (!take(char)) throw new Wrong(`"${char}" is wanted here`);
  }

  function word(): string {
    let text = "";
    if (next() === ".") text = scope;
    if (!/[A-Za-z_.]/.test(peek())) throw new Wrong("a name is wanted here");
    while (/[A-Za-z0-9_.]/.test(peek())) {
      text += peek();
      at++;
      if (text.length > limits.name) throw new Wrong("a name is too long");
    }
    return text;
  }

  function character(quote: string): number | undefined {
    const char = peek();
    if (char === "\n") throw new Wrong("a quote is not closed");
    at++;
    if (char === quote) return undefined;
    if (char !== "\\") return char.charCodeAt(0);
    const escaped = peek();
    if (escaped === "\n") throw new Wrong("a quote is not closed");
    at++;
    return { n: 10, t: 9, r: 13, "0": 0 }[escaped] ?? escaped.charCodeAt(0);
  }

  // Expressions

  function number(): bigint {
    let text = /^(0x[0-9A-Fa-f]*|[0-9]+)/.exec(source.bytes.toString("latin1", at, at + 100_000))![0];
    at += text.length;
    if (/[A-Za-z0-9_.]/.test(peek()) || text === "0x") throw new Wrong("a number is malformed");
    const value = BigInt(text);
    if (value >> 64n) throw new Wrong("a number is too large");
    return value;
  }

  function value(known: boolean): bigint {
    const char = next();
    if (/[0-9]/.test(char)) return number();
    if (char === "'") {
      at++;
      const code = character("'");
      if (code === undefined || peek() !== "'") throw new Wrong("a character is malformed");
      at++;
      return BigInt(code);
    }
    if (!/[A-Za-z_.]/.test(char)) throw new Wrong("a value is wanted here");
    const name = word();
    if (words.has(name)) throw new Wrong(`this word is not a value: "${name}"`);
    const found = symbols.get(name);
    if (found === undefined && (known || final)) throw new Wrong(`this name is not defined: "${name}"`);
    return found ?? 0n;
  }

  /** A sum of terms; registers are taken only within brackets. */
  function sum(registers: boolean, known: boolean): Sum {
    let total = 0n;
    let base: number | undefined;
    let index: number | undefined;
    let scale = 1;
    let minus = take("-");
    for (;;) {
      next();
      const start = at;
      const register = registers && /[A-Za-z_.]/.test(peek()) ? words.get(word()) : undefined;
      if (register?.kind === "register") {
        if (minus || register.size !== 8) throw new Wrong("this address cannot be encoded");
        if (take("*")) {
          if (index !== undefined) throw new Wrong("this address cannot be encoded");
          const by = value(true);
          if (![1n, 2n, 4n, 8n].includes(by)) throw new Wrong("this address cannot be encoded");
          index = register.number;
          scale = Number(by);
        } else if (base === undefined) base = register.number;
        else if (index === undefined) index = register.number;
        else throw new Wrong("this address cannot be encoded");
        if (index === 4) throw new Wrong("this address cannot be encoded");
      } else {
        at = start;
        let term = value(known);
        while (take("*")) term *= value(known);
        total += minus ? -term : term;
      }
      if (take("+")) minus = false;
      else if (take("-")) minus = true;
      else break;
    }
    return { value: BigInt.asIntN(64, total), ...(base === undefined ? {} : { base }), ...(index === undefined ? {} : { index }), scale };
  }

  function operand(): Operand {
    let size = 0;
    next();
    const start = at;
    if (/[A-Za-z_.]/.test(peek())) {
      const found = words.get(word());
      if (found?.kind === "register") return { kind: "register", size: found.size, number: found.number };
      if (found?.kind === "size") {
        if (found.size === 2) throw new Wrong("these operands do not fit");
        size = found.size;
        if (next() !== "[") throw new Wrong('"[" is wanted here');
      } else at = start;
    }
    if (!take("[")) return { kind: "immediate", size: 0, value: sum(false, false).value };
    const inside = sum(true, false);
    want("]");
    return { kind: "memory", size, sum: inside };
  }

  // Bytes

  function emit(...bytes: number[]): void {
    if (out.length + bytes.length > limits.output) throw new Wrong("the output is too large");
    out.push(...bytes);
  }

  /** Writes a number that may be signed or not. */
  function emitValue(number: bigint, size: number, signed = false): void {
    const least = -(1n << BigInt(size * 8 - 1));
    const beyond = signed ? -least : 1n << BigInt(size * 8);
    if (final && size < 8 && (number < least || number >= beyond)) throw new Wrong("this value does not fit");
    const rest = BigInt.asUintN(64, number);
    emit(...Array.from({ length: size }, (_, i) => Number((rest >> BigInt(8 * i)) & 255n)));
  }

  /** REX, opcode, ModRM, SIB and displacement. `size` is that of the operation, `byte` says that an 8-bit register may be there. */
  function emitForm(size: number, byte: boolean, opcode: readonly number[], field: number, rm: Operand): void {
    if (rm.kind === "immediate") throw new Wrong("these operands do not fit");
    const { base, index, scale, value: displacement } = rm.kind === "memory" ? rm.sum : { base: rm.number, index: undefined, scale: 1, value: 0n };
    const rex = (size === 8 ? 8 : 0) | (field & 8 ? 4 : 0) | ((index ?? 0) & 8 ? 2 : 0) | ((base ?? 0) & 8 ? 1 : 0);
    if (rex !== 0 || byte) emit(0x40 | rex);
    emit(...opcode);
    const reg = (field & 7) << 3;
    if (rm.kind === "register") return emit(0xc0 | reg | (base! & 7));
    const mod = base === undefined ? 0x00 : 0x80;
    if (index === undefined && base !== undefined && (base & 7) !== 4) emit(mod | reg | (base & 7));
    else emit(mod | reg | 4, (Math.log2(scale) << 6) | (((index ?? 4) & 7) << 3) | ((base ?? 5) & 7));
    emitValue(displacement, 4, true);
  }

  // Statements

  function define(name: string, number: bigint): void {
    if (final) return;
    if (words.has(name) || symbols.has(name)) throw new Wrong(`this name is defined twice: "${name}"`);
    namesText += name.length + 1;
    if (symbols.size === limits.names || namesText > limits.text) throw new Wrong("there are too many names");
    symbols.set(name, number);
  }

  function statementLine(): void {
    for (;;) {
      if ("\n;#".includes(next())) break;
      const local = peek() === ".";
      const name = word();
      if (take(":")) {
        define(name, BigInt(origin + out.length));
        if (!local) scope = name;
        continue;
      }
      if (take("=")) define(name, sum(false, true).value);
      else statement(name);
      if (!"\n;#".includes(next())) throw new Wrong("the end of the line is wanted here");
      break;
    }
    while (peek() !== "\n") at++;
  }

  function statement(name: string): void {
    const found = words.get(name);
    if (found === undefined || found.kind === "register") throw new Wrong(`this instruction is not known: "${name}"`);
    switch (found.kind) {
      case "size":
        return data(found.size);
      case "reserve":
        return reserve();
      case "prefix": {
        emit(found.code);
        const name = word();
        if (words.get(name)?.kind !== "fixed") throw new Wrong(`this instruction is not known: "${name}"`);
        return statement(name);
      }
      case "fixed":
        return emit(...found.bytes);
      case "push":
      case "pop":
        do stack(found.kind === "push");
        while (take(","));
        return;
      case "one":
      case "branch":
      case "jcc":
      case "setcc":
        return oneOperand(found, operand());
      default: {
        const a = operand();
        want(",");
        return twoOperands(found, a, operand());
      }
    }
  }

  function data(size: number): void {
    do {
      if (size === 1 && take('"')) {
        for (let code = character('"'); code !== undefined; code = character('"')) emit(code);
      } else emitValue(sum(false, false).value, size);
    } while (take(","));
  }

  function reserve(): void {
    const name = word();
    want(",");
    const size = sum(false, true).value;
    if (size < 0n || size > limits.reserved) throw new Wrong("too much is reserved");
    define(name, reserved);
    reserved += (size + 15n) & -16n;
    if (reserved - reservedFrom > limits.reserved) throw new Wrong("too much is reserved");
  }

  function stack(push: boolean): void {
    const a = operand();
    const unfit = a.kind === "register" ? a.size !== 8 : a.kind === "memory" ? a.size !== 0 && a.size !== 8 : !push;
    if (unfit) throw new Wrong("these operands do not fit");
    if (a.kind === "register") {
      if (a.number & 8) emit(0x41);
      emit((push ? 0x50 : 0x58) | (a.number & 7));
    } else if (a.kind === "memory") emitForm(0, false, [push ? 0xff : 0x8f], push ? 6 : 0, a);
    else {
      emit(0x68);
      emitValue(a.value, 4, true);
    }
  }

  function oneOperand(found: Word, a: Operand): void {
    if (found.kind === "one") {
      if (a.kind === "immediate") throw new Wrong("these operands do not fit");
      if (a.size === 0) throw new Wrong("say byte, dword or qword");
      return emitForm(a.size, a.size === 1, [found.opcode | (a.size === 1 ? 0 : 1)], found.field, a);
    }
    if (found.kind === "setcc") {
      if (a.size > 1) throw new Wrong("these operands do not fit");
      return emitForm(1, true, [0x0f, 0x90 | found.code], 0, a);
    }
    if (found.kind === "jcc") {
      if (a.kind !== "immediate") throw new Wrong("these operands do not fit");
      emit(0x0f, 0x80 | found.code);
      return emitValue(a.value - BigInt(origin + out.length + 4), 4, true);
    }
    if (found.kind !== "branch") throw new Error("our bug: not an instruction of one operand");
    if (a.kind === "immediate") {
      emit(found.opcode);
      return emitValue(a.value - BigInt(origin + out.length + 4), 4, true);
    }
    if (a.size !== 8 && !(a.kind === "memory" && a.size === 0)) throw new Wrong("these operands do not fit");
    emitForm(0, false, [0xff], found.field, a);
  }

  function twoOperands(found: Word, a: Operand, b: Operand): void {
    const unfit = new Wrong("these operands do not fit");
    if (found.kind === "two") {
      if (a.kind === "immediate" || (a.kind === "memory" && b.kind === "memory")) throw unfit;
      if (a.size !== 0 && b.size !== 0 && a.size !== b.size) throw unfit;
      const size = a.size || b.size;
      if (size === 0) throw new Wrong("say byte, dword or qword");
      const wide = size === 1 ? 0 : 1;
      if (b.kind === "register") return emitForm(size, size === 1, [found.store | wide], b.number, a);
      if (b.kind === "memory" && a.kind === "register") return emitForm(size, size === 1, [found.load | wide], a.number, b);
      if (b.kind !== "immediate" || found.immediate === 0) throw unfit;
      emitForm(size, size === 1, [found.immediate | wide], found.field, a);
      return emitValue(b.value, Math.min(size, 4), size === 8);
    }
    if (found.kind === "shift") {
      if (a.kind === "immediate") throw unfit;
      if (a.size === 0) throw new Wrong("say byte, dword or qword");
      const wide = a.size === 1 ? 0 : 1;
      if (b.kind === "register" && b.size === 1 && b.number === 1) return emitForm(a.size, a.size === 1, [0xd2 | wide], found.field, a);
      if (b.kind !== "immediate") throw unfit;
      emitForm(a.size, a.size === 1, [0xc0 | wide], found.field, a);
      return emitValue(b.value, 1);
    }
    if (a.kind !== "register" || a.size === 1) throw unfit;
    if (found.kind === "movabs") {
      if (a.size !== 8 || b.kind !== "immediate") throw unfit;
      emit(a.number & 8 ? 0x49 : 0x48, 0xb8 | (a.number & 7));
      return emitValue(b.value, 8);
    }
    if (found.kind === "lea") {
      if (b.kind !== "memory" || b.size !== 0) throw unfit;
      return emitForm(a.size, false, [0x8d], a.number, b);
    }
    if (found.kind !== "load") throw new Error("our bug: not an instruction of two operands");
    if (b.kind === "immediate") {
      if (found.immediate === 0) throw unfit;
      emitForm(a.size, false, [found.immediate], a.number, a);
      return emitValue(b.value, 4, a.size === 8);
    }
    if (found.source === 4 && a.size !== 8) throw unfit;
    if (b.size !== (found.source || a.size) && !(b.kind === "memory" && b.size === 0)) throw unfit;
    emitForm(a.size, found.source === 1, found.opcode, a.number, b);
  }

  if (sources.length === 0 || sources.length > limits.files) return { ok: false, message: "asm: usage: asm OUTPUT SOURCE..." };
  if (sources.reduce((size, { bytes }) => size + bytes.length + 1, 0) > limits.input) return { ok: false, message: "asm: the sources are too large" };
  try {
    pass();
    final = true;
    pass();
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, message: `${source.name}:${line}: ${error.message}` };
    throw error;
  }
  const entry = symbols.get("_start");
  if (entry === undefined) return { ok: false, message: "asm: no label _start" };
  const bytes = Buffer.from(out);
  writeHeader(bytes, entry, reserved);
  return { ok: true, bytes };
}

/** The ELF header and the one program header. `end` is that of reserved memory. */
function writeHeader(bytes: Buffer, entry: bigint, end: bigint): void {
  const start = BigInt(origin);
  bytes.write("\x7fELF\x02\x01\x01", 0, "latin1");
  const fields: [at: number, size: 2 | 4 | 8, value: bigint][] = [
    [16, 2, 2n], [18, 2, 62n], [20, 4, 1n], [24, 8, BigInt.asUintN(64, entry)], [32, 8, 64n], [52, 2, 64n], [54, 2, 56n], [56, 2, 1n],
    [64, 4, 1n], [68, 4, 7n], [80, 8, start], [88, 8, start], [96, 8, BigInt(bytes.length)], [104, 8, end - start], [112, 8, 0x1000n],
  ];
  for (const [at, size, value] of fields) for (let i = 0; i < size; i++) bytes[at + i] = Number((value >> BigInt(8 * i)) & 255n);
}
