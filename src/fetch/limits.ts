// The most that an archive may take of the machine: what is read of it, and what is made of it. UNPACKING.md tells the
// same to a person. Must never depend on the machine: an archive that is taken here is taken everywhere.

import { Refused } from "./refused.ts";

export interface UnpackLimits {
  /** Bytes once decompressed; of an inner archive again. */
  readonly read: number;
  /** How many times its own size an archive may become by decompression, and how much every archive may become. */
  readonly growth: number;
  readonly unmeasured: number;
  /** Bytes that an xz decoder must keep; those of the others never take more than 128 MiB. */
  readonly dictionary: number;
  /** Frames of a zstd file, each of which is begun from the start, however little is in it. */
  readonly frames: number;
  /** Members of an ar archive. */
  readonly members: number;
  /** Headers, those of long names and pax included. */
  readonly headers: number;
  /** Bytes of one long name or pax header; of zeros after the end of the archive. */
  readonly meta: number;
  readonly tail: number;

  /** Bytes of the tree's files, those that hard links become included. */
  readonly written: number;
  /** Files, links and directories of the tree, those that paths alone tell of included. */
  readonly nodes: number;
  /** Bytes of all paths and link targets of the tree together. */
  readonly text: number;
  /** Bytes of one name, one path and one link target. */
  readonly name: number;
  readonly path: number;
  readonly target: number;
  /** Names in one path. */
  readonly depth: number;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

export const unpackLimits: UnpackLimits = {
  read: 20 * GIB,
  growth: 200,
  unmeasured: 64 * MIB,
  dictionary: 256 * MIB,
  frames: 10_000,
  members: 1000,
  headers: 2_000_000,
  meta: MIB,
  tail: 16 * MIB,
  written: 20 * GIB,
  nodes: 1_000_000,
  text: 64 * MIB,
  name: 255,
  path: 2048,
  target: 4095,
  depth: 256,
};

/** The most that an archive of so many bytes may hold once decompressed. */
export function mostRead(size: number, limits: UnpackLimits): number {
  return Math.min(limits.read, Math.max(limits.unmeasured, limits.growth * size));
}

/** `found` follows "it", as in "it holds more than 5 headers". */
export function tooMuch(found: string): Refused {
  return new Refused(found, { hint: "src/fetch/UNPACKING.md tells the limits; no recipe can raise them" });
}
