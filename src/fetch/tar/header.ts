// One header block of a tar archive (POSIX.1-2017 "pax", ustar; GNU tar's and V7's forms). Must never guess: a field
// that is not written as its format says is refused.
//
//   offset size field        offset size field         offset size field
//        0  100 name            148    8 checksum          265   32 owner, not read
//      100    8 mode            156    1 type              297   48 group and device, not read
//      108   16 ids, not read   157  100 link target       345  155 prefix of the name, in ustar alone
//      124   12 size            257    8 magic
//      136   12 time, not read

import { Refused } from "../refused.ts";

export const BLOCK = 512;

export interface TarHeader {
  /** The type as its character; V7's NUL is given as "0". */
  readonly type: string;
  readonly name: Buffer;
  readonly target: Buffer;
  readonly mode: number;
  readonly size: number;
}

/** Reads a block that is not all zeros. */
export function readHeader(block: Buffer): TarHeader {
  const expected = octal(block, 148, 8, "checksum");
  let sum = 8 * 0x20;
  for (let i = 0; i < 148; i++) sum += block[i]!;
  for (let i = 156; i < BLOCK; i++) sum += block[i]!;
  if (sum !== expected) throw new Refused("a header of the tar archive has a wrong checksum");
  const ustar = block.toString("latin1", 257, 263) === "ustar\0";
  const name = text(block, 0, 100);
  const prefix = ustar ? text(block, 345, 155) : Buffer.alloc(0);
  const type = block[156] === 0 ? "0" : String.fromCharCode(block[156]!);
  return {
    type,
    name: Buffer.from(prefix.length > 0 ? Buffer.concat([prefix, Buffer.from("/"), name]) : name),
    target: Buffer.from(text(block, 157, 100)),
    mode: octal(block, 100, 8, "mode"),
    size: octal(block, 124, 12, "size"),
  };
}

/** The bytes of a field up to its first NUL. */
function text(block: Buffer, at: number, size: number): Buffer {
  const end = block.indexOf(0, at);
  return block.subarray(at, end === -1 || end > at + size ? at + size : end);
}

/** Octal digits between spaces and NULs, or GNU's base 256 when the highest bit is set. An empty field is 0. */
function octal(block: Buffer, at: number, size: number, field: string): number {
  if (block[at] === 0x80 || block[at] === 0xff) return base256(block, at, size, field);
  let i = at;
  const end = at + size;
  while (i < end && block[i] === 0x20) i++;
  let value = 0;
  for (; i < end && block[i]! >= 0x30 && block[i]! <= 0x37; i++) value = value * 8 + block[i]! - 0x30;
  for (; i < end; i++)
    if (block[i] !== 0 && block[i] !== 0x20)
      throw new Refused(`the ${field} in a header of the tar archive is not a number`);
  return value;
}

function base256(block: Buffer, at: number, size: number, field: string): number {
  let value = 0;
  for (let i = at + 1; i < at + size; i++) value = value * 256 + block[i]!;
  if (block[at] === 0xff || !Number.isSafeInteger(value))
    throw new Refused(`the ${field} in a header of the tar archive is out of range`);
  return value;
}
