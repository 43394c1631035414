// The members of an archive of objects (ar, as GNU writes it), to compare two archives whose order and names differ.

import { readFileSync } from "node:fs";
import { sha256 } from "../../src/bytes/sha256.ts";

/** Each member's name and digest, sorted. libtool's "lt7-abs.o", for a second member of one name, counts as "abs.o". */
export function members(path: string): readonly string[] {
  const bytes = readFileSync(path);
  const text = (from: number, length: number): string => bytes.toString("latin1", from, from + length).trimEnd();
  if (text(0, 8) !== "!<arch>") throw new Error(`${path} is no archive`);
  const found: string[] = [];
  let long = "";
  for (let at = 8; at < bytes.length; ) {
    const header = text(at, 16);
    const size = Number(text(at + 48, 10));
    const content = bytes.subarray(at + 60, at + 60 + size);
    at += 60 + size + (size % 2);
    if (header === "/") continue;
    if (header === "//") {
      long = content.toString("latin1");
      continue;
    }
    const offset = /^\/(\d+)$/.exec(header)?.[1];
    const name = offset === undefined ? header.replace(/\/$/, "") : long.slice(Number(offset)).split("/", 1)[0]!;
    found.push(`${name.replace(/^lt\d+-/, "")} ${sha256(content)}`);
  }
  return found.sort();
}
