// The absolute paths that an ELF program asks the kernel and the loader for: its interpreter and its rpath (System V ABI,
// "Program Header", "Dynamic Section"). Must never read beyond the bytes, whatever they say.

export interface ElfPaths {
  readonly interpreter?: string;
  /** Absolute ones alone: `$ORIGIN` moves with the program. */
  readonly rpath: readonly string[];
}

const [PT_LOAD, PT_DYNAMIC, PT_INTERP] = [1, 2, 3];
const [DT_STRTAB, DT_RPATH, DT_RUNPATH] = [5, 15, 29];

/** Undefined where it is no 64-bit little-endian ELF file. */
export function elfPaths(bytes: Buffer): ElfPaths | undefined {
  if (bytes.length < 64 || bytes.toString("latin1", 0, 6) !== "\x7fELF\x02\x01") return undefined;
  const number = (at: number): number => (at >= 0 && at + 8 <= bytes.length ? Number(bytes.readBigUInt64LE(at)) : 0);
  const text = (at: number): string => {
    const end = bytes.indexOf(0, at);
    return at <= 0 || end < 0 ? "" : bytes.toString("utf8", at, Math.min(end, at + 4096));
  };
  const headers = Array.from({ length: bytes.readUInt16LE(56) }, (_, i) => number(32) + i * 56)
    .filter((at) => at + 56 <= bytes.length)
    .map((at) => ({
      type: bytes.readUInt32LE(at),
      offset: number(at + 8),
      address: number(at + 16),
      size: number(at + 32),
    }));
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
    const tags: { readonly tag: number; readonly value: number }[] = [];
    for (let at = dynamic.offset; at + 16 <= Math.min(bytes.length, dynamic.offset + dynamic.size); at += 16)
      tags.push({ tag: number(at), value: number(at + 8) });
    const strings = inFile(tags.find(({ tag }) => tag === DT_STRTAB)?.value ?? 0);
    for (const { tag, value } of tags)
      if (strings > 0 && (tag === DT_RPATH || tag === DT_RUNPATH)) rpath.push(...text(strings + value).split(":"));
  }
  return {
    ...(interpreter.startsWith("/") ? { interpreter } : {}),
    rpath: rpath.filter((each) => each.startsWith("/")),
  };
}
