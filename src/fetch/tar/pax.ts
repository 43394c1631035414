// The records of a pax extended header (POSIX.1-2017, pax, "Extended Header"): `length key=value\n`, length in decimal
// and counting the whole record. Must never skip a record that it cannot read, nor keep one that nobody asks for.

import { Refused } from "../refused.ts";

/** What counts of the records of one header, or of several. */
export interface PaxRecords {
  readonly path?: Buffer;
  readonly linkpath?: Buffer;
  readonly size?: number;
  /** Whether GNU tar's records of a sparse file are there. */
  readonly sparse?: true;
}

export function readPax(body: Buffer): PaxRecords {
  const records: { -readonly [K in keyof PaxRecords]: PaxRecords[K] } = {};
  for (let at = 0; at < body.length; ) {
    const space = body.subarray(at, at + 12).indexOf(0x20);
    const digits = body.toString("latin1", at, at + Math.max(space, 0));
    const end = at + (/^[1-9][0-9]*$/.test(digits) ? Number(digits) : 0);
    const record = body.subarray(at + space + 1, end - 1);
    const equals = record.indexOf(0x3d);
    if (end === at || end > body.length || body[end - 1] !== 0x0a || equals < 1)
      throw new Refused("a pax header of the tar archive is malformed");
    const key = record.toString("latin1", 0, equals);
    const value = record.subarray(equals + 1);
    if (key === "path" || key === "linkpath") records[key] = Buffer.from(value);
    else if (key === "size") records.size = sizeOf(value);
    else if (key.startsWith("GNU.sparse.")) records.sparse = true;
    at = end;
  }
  return records;
}

function sizeOf(value: Buffer): number {
  const digits = value.toString("latin1");
  const size = Number(digits);
  if (!/^[0-9]+$/.test(digits) || !Number.isSafeInteger(size))
    throw new Refused("the size in a pax header of the tar archive is not a number");
  return size;
}
