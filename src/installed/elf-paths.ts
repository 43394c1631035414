// The absolute paths that an ELF program asks the kernel and the loader for: its interpreter and its rpath (System V ABI,
// "Program Header", "Dynamic Section"). Must never read beyond the bytes, whatever they say.

import type { SomeBytes } from "./some-bytes.ts";

export interface ElfPaths {
  readonly interpreter?: string;
  /** Absolute ones alone: `$ORIGIN` moves with the program. */
  readonly rpath: readonly string[];
}

const [PT_LOAD, PT_DYNAMIC, PT_INTERP] = [1, 2, 3];
const [DT_STRTAB, DT_RPATH, DT_RUNPATH] = [5, 15, 29];

const HEADER = 64;
const PROGRAM_HEADER = 56;
const DYNAMIC_ENTRY = 16;
/** Longer than any path, and with others beside it than any list of them that is meant. */
const LONGEST_TEXT = 4096;
/** More than the dynamic section of any program: what lies about its own size must not be read whole. */
const LONGEST_SECTION = 1 << 20;

/** Undefined where it is no 64-bit little-endian ELF file. */
export function elfPaths(bytes: SomeBytes): ElfPaths | undefined {
  const head = bytes.read(0, HEADER);
  if (head.length < HEADER || head.toString("latin1", 0, 6) !== "\x7fELF\x02\x01") return undefined;
  const text = (at: number): string => {
    if (at <= 0 || at >= bytes.length) return "";
    const found = bytes.read(at, at + LONGEST_TEXT);
    const end = found.indexOf(0);
    return end < 0 && found.length < LONGEST_TEXT ? "" : found.toString("utf8", 0, end < 0 ? LONGEST_TEXT : end);
  };
  const table = numberAt(head, 32);
  const headers = entriesOf(bytes.read(table, table + head.readUInt16LE(56) * PROGRAM_HEADER), PROGRAM_HEADER).map(
    (entry) => ({
      type: entry.readUInt32LE(0),
      offset: numberAt(entry, 8),
      address: numberAt(entry, 16),
      size: numberAt(entry, 32),
    }),
  );
  const interp = headers.find(({ type }) => type === PT_INTERP);
  const interpreter = interp === undefined ? "" : text(interp.offset);
  const inFile = (address: number): number => {
    const load = headers.find(
      (each) => each.type === PT_LOAD && address - each.address < each.size && address >= each.address,
    );
    return load === undefined ? 0 : address - load.address + load.offset;
  };
  const dynamic = headers.find(({ type }) => type === PT_DYNAMIC);
  const rpath: string[] = [];
  if (dynamic !== undefined) {
    const section = bytes.read(dynamic.offset, dynamic.offset + Math.min(dynamic.size, LONGEST_SECTION));
    const tags = entriesOf(section, DYNAMIC_ENTRY).map((entry) => ({
      tag: numberAt(entry, 0),
      value: numberAt(entry, 8),
    }));
    const strings = inFile(tags.find(({ tag }) => tag === DT_STRTAB)?.value ?? 0);
    for (const { tag, value } of tags)
      if (strings > 0 && (tag === DT_RPATH || tag === DT_RUNPATH)) rpath.push(...text(strings + value).split(":"));
  }
  return {
    ...(interpreter.startsWith("/") ? { interpreter } : {}),
    rpath: rpath.filter((each) => each.startsWith("/")),
  };
}

const numberAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

/** The whole entries of a table. */
function entriesOf(table: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.floor(table.length / size) }, (_, i) => table.subarray(i * size, (i + 1) * size));
}
