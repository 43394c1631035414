// Limits on what is read and made of an archive, each alone; and the signal, heard in the middle of each kind of work.

import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { crc32, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type UnpackLimits, unpackLimits } from "../../src/fetch/limits.ts";
import { unpack } from "../../src/fetch/unpack.ts";
import { nowhere } from "../engine/stages.ts";
import { encodeXz } from "./encode-xz.ts";
import { scratch } from "./scratch.ts";
import { whole } from "./shape.ts";
import { archive, entry, record } from "./tar-blocks.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

async function found(bytes: Uint8Array, limits: Partial<UnpackLimits>): Promise<string> {
  const at = scratch();
  writeFileSync(`${at}/a.tar`, bytes);
  const result = await unpack(`${at}/a.tar`, `${at}/out`, { ...whole, limits });
  return result.ok ? "was taken" : result.failures[0]!.message.replace('Cannot unpack "a.tar": ', "");
}

const file = { name: "a", content: "x" };
const global = entry({ name: "g", type: "g", content: record("comment", "x") });
const empty = entry({ name: "g", type: "g" });

describe("just at the limit, and over it", () => {
  test.each<[keyof UnpackLimits, Uint8Array, number, string]>([
    ["read", archive(file), 2048, "it is more than 2047 bytes long once decompressed"],
    [
      "frames",
      Buffer.concat([zstdCompressSync(archive(file)), zstdCompressSync("")]),
      2,
      "its zstd stream is in more than 1 frames",
    ],
    ["headers", archive(empty, empty, file), 3, "it holds more than 2 headers"],
    ["headers", archive(global, { name: "l", type: "L", content: "a\0" }, file), 3, "it holds more than 2 headers"],
    [
      "meta",
      archive({ name: "l", type: "L", content: "a\0" }, file),
      2,
      "a name or pax header of the tar archive takes 2 bytes, more than 1",
    ],
    ["tail", archive(file), 512, "more than 511 zeros follow the end of the tar archive"],
    ["written", archive(file, { name: "b", content: "yz" }), 3, "it unpacks to more than 2 bytes"],
    ["written", archive(file, { name: "b", type: "1", target: "a" }), 2, "it unpacks to more than 1 bytes"],
    ["nodes", archive(file, { name: "b/c/d" }), 4, "it unpacks to more than 3 files, links and directories"],
    [
      "nodes",
      archive(file, { name: "l", type: "2", target: "a" }),
      2,
      "it unpacks to more than 1 files, links and directories",
    ],
    [
      "text",
      archive({ name: "b/c" }, { name: "l", type: "2", target: "b/c" }),
      8,
      "the paths and link targets in it take more than 7 bytes together",
    ],
    ["name", archive({ name: "d/\u00e9\u00e9" }), 4, 'the path "d/\u00e9\u00e9" holds a name over 3 bytes'],
    ["path", archive({ name: "d/\u00e9\u00e9" }), 6, 'the path "d/\u00e9\u00e9" is longer than 5 bytes'],
    [
      "target",
      archive({ name: "l", type: "2", target: "abc" }),
      3,
      'the target of the link "l" is longer than 2 bytes',
    ],
    ["depth", archive({ name: "a/b/c" }), 3, 'the path "a/b/c" goes through more than 2 directories'],
  ])("%s", async (limit, bytes, most, message) => {
    expect(await found(bytes, { [limit]: most })).toBe("was taken");
    expect(await found(bytes, { [limit]: most - 1 })).toBe(message);
  });

  test("growth, when an archive becomes more than any may", async () => {
    const bytes = gzipSync(archive({ name: "zeros", content: Buffer.alloc(MIB) }));
    const limits = { growth: 2 };
    expect(await found(bytes, limits)).toBe("was taken");
    expect(await found(bytes, { ...limits, unmeasured: 100 * KIB })).toBe(
      "it is more than 102400 bytes long once decompressed",
    );
    expect(await found(bytes, { unmeasured: 100 * KIB, growth: Math.ceil((MIB + 2048) / bytes.length) })).toBe(
      "was taken",
    );
  });

  test("dictionary, of any block of an xz file", async () => {
    const packed = [encodeXz(archive(file)), encodeXz(Buffer.alloc(512)), encodeXz(Buffer.alloc(100_000))];
    expect(await found(Buffer.concat(packed), {})).toBe("was taken");
    for (const [i, stream] of packed.entries()) {
      const greedy = Buffer.from(stream);
      // A stream's header takes 12 bytes; of its block's: 1 for its size, 1 of flags, 2 for the filter, the dictionary.
      greedy[16] = 40;
      const end = 12 + greedy[12]! * 4;
      greedy.writeUInt32LE(crc32(greedy.subarray(12, end)), end);
      expect(await found(Buffer.concat(packed.with(i, greedy)), {})).toBe(
        "its xz stream asks for a dictionary of 4294967295 bytes, more than 268435456",
      );
      expect(await found(Buffer.concat(packed.with(i, greedy)), { dictionary: 2 ** 32 })).toBe("was taken");
    }
  });

  test("the least of the two limits on what an archive becomes counts", async () => {
    expect(await found(archive(file), { unmeasured: 1, growth: 1 })).toBe("was taken");
    expect(await found(archive(file), { read: 1000 })).toBe("it is more than 1000 bytes long once decompressed");
  });
});

