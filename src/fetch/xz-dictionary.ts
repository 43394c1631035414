// How much memory an xz file asks for: each of its blocks names the size of a dictionary, up to 4 GiB, that a decoder
// must keep. The walk goes over all blocks by the lengths that stand in the file, and decodes nothing. It must never let
// a piece through before the block headers in it are judged. (The .xz file format 1.2.1, sections 2 to 4; of LZMA2 only
// the headers of chunks.)

import { Refused } from "./refused.ts";

/** So many bytes wanted, or passed over. */
type Wish = { readonly take: number } | { readonly skip: number };
type Walk<T = void> = Generator<Wish, T, Buffer>;

/** Bytes of the check after each block, by its kind. */
const CHECKS = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const LZMA2 = 0x21;

/** Gives the pieces of an xz file on. Throws Refused where a dictionary is larger than `most` bytes. */
export async function* withinDictionary(pieces: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  const walk = streams(most);
  let wish = walk.next().value as Wish;
  let held: Buffer = Buffer.alloc(0);
  let skip = 0;
  for await (const piece of pieces) {
    let left = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    for (;;) {
      const passed = Math.min(skip, left.length);
      skip -= passed;
      left = left.subarray(passed);
      const take = "take" in wish ? wish.take : 0;
      if (skip > 0 || left.length < take || left.length === 0) break;
      wish = walk.next(left.subarray(0, take)).value as Wish;
      left = left.subarray(take);
      if ("skip" in wish) skip = wish.skip;
    }
    held = left;
    yield piece;
  }
}

function* streams(most: number): Walk<never> {
  for (;;) {
    const start = yield { take: 4 };
    if (start.equals(Buffer.alloc(4))) continue; // padding between streams
    const header = yield { take: 8 };
    const check = CHECKS[header[3]! & 15]!;
    for (;;) {
      const size = (yield { take: 1 })[0]!;
      if (size === 0) break;
      judge(yield { take: size * 4 + 3 }, most);
      const packed = yield* chunks();
      yield { skip: ((4 - (packed % 4)) % 4) + check };
    }
    yield* index();
    yield { skip: 12 };
  }
}

/** A block's header after its first byte. */
function judge(header: Buffer, most: number): void {
  let at = 1;
  const number = (): number => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = header[at++] ?? 0;
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  const flags = header[0]!;
  if ((flags & 0x40) !== 0) number();
  if ((flags & 0x80) !== 0) number();
  for (let filter = 0; filter <= (flags & 3); filter++) {
    const id = number();
    const properties = number();
    if (id === LZMA2 && dictionary(header[at]!) > most)
      throw new Refused(`its xz stream asks for a dictionary of ${dictionary(header[at]!)} bytes, more than ${most}`);
    at += properties;
  }
}

function dictionary(bits: number): number {
  return bits >= 40 ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11);
}

/** The chunks of a block; returns how many bytes they are, their end mark included. */
function* chunks(): Walk<number> {
  let bytes = 0;
  for (;;) {
    const control = (yield { take: 1 })[0]!;
    bytes++;
    if (control === 0) return bytes;
    const compressed = control >= 0x80;
    if (!compressed && control > 2) throw new Refused("its xz stream is broken: a chunk is of no known kind");
    const head = yield { take: compressed ? 4 : 2 };
    const body = head.readUInt16BE(head.length - 2) + 1 + (control >= 0xc0 ? 1 : 0);
    yield { skip: body };
    bytes += head.length + body;
  }
}

function* index(): Walk {
  let bytes = 1;
  const number = function* (): Walk<number> {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = (yield { take: 1 })[0]!;
      bytes++;
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  const records = yield* number();
  for (let i = 0; i < records * 2; i++) yield* number();
  yield { skip: ((4 - (bytes % 4)) % 4) + 4 };
}
