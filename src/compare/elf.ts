// Which part of an ELF64 little-endian file an offset lies in: a header, a section by name, or a segment when there are
// no sections. Must never read outside the bytes, whatever the headers say: they may be the very bytes that differ.

/** A part of a file, and how far into it the offset lies. */
export interface ElfPlace {
  readonly part: string;
  readonly offset: number;
}

const SECTION_HEADER = 64;
const PROGRAM_HEADER = 56;
const FILE_HEADER = 64;
const NO_BITS = 8;

interface Extent {
  readonly part: string;
  readonly from: number;
  readonly size: number;
}

/** Undefined when the bytes are not an ELF64 little-endian file. */
export function elfPlace(bytes: Uint8Array, offset: number): ElfPlace | undefined {
  if (bytes.length < FILE_HEADER || Buffer.from(bytes.subarray(0, 6)).toString("latin1") !== "\x7fELF\x02\x01")
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = extents(view).find((extent) => offset >= extent.from && offset - extent.from < extent.size);
  return found === undefined
    ? { part: "bytes outside all sections and segments", offset }
    : { part: found.part, offset: offset - found.from };
}

/** From the most telling part to the least. */
function extents(view: DataView): readonly Extent[] {
  const programHeaders = table(view, { offset: 0x20, size: 0x36, count: 0x38 }, PROGRAM_HEADER);
  const sectionHeaders = table(view, { offset: 0x28, size: 0x3a, count: 0x3c }, SECTION_HEADER);
  const nameTable = sectionHeaders[view.getUint16(0x3e, true)];
  const sections = sectionHeaders.map((at) => ({
    part: `section ${JSON.stringify(sectionName(view, nameTable, view.getUint32(at, true)))}`,
    from: number64(view, at + 0x18),
    size: view.getUint32(at + 4, true) === NO_BITS ? 0 : number64(view, at + 0x20),
  }));
  const segments = programHeaders.map((at, index) => ({
    part: `segment ${index}`,
    from: number64(view, at + 8),
    size: number64(view, at + 0x20),
  }));
  return [
    { part: "the ELF header", from: 0, size: FILE_HEADER },
    ...programHeaders.map((from, index) => ({ part: `program header ${index}`, from, size: PROGRAM_HEADER })),
    ...sectionHeaders.map((from, index) => ({ part: `section header ${index}`, from, size: SECTION_HEADER })),
    ...sections,
    ...segments,
  ];
}

/** Where the file header tells of a header table. */
interface TableAt {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/**
 * Where each whole entry of a header table begins; empty when the table lies outside the file or has entries of another
 * size.
 */
function table(view: DataView, told: TableAt, size: number): readonly number[] {
  const from = number64(view, told.offset);
  if (view.getUint16(told.size, true) !== size || from === 0) return [];
  const count = view.getUint16(told.count, true);
  return Array.from({ length: count }, (_, index) => from + index * size).filter((at) => at + size <= view.byteLength);
}

function sectionName(view: DataView, nameTable: number | undefined, name: number): string {
  if (nameTable === undefined) return "";
  const from = number64(view, nameTable + 0x18) + name;
  let to = from;
  while (to < view.byteLength && to - from < 256 && view.getUint8(to) !== 0) to++;
  return from >= view.byteLength ? "" : Buffer.from(view.buffer, view.byteOffset + from, to - from).toString("latin1");
}

/** A 64-bit number; what no file can reach is as good as infinite. */
function number64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
