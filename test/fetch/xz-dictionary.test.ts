// The walk over an xz file's headers: it follows every form of block, in pieces of any size, and changes nothing.

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { withinDictionary } from "../../src/fetch/xz-dictionary.ts";
import { encodeXz } from "./encode-xz.ts";

async function walked(bytes: Buffer, step: number, most: number): Promise<Buffer> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const out: Buffer[] = [];
  for await (const piece of withinDictionary(pieces(), most)) out.push(piece);
  return Buffer.concat(out);
}

const content = Buffer.concat([randomBytes(150_000), Buffer.alloc(300_000), Buffer.from("text ".repeat(9999))]);
const greedy = "its xz stream asks for a dictionary of 67108864 bytes, more than 10000000";
const MIB = 2 ** 20;

test("several streams, padded, in pieces of any size", async () => {
  const bytes = Buffer.concat([encodeXz(content), Buffer.alloc(8), encodeXz(Buffer.alloc(0)), encodeXz(content)]);
  for (const step of [1, 7, 4096, bytes.length])
    expect((await walked(bytes, step, 8 * MIB)).equals(bytes), `${step}`).toBe(true);
});

const tool = spawnSync("xz", ["--version"]).status === 0;

test.skipIf(!tool).each([
  ["none", []],
  ["crc32", []],
  ["crc64", []],
  ["sha256", []],
  ["crc64", ["--block-size=50000"]],
  ["crc64", ["-T2", "--block-size=100000"]],
  ["crc64", ["--x86", "--delta=dist=4", "--lzma2=dict=64KiB"]],
])("as xz writes them, --check=%s %j (skipped where it is missing)", async (check, more) => {
  const xz = (...flags: readonly string[]): Buffer =>
    spawnSync("xz", ["-c", `--check=${check}`, ...flags, ...more], { input: content, maxBuffer: 8 * MIB }).stdout;
  const little = xz("-2");
  const much = more.some((flag) => flag.startsWith("--lzma2"))
    ? spawnSync("xz", ["-c", "--x86", "--lzma2=dict=64MiB"], { input: content }).stdout
    : xz("-9");
  for (const step of [1000, little.length]) {
    expect((await walked(Buffer.concat([little, little]), step, 8 * MIB)).equals(Buffer.concat([little, little]))).toBe(
      true,
    );
    // The greedy one is found only by who has walked the other rightly.
    await expect(walked(Buffer.concat([little, much]), step, 10_000_000)).rejects.toThrow(greedy);
  }
});
