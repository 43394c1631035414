// A plain model of the assembler of bootstrap-seed/asm: the oracle for it. Must never accept what NOTES.md there does
// not say.

import { words } from "./asm-table.ts";
import type { Word } from "./asm-table.ts";

export type Assembled =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

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
const limits = { source: 8 << 20, output: 4 << 20, reserved: 1n << 30n, names: 0x2ff000, name: 255 };
const message = {
  form: "there is no such form of operands, or their size is not given",
  large: "the program is too large",
  names: "a name is too long, or there are too many",
  number: "a number is malformed or too large",
  quote: "a quote is not closed, or a character malformed",
  value: "this value does not fit",
};

/** Assembles the files as one program; the message of a failure is what the assembler writes, without its line end. */
export function assemble(files: readonly { readonly name: string; readonly text: string | Uint8Array }[]): Assembled {
  const sources = files.map(({ name, text }) => ({
    name,
    bytes: typeof text === "string" ? Buffer.from(text, "latin1") : Buffer.from(text),
  }));
  const symbols = new Map<string, bigint>();
  let namesSize = [...words.keys()].reduce((size, word) => size + entrySize(word), 0);
  let final = false;
  let out: number[] = [];
  let reserved = reservedFrom;
  let scope = "";
  let source = sources[0]!;
  let at = 0;
  let line = 0;
  let lastName = "";

  function pass(): void {
    out = new Array<number>(headerSize).fill(0);
    reserved = reservedFrom;
    scope = "";
    for (source of sources) {
      line = 0;
      if (source.bytes.length >= limits.source) throw new Wrong("this source cannot be read, or is 8 MiB or more");
      for (at = 0; at < source.bytes.length; at++) {
        line++;
        statementLine();
      }
    }
  }

  // Characters and words

  function peek(): string {
    return at < source.bytes.length ? String.fromCharCode(source.bytes[at]!) : "\n";
  }

  /** Steps over blanks and gives the next character. */
  function next(): string {
    while (" \t".includes(peek())) at++;
    return peek();
  }

  function take(char: string): boolean {
    if (next() !== char) return false;
    at++;
    return true;
  }

  function want(char: string): void {
    if (!take(char)) throw new Wrong(`this is wanted here: ${char}`);
  }

  function word(): string {
    let text = "";
    if (next() === ".") text = scope;
    if (!/[A-Za-z_.]/.test(peek())) throw new Wrong("no name and no value starts like this");
    while (/[A-Za-z0-9_.]/.test(peek())) {
      text += peek();
      at++;
      if (text.length > limits.name) throw new Wrong(message.names);
    }
    return text;
  }

  function character(quote: string): number | undefined {
    const char = peek();
    if (char === "\n") throw new Wrong(message.quote);
    at++;
    if (char === quote) return undefined;
    if (char !== "\\") return char.charCodeAt(0);
    const escaped = peek();
    if (escaped === "\n") throw new Wrong(message.quote);
    at++;
    return escaped === "n" ? 10 : escaped.charCodeAt(0);
  }

  // Expressions

  function number(): bigint {
    const text = /^(0x[0-9A-F]*|[0-9]+)/.exec(source.bytes.toString("latin1", at, at + 100_000))![0];
    at += text.length;
    if (/[A-Za-z0-9_.]/.test(peek()) || text === "0x") throw new Wrong(message.number);
    const value = BigInt(text);
    if (value >> 64n) throw new Wrong(message.number);
    return value;
  }

  /** A number, a character's code, or what a name means. */
  function value(known: boolean): bigint | Word {
    const char = next();
    if (/[0-9]/.test(char)) return number();
    if (char === "'") {
      at++;
      const code = character("'");
      if (code === undefined || character("'") !== undefined) throw new Wrong(message.quote);
      return BigInt(code);
    }
    lastName = word();
    const found = words.get(lastName) ?? symbols.get(lastName);
    if (found === undefined && (known || final)) throw new Wrong(unknown(lastName));
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
      const term = value(known);
      if (typeof term === "bigint") {
        let product = term;
        while (take("*")) {
          const factor = value(known);
          if (typeof factor !== "bigint") throw new Wrong(unknown(lastName));
          product *= factor;
        }
        total += minus ? -product : product;
      } else {
        if (term.kind !== "register" || !registers) throw new Wrong(unknown(lastName));
        if (minus || term.size !== 8) throw new Wrong(message.form);
        const scaled = take("*");
        if (scaled) want("8");
        if (!scaled && base === undefined) base = term.number;
        else if (index !== undefined || term.number === 4) throw new Wrong(message.form);
        else {
          index = term.number;
          if (scaled) scale = 8;
        }
      }
      if (take("+")) minus = false;
      else if (take("-")) minus = true;
      else break;
    }
    return {
      value: BigInt.asIntN(64, total),
      ...(base === undefined ? {} : { base }),
      ...(index === undefined ? {} : { index }),
      scale,
    };
  }

  function operand(): Operand {
    if (take("[")) return memory(0);
    const start = at;
    const first = peek() === "-" ? 0n : value(false);
    if (typeof first !== "bigint") {
      if (first.kind === "register") return { kind: "register", size: first.size, number: first.number };
      if (first.kind === "size") {
        want("[");
        return memory(first.size);
      }
    }
    at = start;
    return { kind: "immediate", size: 0, value: sum(false, false).value };
  }

  function memory(size: number): Operand {
    const inside = sum(true, false);
    want("]");
    return { kind: "memory", size, sum: inside };
  }

  // Bytes

  function emit(...bytes: number[]): void {
    if (out.length + bytes.length > limits.output) throw new Wrong(message.large);
    out.push(...bytes);
  }

  /** Writes a number: of one byte without a sign, of four with one. */
  function emitValue(number: bigint, size: number): void {
    const fits = size === 8 || (size === 4 ? BigInt.asIntN(32, number) : BigInt.asUintN(8, number)) === number;
    if (final && !fits) throw new Wrong(message.value);
    const rest = BigInt.asUintN(64, number);
    emit(...Array.from({ length: size }, (_, i) => Number((rest >> BigInt(8 * i)) & 255n)));
  }

  /** REX, opcode, ModRM, SIB and displacement. `size` is that of the operation. */
  function emitForm(size: number, opcode: readonly number[], field: number, rm: Operand): void {
    if (rm.kind === "immediate") throw new Wrong(message.form);
    const {
      base,
      index,
      scale,
      value: displacement,
    } = rm.kind === "memory" ? rm.sum : { base: rm.number, index: undefined, scale: 1, value: 0n };
    emit(
      0x40 | (size === 8 ? 8 : 0) | (field & 8 ? 4 : 0) | ((index ?? 0) & 8 ? 2 : 0) | ((base ?? 0) & 8 ? 1 : 0),
      ...opcode,
    );
    const reg = (field & 7) << 3;
    if (rm.kind === "register") return emit(0xc0 | reg | (base! & 7));
    emit(
      (base === undefined ? 0x00 : 0x80) | reg | 4,
      (Math.log2(scale) << 6) | (((index ?? 4) & 7) << 3) | ((base ?? 5) & 7),
    );
    emitValue(displacement, 4);
  }

  // Statements

  function define(name: string, number: bigint): void {
    if (final) return;
    if (words.has(name) || symbols.has(name)) throw new Wrong(`this name is defined twice: ${name}`);
    namesSize += entrySize(name);
    if (namesSize >= limits.names) throw new Wrong(message.names);
    symbols.set(name, number);
  }

  function statementLine(): void {
    for (;;) {
      if ("\n;".includes(next())) break;
      const local = peek() === ".";
      const name = word();
      if (take(":")) {
        define(name, BigInt(origin + out.length));
        if (!local) scope = name;
        continue;
      }
      if (take("=")) define(name, sum(false, true).value);
      else statement(name);
      if (!"\n;".includes(next())) throw new Wrong("the end of the line is wanted here");
      break;
    }
    while (peek() !== "\n") at++;
  }

  function statement(name: string): void {
    const found = words.get(name);
    if (found === undefined || found.kind === "register") throw new Wrong(unknown(name));
    switch (found.kind) {
      case "size":
        return data(found.size);
      case "reserve":
        return reserve();
      case "prefix":
        emit(found.code);
        return statement(word());
      case "fixed":
        return emit(...found.opcode);
      case "jump":
        emit(...found.opcode);
        return emitValue(BigInt.asIntN(64, sum(false, false).value - BigInt(origin + out.length + 4)), 4);
      case "one":
        do {
          const a = operand();
          const size = agreed(a.size, found.size);
          emitForm(size, sized(found.opcode, size), found.field, a);
        } while (take(","));
        return;
      default: {
        const a = operand();
        want(",");
        const b = operand();
        if (found.kind === "two") return two(found, a, b);
        return found.kind === "shift" ? shift(found.field, a, b) : load(found, a, b);
      }
    }
  }

  function data(size: number): void {
    do {
      if (take('"')) {
        for (let code = character('"'); code !== undefined; code = character('"')) emit(code);
      } else emitValue(sum(false, false).value, size);
    } while (take(","));
  }

  function reserve(): void {
    const name = word();
    want(",");
    const size = BigInt.asUintN(64, sum(false, true).value);
    if (size > limits.reserved) throw new Wrong(message.large);
    define(name, reserved);
    reserved += (size + 15n) & -16n;
    if (reserved - reservedFrom > limits.reserved) throw new Wrong(message.large);
  }

  /** The one size of operands; 0 is one that was not given. */
  function agreed(a: number, b: number): number {
    if (a !== 0 && b !== 0 && a !== b) throw new Wrong(message.form);
    if (a === 0 && b === 0) throw new Wrong(message.form);
    return a || b;
  }

  function two(found: Word & { kind: "two" }, a: Operand, b: Operand): void {
    const size = agreed(a.size, b.size);
    if (b.kind === "register") return emitForm(size, sized([found.store], size), b.number, a);
    if (b.kind === "memory") {
      if (a.kind !== "register") throw new Wrong(message.form);
      return emitForm(size, sized([found.load], size), a.number, b);
    }
    if (found.immediate === 0) throw new Wrong(message.form);
    emitForm(size, sized([found.immediate], size), found.field, a);
    emitValue(b.value, Math.min(size, 4));
  }

  function shift(field: number, a: Operand, b: Operand): void {
    const size = agreed(a.size, 0);
    if (b.kind === "immediate") {
      emitForm(size, sized([0xc0], size), field, a);
      return emitValue(b.value, 1);
    }
    if (b.kind !== "register" || b.size !== 1 || b.number !== 1) throw new Wrong(message.form);
    emitForm(size, sized([0xd2], size), field, a);
  }

  function load(found: Word & { kind: "load" }, a: Operand, b: Operand): void {
    if (a.kind !== "register" || a.size !== 8) throw new Wrong(message.form);
    if (b.size !== found.size && !(b.kind === "memory" && b.size === 0)) throw new Wrong(message.form);
    emitForm(8, found.opcode, a.number, b);
  }

  if (sources.length === 0) return { ok: false, message: "asm: usage: asm OUTPUT SOURCE..." };
  const place = (message: string): Assembled => ({ ok: false, message: `${source.name}:${line}: ${message}` });
  try {
    pass();
    final = true;
    pass();
  } catch (error) {
    if (error instanceof Wrong) return place(error.message);
    throw error;
  }
  const entry = symbols.get("_start");
  if (entry === undefined) return place(unknown("_start"));
  const bytes = Buffer.from(out);
  writeHeader(bytes, entry, reserved);
  return { ok: true, bytes };
}

