// The records of a pax extended header (POSIX.1-2017, pax, "Extended Header"): `length key=value\n`, length in decimal
// and counting the whole record. Must never skip a record that it cannot read.

import { Refused } from "../refused.ts";

export type PaxRecords = ReadonlyMap<string, Buffer>;

export function readPax(body: Buffer): PaxRecords {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const digits = space === -1 ? "" : body.toString("latin1", at, Math.min(space, at + 12));
    const length = /^[1-9][0-9]{0,9}$/.test(digits) ? Number(digits) : 0;
    const equals = body.indexOf(0x3d, space);
    const end = at + length;
    if (
      length === 0 ||
      end > body.length ||
      body[end - 1] !== 0x0a ||
      equals === -1 ||
      equals >= end ||
      equals === space + 1
    )
      throw new Refused("a pax header of the tar archive is malformed");
    records.set(body.toString("utf8", space + 1, equals), Buffer.from(body.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}

/** The size that records give in place of the header's. */
export function paxSize(value: Buffer): number {
  const digits = value.toString("latin1");
  const size = Number(digits);
  if (!/^[0-9]+$/.test(digits) || !Number.isSafeInteger(size))
    throw new Refused("the size in a pax header of the tar archive is not a number");
  return size;
}