test("the page tells each limit", () => {
  const page = readFileSync(join(import.meta.dirname, "../../src/fetch/UNPACKING.md"), "utf8");
  const units = { MiB: MIB, GiB: GIB };
  const told = [...page.matchAll(/^\| ([a-z]+) \| ([0-9,]+)(?: (MiB|GiB))? \|/gm)].map(([, name, digits, unit]) => [
    name,
    Number(digits!.replaceAll(",", "")) * (unit === undefined ? 1 : units[unit as "MiB" | "GiB"]),
  ]);
  expect(Object.fromEntries(told)).toEqual(unpackLimits);
});

test("records of global pax headers do not pile up", async () => {
  const headers: Buffer[] = [];
  for (let i = 0; i < 10_000; i++) headers.push(entry({ name: "g", type: "g", content: record(`X.${i}`, "x") }));
  for (let i = 0; i < 500; i++) headers.push(entry({ name: `f${i}` }));
  const begun = performance.now();
  expect(await found(archive(...headers), {})).toBe("was taken");
  expect(performance.now() - begun).toBeLessThan(5000);
});

test.each(["path", "linkpath"])(
  "a %s that a global pax header gives to every entry is not read each time",
  async (key) => {
    const at = scratch();
    const long = entry({ name: "g", type: "g", content: record(key, "x".repeat(MIB - 100)) });
    const link = entry({ name: "l", type: "2", target: "cut" });
    writeFileSync(`${at}/a.tar`, archive(long, ...Array.from({ length: 5000 }, () => link)));
    const begun = performance.now();
    const remove = [{ path: "l", at: nowhere }];
    const result = await unpack(`${at}/a.tar`, `${at}/out`, { ...whole, remove });
    expect(result.ok ? "was taken" : result.failures[0]!.message).toMatch(/ "x+\.\.\." is longer than 4096 bytes$/);
    expect(performance.now() - begun).toBeLessThan(1000);
  },
);

/** Makes the file larger by zeros that take no room on the disk. */
function stretch(path: string, size: number): void {
  const file = openSync(path, "r+");
  ftruncateSync(file, size);
  closeSync(file);
}

/** Writes a piece of an archive so many times. */
function repeat(path: string, piece: (i: number) => Buffer, times: number): void {
  const file = openSync(path, "w");
  for (let i = 0; i < times; i++) writeSync(file, piece(i));
  closeSync(file);
}

describe("a signal in the middle is heard within a second", () => {
  const generous: Partial<UnpackLimits> = {
    read: 1e12,
    growth: 1e9,
    headers: 1e9,
    tail: 1e12,
    written: 1e12,
    nodes: 1e9,
    text: 1e12,
  };

  test.each<[string, (path: string) => void]>([
    [
      "empty headers",
      (path) => {
        const many = Buffer.concat(Array.from({ length: 20_000 }, () => empty));
        repeat(path, () => many, 20);
      },
    ],
    [
      "deep directories",
      (path) => {
        const deep = (i: number): Buffer =>
          Buffer.concat([
            entry({ name: "L", type: "L", content: `${`${i}/`.repeat(250)}x\0` }),
            entry({ name: "cut" }),
          ]);
        repeat(path, deep, 2000);
      },
    ],
    [
      "copies of a large file",
      (path) => {
        writeFileSync(path, entry({ name: "x", type: "x", content: record("size", String(100 * MIB)) }));
        appendFileSync(path, entry({ name: "large" }));
        stretch(path, statSync(path).size + 100 * MIB);
        for (let i = 0; i < 100; i++) appendFileSync(path, entry({ name: `copy${i}`, type: "1", target: "large" }));
      },
    ],
    [
      "links through links",
      (path) => {
        const through = `${"l/../".repeat(800)}l`;
        const link = (i: number): Buffer =>
          Buffer.concat([
            entry({ name: "K", type: "K", content: `${through}\0` }),
            entry({ name: `l${i}`, type: "2", target: "cut" }),
          ]);
        repeat(path, (i) => (i === 0 ? entry({ name: "l", type: "2", target: "." }) : link(i)), 15_000);
        appendFileSync(path, Buffer.alloc(1024));
      },
    ],
    [
      "zeros after the archive",
      (path) => {
        writeFileSync(path, archive(file));
        stretch(path, 20 * GIB);
      },
    ],
    [
      "zeros after gzip",
      (path) => {
        writeFileSync(path, gzipSync(archive(file)));
        stretch(path, 20 * GIB);
      },
    ],
    [
      "padding after xz",
      (path) => {
        writeFileSync(path, encodeXz(archive(file)));
        stretch(path, 20 * GIB);
      },
    ],
    [
      "a zstd frame to pass over",
      (path) => {
        writeFileSync(path, zstdCompressSync(archive(file)));
        appendFileSync(path, Buffer.from("502a4d18ffffffff", "hex"));
        stretch(path, statSync(path).size + 0xffffffff);
      },
    ],
    [
      "empty bzip2 streams",
      (path) => {
        const nothing = Buffer.from("QlpoORdyRThQkAAAAAA=", "base64");
        const many = Buffer.concat(Array.from({ length: 100_000 }, () => nothing));
        repeat(path, () => many, 80);
      },
    ],
  ])("%s", async (_, write) => {
    const at = scratch();
    write(`${at}/a.tar`);
    const stop = new AbortController();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      stop.abort();
    }, 250);
    const result = await unpack(`${at}/a.tar`, `${at}/out`, { ...whole, limits: generous, signal: stop.signal });
    expect(result).toMatchObject({ ok: false, failures: [{ message: 'Cannot unpack "a.tar": interrupted' }] });
    expect(performance.now() - aborted).toBeLessThan(1000);
  });
});
