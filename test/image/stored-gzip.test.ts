// gzip of stored blocks: what every gunzip reads, and one form of bytes whatever the pieces were.

import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { storedGzip } from "../../src/image/stored-gzip.ts";
import { draws, seed } from "../extent.ts";

const random = draws(seed);

async function gzip(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const given = (async function* () {
    yield* pieces;
  })();
  const parts: Uint8Array[] = [];
  for await (const part of storedGzip(given)) parts.push(part);
  return Buffer.concat(parts);
}

test("a short content: every byte", async () => {
  expect((await gzip([Buffer.from("seed\n")])).toString("hex")).toBe(
    "1f8b08000000000000ff" + "01" + "0500" + "faff" + "736565640a" + "4524f0db" + "05000000",
  );
});

test("no content is one empty block", async () => {
  expect((await gzip([])).toString("hex")).toBe("1f8b08000000000000ff" + "010000ffff" + "00000000" + "00000000");
});

test.each([1, 65_534, 65_535, 65_536, 131_070, 131_071, 522_240])(
  "%d bytes come back, 5 more a block",
  async (size) => {
    const content = Buffer.alloc(size, "fromseed");
    const made = await gzip([content]);
    expect(gunzipSync(made).equals(content)).toBe(true);
    expect(made.length).toBe(size + 18 + 5 * Math.ceil(size / 65_535));
  },
);

test("the bytes do not depend on how the content is cut", async () => {
  const content = Buffer.from(Uint8Array.from({ length: 300_000 }, () => random(256)));
  const whole = sha256(await gzip([content]));
  for (let round = 0; round < 5; round++) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < content.length; ) {
      const end = Math.min(content.length, at + random(100_000));
      pieces.push(content.subarray(at, end));
      at = end;
    }
    expect(sha256(await gzip(pieces))).toBe(whole);
  }
});
