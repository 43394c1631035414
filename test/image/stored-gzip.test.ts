// gzip of stored blocks: what every gunzip reads, and one form of bytes whatever the pieces were.

import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { StoredGzip } from "../../src/image/stored-gzip.ts";
import { draws, seed } from "../extent.ts";

const random = draws(seed);

function gzip(pieces: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  const made = new StoredGzip((bytes) => parts.push(Buffer.from(bytes)));
  for (const piece of pieces) made.push(piece);
  made.end();
  return Buffer.concat(parts);
}

test("a short content: every byte", () => {
  expect(gzip([Buffer.from("seed\n")]).toString("hex")).toBe(
    "1f8b08000000000000ff" + "01" + "0500" + "faff" + "736565640a" + "4524f0db" + "05000000",
  );
});

test("no content is one empty block", () => {
  expect(gzip([]).toString("hex")).toBe("1f8b08000000000000ff" + "010000ffff" + "00000000" + "00000000");
});

test.each([1, 65_534, 65_535, 65_536, 131_070, 131_071, 522_240])("%d bytes come back, 5 more a block", (size) => {
  const content = Buffer.alloc(size, "fromseed");
  const made = gzip([content]);
  expect(gunzipSync(made).equals(content)).toBe(true);
  expect(made.length).toBe(size + 18 + 5 * Math.ceil(size / 65_535));
});

test("the bytes do not depend on how the content is cut", () => {
  const content = Buffer.from(Uint8Array.from({ length: 300_000 }, () => random(256)));
  const whole = sha256(gzip([content]));
  for (let round = 0; round < 5; round++) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < content.length; ) {
      const end = Math.min(content.length, at + random(100_000));
      pieces.push(content.subarray(at, end));
      at = end;
    }
    expect(sha256(gzip(pieces))).toBe(whole);
  }
});