function unknown(name: string): string {
  return `this name means nothing here: ${name}`;
}

/** What an entry of the assembler's table of names takes. */
function entrySize(name: string): number {
  return 16 + name.length + 1;
}

/** The opcode for a size, from that for bytes. */
function sized(opcode: readonly number[], size: number): readonly number[] {
  return [opcode[0]! | (size === 1 ? 0 : 1), ...opcode.slice(1)];
}

/** The ELF header and the one program header. `end` is that of reserved memory. */
function writeHeader(bytes: Buffer, entry: bigint, end: bigint): void {
  const start = BigInt(origin);
  bytes.write("\x7fELF\x02\x01\x01", 0, "latin1");
  const fields: [at: number, size: 2 | 4 | 8, value: bigint][] = [
    [16, 2, 2n],
    [18, 2, 62n],
    [20, 4, 1n],
    [24, 8, BigInt.asUintN(64, entry)],
    [32, 8, 64n],
    [52, 2, 64n],
    [54, 2, 56n],
    [56, 2, 1n],
    [64, 4, 1n],
    [68, 4, 7n],
    [80, 8, start],
    [88, 8, start],
    [96, 8, BigInt(bytes.length)],
    [104, 8, end - start],
    [112, 8, 0x1000n],
  ];
  for (const [at, size, value] of fields)
    for (let i = 0; i < size; i++) bytes[at + i] = Number((value >> BigInt(8 * i)) & 255n);
}
