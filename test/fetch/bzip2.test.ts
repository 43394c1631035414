// The bzip2 decoder: vectors, checksums, cuts and flipped bits; bzip2 itself as an oracle where there is one.

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBzip2 } from "../../src/fetch/bzip2/decoder.ts";
import { bzip2Stream } from "../../src/fetch/bzip2/stream.ts";
import { Refused } from "../../src/fetch/refused.ts";
import { scratch } from "./scratch.ts";

/** Decodes, reading `step` bytes at a time. */
function decode(bytes: Uint8Array, step = 1 << 16): Buffer {
  let at = 0;
  const read = (into: Uint8Array): number => {
    const piece = bytes.subarray(at, at + Math.min(step, into.length));
    into.set(piece);
    at += piece.length;
    return piece.length;
  };
  return Buffer.concat([...decodeBzip2(read)]);
}

/** Written by bzip2 1.0.8. */
const vectors = {
  empty: "QlpoORdyRThQkAAAAAA=",
  hello: "QlpoOTFBWSZTWVSkl4QAAALRgAAQQAQGRJCAIAAxADAgaGIASdSyHz8XckU4UJBUpJeE",
  zeros: "QlpoOTFBWSZTWUvxLK0AAADQAMAAACAACCAAISZBmKgOLuSKcKEgl+JZWg==",
  runs: "QlpoOTFBWSZTWb/L6z0AAAKhAIIAIAAACCAAIKptQZjFR4u5IpwoSF/l9Z6A",
  two: "QlpoMTFBWSZTWVSkl4QAAALRgAAQQAQGRJCAIAAxADAgaGIASdSyHz8XckU4UJBUpJeEQlpoOTFBWSZTWVSkl4QAAALRgAAQQAQGRJCAIAAxADAgaGIASdSyHz8XckU4UJBUpJeE",
};

describe("vectors", () => {
  test.each([
    ["nothing", vectors.empty, ""],
    ["a line", vectors.hello, "hello, world\n"],
    ["zeros", vectors.zeros, "\0".repeat(300)],
    ["a run longer than one count", vectors.runs, "a".repeat(280)],
    ["two streams", vectors.two, "hello, world\n".repeat(2)],
  ])("%s", (_, base64, text) => {
    const bytes = Buffer.from(base64, "base64");
    expect(decode(bytes).toString("latin1")).toBe(text);
    expect(decode(bytes, 1).toString("latin1")).toBe(text);
  });
});

test("every cut is refused", () => {
  const bytes = Buffer.from(vectors.hello, "base64");
  for (let length = 0; length < bytes.length; length++)
    expect(() => decode(bytes.subarray(0, length)), `${length}`).toThrow(Refused);
});

test("every flipped bit but padding is refused, and none makes another text", () => {
  const bytes = Buffer.from(vectors.hello, "base64");
  const taken: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    try {
      expect(decode(flipped).toString()).toBe("hello, world\n");
      taken.push(bit);
    } catch (error) {
      expect(error).toBeInstanceOf(Refused);
    }
  }
  // The level may be larger than needed, two codes of the unused kind may differ, and the last bits are padding.
  expect(taken.length).toBeLessThan(40);
});

test("other bytes after the end are refused", () => {
  expect(() => decode(Buffer.concat([Buffer.from(vectors.hello, "base64"), Buffer.from("garbage")]))).toThrow(
    "other bytes follow the end of the bzip2 stream",
  );
});

const tool = spawnSync("bzip2", ["--help"]).status === 0;

describe.skipIf(!tool)("against bzip2 (skipped where it is missing)", () => {
  const bzip2 = (bytes: Uint8Array, level: string): Buffer =>
    spawnSync("bzip2", ["-c", level], { input: bytes, maxBuffer: 1 << 28 }).stdout;

  test("whatever it wrote", () => {
    const runs = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 600 })), { maxLength: 60 })
      .map((parts) => Buffer.concat(parts.map(([byte, count]) => Buffer.alloc(count, byte))));
    fc.assert(
      fc.property(fc.oneof(runs, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
        expect(decode(bzip2(bytes, "-9")).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("several blocks, of noise, of text and of zeros, by way of the thread", async () => {
    const at = scratch();
    const text = Array.from({ length: 40_000 }, (_, i) => `line ${i} of ${i * i}\n`).join("");
    const bytes = Buffer.concat([randomBytes(250_000), Buffer.from(text), Buffer.alloc(60_000_000)]);
    const packed = bzip2(bytes, "-1");
    writeFileSync(`${at}/a.bz2`, packed);
    const pieces: Uint8Array[] = [];
    let read = 0;
    for await (const piece of bzip2Stream(`${at}/a.bz2`, { onRead: (count) => (read = count), signal: undefined }))
      pieces.push(piece);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    expect(read).toBe(packed.length);
  });
});

const quiet = { onRead: () => {}, signal: undefined };

test("the thread says what is wrong, and ends when its reader goes away", async () => {
  const at = scratch();
  const bytes = Buffer.from(vectors.hello, "base64");
  writeFileSync(`${at}/bad.bz2`, bytes.subarray(0, -1));
  const all = async (path: string): Promise<void> => {
    for await (const _ of bzip2Stream(path, quiet));
  };
  await expect(all(`${at}/bad.bz2`)).rejects.toThrow("it ends too early: the bzip2 stream is cut");
  await expect(all(`${at}/missing.bz2`)).rejects.toMatchObject({ code: "ENOENT" });
  writeFileSync(`${at}/good.bz2`, bytes);
  for await (const piece of bzip2Stream(`${at}/good.bz2`, quiet)) {
    expect(Buffer.from(piece).toString()).toBe("hello, world\n");
    break;
  }
});
