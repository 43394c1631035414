// A static amd64 program for Linux, from the bytes of its ELF file (System V ABI, chapters 4 and 5): what is loaded where,
// where it starts, and the names of its routines. Reads of the header what Linux reads, and of a broken file says where.

import { ADDRESSES, wholePages } from "./layout.ts";
import { EXECUTE, READ, WRITE } from "./memory.ts";
import { Stopped } from "./stop.ts";

export interface Segment {
  /** Where its bytes begin in memory. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory; what the file does not fill is zero. */
  readonly size: number;
  /** READ, WRITE, EXECUTE. */
  readonly permissions: number;
}

export interface Symbol {
  readonly name: string;
  readonly address: number;
}

export interface Program {
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** The first address after all segments: where the heap begins. */
  readonly end: number;
  /** Of the program headers, for the auxiliary vector; undefined where they are not loaded. */
  readonly headers: { readonly address: number | undefined; readonly count: number };
  /** In ascending order of address; empty where the file has none. */
  readonly symbols: readonly Symbol[];
}

const PT_LOAD = 1;
const PT_INTERP = 3;
const SHT_SYMTAB = 2;
const STT_FUNC = 2;

/** Reads a program; throws Stopped with "not-a-program". */
export function readProgram(file: Uint8Array): Program {
  const refuse = (found: string): never => {
    throw new Stopped("not-a-program", found);
  };
  if (file.length < 4 || [0x7f, 0x45, 0x4c, 0x46].some((byte, index) => file[index] !== byte))
    refuse("no ELF magic number");
  if (file.length < 64) refuse(`an ELF header of ${file.length} bytes instead of 64`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number): number => {
    const value = view.getBigUint64(at, true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? refuse(`0x${value.toString(16)} at byte ${at}`) : Number(value);
  };
  if (file[4] !== 2 || file[5] !== 1) refuse("a program that is not of 64 bits and little endian");
  const type = view.getUint16(16, true);
  const machine = view.getUint16(18, true);
  if (machine !== 62) refuse(`a program for machine ${machine} instead of 62, amd64`);
  if (type !== 2) refuse(`an ELF file of type ${type} instead of 2, a program at fixed addresses`);
  const entry = word(24);
  const start = word(32);
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (size !== 56) refuse(`program headers of ${size} bytes instead of 56`);
  if (count === 0 || start + count * 56 > file.length) refuse("program headers that are not all in the file");

  const segments: Segment[] = [];
  let headers: number | undefined;
  for (let index = 0; index < count; index++) {
    const at = start + index * 56;
    const kind = view.getUint32(at, true);
    if (kind === PT_INTERP) refuse("a program that needs a dynamic linker");
    if (kind !== PT_LOAD) continue;
    const flags = view.getUint32(at + 4, true);
    const offset = word(at + 8);
    const address = word(at + 16);
    const inFile = word(at + 32);
    const inMemory = word(at + 40);
    if (address + inMemory > ADDRESSES || inFile > inMemory)
      refuse(`a segment of ${inMemory} bytes at 0x${address.toString(16)}`);
    // Linux maps whole pages: past the file's end, the rest of the last page is zero.
    if (offset > file.length || offset + inFile > wholePages(file.length))
      refuse(`a segment up to byte ${offset + inFile} in a file of ${file.length} bytes`);
    if (offset <= start && start + count * 56 <= offset + inFile) headers ??= address - offset + start;
    const permissions = (flags & 4 ? READ : 0) | (flags & 2 ? WRITE : 0) | (flags & 1 ? EXECUTE : 0);
    segments.push({ address, bytes: file.subarray(offset, offset + inFile), size: inMemory, permissions });
  }
  if (segments.length === 0) refuse("no segment to load");
  const end = Math.max(...segments.map((segment) => segment.address + segment.size));
  return { entry, segments, end, headers: { address: headers, count }, symbols: readSymbols(file, view) };
}

/** The routines of the symbol table; none where there is no table or it is broken, as nothing depends on it. */
function readSymbols(file: Uint8Array, view: DataView): readonly Symbol[] {
  const symbols: Symbol[] = [];
  try {
    const table = Number(view.getBigUint64(40, true));
    const entries = view.getUint16(60, true);
    const section = (index: number) => {
      const at = table + index * 64;
      return {
        type: view.getUint32(at + 4, true),
        offset: Number(view.getBigUint64(at + 24, true)),
        size: Number(view.getBigUint64(at + 32, true)),
        link: view.getUint32(at + 40, true),
      };
    };
    for (let index = 0; index < entries; index++) {
      const { type, offset, size, link } = section(index);
      if (type !== SHT_SYMTAB) continue;
      const names = section(link);
      for (let at = offset; at < offset + size; at += 24) {
        if ((view.getUint8(at + 4) & 15) !== STT_FUNC || view.getUint16(at + 6, true) === 0) continue;
        const from = names.offset + view.getUint32(at, true);
        const name = new TextDecoder().decode(file.subarray(from, file.indexOf(0, from)));
        symbols.push({ name, address: Number(view.getBigUint64(at + 8, true)) });
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
  return symbols.sort((a, b) => a.address - b.address);
}

/** The routine that holds an address, as `name+offset`. */
export function routineAt(program: Program, address: number): string | undefined {
  const symbol = program.symbols.findLast((each) => each.address <= address);
  if (symbol === undefined || address >= program.end) return undefined;
  return address === symbol.address ? symbol.name : `${symbol.name}+${address - symbol.address}`;
}
