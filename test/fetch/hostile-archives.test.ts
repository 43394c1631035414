// Archives that lie or attack: each is refused with its own message, and nothing is left behind.

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { constants, createZstdCompress, gzipSync, zstdCompressSync } from "node:zlib";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { decodeXz, encodeXz } from "../../src/fetch/xz.ts";
import { expect, test } from "vitest";
import { type UnpackOptions, unpack } from "../../src/fetch/unpack.ts";
import { asSha256 } from "../../src/bytes/sha256.ts";
import { scratch } from "./scratch.ts";
import { patterns, whole } from "./shape.ts";
import { archive, entry, record } from "./tar-blocks.ts";

const file = { name: "ok", content: "x".repeat(2000) };
const good = archive(file);
const zeros = asSha256("0".repeat(64))!;

/** The message without `Cannot unpack "a.tar": `. */
async function refusal(bytes: Uint8Array, options: Partial<UnpackOptions> = {}): Promise<string> {
  const at = scratch();
  writeFileSync(`${at}/a.tar`, bytes);
  const result = await unpack(`${at}/a.tar`, `${at}/out`, { ...whole, ...options });
  expect(readdirSync(at)).toEqual(["a.tar"]);
  if (result.ok) return "was taken";
  expect(result.failures).toHaveLength(1);
  const { message } = result.failures[0]!;
  expect(message.slice(0, 23)).toBe('Cannot unpack "a.tar": ');
  return message.slice(23);
}

const flipped = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.length + at : at]! ^= 1;
  return copy;
};

test.each<[string, Uint8Array, string, Partial<UnpackOptions>?]>([
  ["..", archive({ name: "a/../../b", content: "x" }), 'the name "a/../../b" holds ".."'],
  [".. within", archive({ name: "a/../b", content: "x" }), 'the name "a/../b" holds ".."'],
  ["absolute", archive({ name: "/etc/passwd", content: "x" }), 'the name "/etc/passwd" is an absolute path'],
  [
    "absolute by pax",
    archive({ name: "x", type: "x", content: record("path", "/etc/x") }, file),
    'the name "/etc/x" is an absolute path',
  ],
  [
    "absolute by GNU",
    archive({ name: "x", type: "L", content: "/etc/x\0" }, file),
    'the name "/etc/x" is an absolute path',
  ],
  ["empty name", archive({ name: "", content: "x" }), "the name is empty"],
  [
    "link to an absolute path",
    archive({ name: "l", type: "2", target: "/etc" }),
    'the link "l" points out of the tree, to "/etc"',
  ],
  [
    "link that climbs out",
    archive({ name: "d/l", type: "2", target: "../../x" }),
    'the link "d/l" points out of the tree, to "../../x"',
  ],
  [
    "link that climbs out after a descent",
    archive({ name: "l", type: "2", target: "a/../../x" }),
    'the link "l" points out of the tree, to "a/../../x"',
  ],
  [
    "link that climbs out by way of another",
    archive({ name: "p/q/up", type: "2", target: "../.." }, { name: "l", type: "2", target: "p/q/up/.." }),
    'the link "l" points out of the tree, to "p/q/up/.."',
  ],
  [
    "writing through a link",
    archive({ name: "d", type: "2", target: "e" }, { name: "d/f", content: "x" }),
    '"d/f" would be written through "d", which is a link',
  ],
  [
    "writing through a file",
    archive({ name: "d", content: "" }, { name: "d/f", content: "x" }),
    '"d/f" would be written through "d", which is a file',
  ],
  [
    "link in place of a directory",
    archive({ name: "d/f", content: "x" }, { name: "d", type: "2", target: "e" }),
    'it holds "d" twice, and not the same',
  ],
  [
    "empty link target",
    archive({ name: "l", type: "2" }),
    'the target of the link "l" is empty or longer than 4095 bytes',
  ],
  [
    "hard link out of the tree",
    archive({ name: "l", type: "1", target: "../x" }),
    `the hard link's target "../x" holds ".."`,
  ],
  [
    "hard link to what is not there",
    archive({ name: "l", type: "1", target: "x" }),
    '"l" is a hard link to "x", which the archive has not held so far',
  ],
  [
    "hard link to what is removed",
    archive(file, { name: "l", type: "1", target: "ok" }),
    '"l" is a hard link to "ok", which the recipe removes',
    { remove: patterns("ok") },
  ],
  [
    "hard link to a directory",
    archive({ name: "d/", type: "5" }, { name: "l", type: "1", target: "d" }),
    '"l" is a hard link to the directory "d"',
  ],
  [
    "hard link with content",
    archive(file, { name: "l", type: "1", target: "ok", content: "x" }),
    'entry "l" is a hard link with 1 bytes of content',
  ],
  [
    "character device",
    archive({ name: "null", type: "3" }),
    'entry "null" is a character device, not a file, directory or link',
  ],
  ["block device", archive({ name: "sda", type: "4" }), 'entry "sda" is a block device, not a file, directory or link'],
  ["fifo", archive({ name: "pipe", type: "6" }), 'entry "pipe" is a fifo, not a file, directory or link'],
  ["GNU sparse file", archive({ name: "s", type: "S" }), 'entry "s" is a sparse file, not a file, directory or link'],
  [
    "pax sparse file",
    archive({ name: "x", type: "x", content: record("GNU.sparse.major", "1") }, file),
    'entry "ok" is a sparse file, which is not supported',
  ],
  [
    "unknown type",
    archive({ name: "z", type: "Z" }),
    'entry "z" is of the unknown type "Z", not a file, directory or link',
  ],
  [
    "same name, other content",
    archive({ name: "a", content: "x" }, { name: "a", content: "y" }),
    'it holds "a" twice, and not the same',
  ],
  [
    "same name, shorter",
    archive({ name: "a", content: "xy" }, { name: "a", content: "x" }),
    'it holds "a" twice, and not the same',
  ],
  [
    "same name, longer",
    archive({ name: "a", content: "x" }, { name: "a", content: "xy" }),
    'it holds "a" twice, and not the same',
  ],
  [
    "same name, other mode",
    archive({ name: "a", content: "x" }, { name: "a", content: "x", mode: 0o755 }),
    'it holds "a" twice, and not the same',
  ],
  [
    "name not in UTF-8",
    archive({ name: Buffer.from([0x61, 0xe9]), content: "x" }),
    'the name "a\u00e9" (read as Latin-1) is not UTF-8',
  ],
  [
    "target not in UTF-8",
    archive({ name: "x", type: "K", content: Buffer.from([0xff, 0]) }, { name: "l", type: "2" }),
    'the link target "\u00ff" (read as Latin-1) is not UTF-8',
  ],
  [
    "NUL in a name",
    archive({ name: "x", type: "x", content: record("path", "a\0b") }, file),
    'the name "a\\u0000b" holds a NUL',
  ],
  [
    "name over 4096 bytes",
    archive({ name: "x", type: "x", content: record("path", "n/".repeat(2049)) }, { ...file, type: "5", content: "" }),
    `the name "${"n/".repeat(100)}..." is longer than 4096 bytes`,
  ],
  [
    "name of a megabyte",
    archive({ name: "x", type: "L", size: 1 << 30 }),
    "a name or pax header of the tar archive takes 1073741824 bytes, more than 1048576",
  ],
  [
    "malformed pax record",
    archive({ name: "x", type: "x", content: "99 path=a\n" }, file),
    "a pax header of the tar archive is malformed",
  ],
  [
    "pax size that is no number",
    archive({ name: "x", type: "x", content: record("size", "-1") }, file),
    "the size in a pax header of the tar archive is not a number",
  ],
  [
    "long name at the end",
    archive({ name: "x", type: "L", content: "a\0" }),
    "a long name at the end of the tar archive belongs to no entry",
  ],
  ["wrong header checksum", flipped(good, 0), "a header of the tar archive has a wrong checksum"],
  [
    "not a tar archive",
    Buffer.from("<html>".repeat(200)),
    "the checksum in a header of the tar archive is not a number",
  ],
  ["empty file", Buffer.alloc(0), "it ends too early: the tar archive has no end mark"],
  ["cut in a body", good.subarray(0, 700), "it ends too early: the tar archive has no end mark"],
  ["cut in a header", good.subarray(0, 100), "it ends too early: the tar archive has no end mark"],
  ["cut between entries", entry(file), "it ends too early: the tar archive has no end mark"],
  ["garbage behind the end", Buffer.concat([good, Buffer.from("x")]), "other bytes follow the end of the tar archive"],
  ["an archive behind the end", Buffer.concat([good, good]), "other bytes follow the end of the tar archive"],
  ["cut gzip", gzipSync(good).subarray(0, -5), "it ends too early: the gzip stream is cut"],
  ["wrong gzip checksum", flipped(gzipSync(good), -6), "its gzip stream is broken: incorrect data check"],
  [
    "garbage behind gzip",
    Buffer.concat([gzipSync(good), Buffer.from("\0x")]),
    "other bytes follow the end of the gzip stream",
  ],
  ["cut zstd", zstdCompressSync(good).subarray(0, -5), "it ends too early: the zstd stream is cut"],
  [
    "wrong zstd checksum",
    flipped(zstdCompressSync(good, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }), -1),
    "its zstd stream is broken: Restored data doesn't match checksum",
  ],
  [
    "garbage behind zstd",
    Buffer.concat([zstdCompressSync(good), Buffer.from("x")]),
    "its zstd stream is broken: Unknown frame descriptor",
  ],
  ["cut xz", encodeXz(good).subarray(0, -5), "it ends too early: the xz stream is cut"],
  ["wrong xz checksum", flipped(encodeXz(good), -40), "its xz stream is broken: "],
  ["garbage behind xz", Buffer.concat([encodeXz(good), Buffer.from("xxxx")]), "its xz stream is broken: "],
  [
    "more entries than allowed",
    archive(file, { name: "b" }, { name: "c" }),
    "it holds more than 2 entries",
    { limits: { entries: 2, bytes: 1e9 } },
  ],
  [
    "more bytes than allowed",
    archive(file, { name: "b", content: "x" }),
    "it unpacks to more than 2000 bytes",
    { limits: { entries: 9, bytes: 2000 } },
  ],
  [
    "more bytes by hard links",
    archive(file, { name: "b", type: "1", target: "ok" }),
    "it unpacks to more than 2001 bytes",
    { limits: { entries: 9, bytes: 2001 } },
  ],
  [
    "strip where names differ",
    archive({ name: "a/x" }, { name: "b/x" }),
    'the name "b/x" is not below "a" as the others are',
    { strip: 1 },
  ],
  [
    "strip of all of a name",
    archive({ name: "x" }),
    'the name "x" has no more than the 1 path components that are dropped',
    { strip: 1 },
  ],
  [
    "remove of what is not there",
    good,
    'the path "no", which the recipe removes, is not in it',
    { remove: patterns("no") },
  ],
  ["remove twice", good, 'the path "ok", which the recipe removes, is not in it', { remove: patterns("ok", "ok") }],
  ["remove out of the tree", good, 'the path to remove "../x" holds ".."', { remove: patterns("../x") }],
  [
    "no inner archive",
    good,
    'it holds no file "in.tar", which the recipe calls the inner archive',
    { inner: { path: "in.tar", sha256: zeros } },
  ],
  ["wrong inner archive", good, `the inner archive "ok" has sha256 `, { inner: { path: "ok", sha256: zeros } }],
])("%s", async (_, bytes, message, options) => {
  const found = await refusal(bytes, options);
  expect(found.slice(0, message.length)).toBe(message);
});

test("ten gigabytes of zeros stop at the limit, soon", async () => {
  const at = scratch();
  const piece = Buffer.alloc(1 << 20);
  const size = 10 * 2 ** 30;
  function* bomb(): Generator<Buffer> {
    yield entry({ name: "x", type: "x", content: record("size", String(size)) });
    yield entry({ name: "zeros" });
    for (let i = 0; i < 300; i++) yield piece;
  }
  await pipeline(Readable.from(bomb()), createZstdCompress(), createWriteStream(`${at}/a.tar`));
  const declared = await unpack(`${at}/a.tar`, `${at}/out`, {
    ...whole,
    limits: { entries: 10, bytes: 2 ** 30 },
  });
  expect(declared).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot unpack "a.tar": it unpacks to more than 1073741824 bytes' }],
  });
  const cut = await unpack(`${at}/a.tar`, `${at}/out`, whole);
  expect(cut).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot unpack "a.tar": it ends too early: the tar archive has no end mark' }],
  });
  expect(existsSync(`${at}/out`)).toBe(false);
});

test("endless zeros behind the end are not read to their end", async () => {
  expect(await refusal(zstdCompressSync(Buffer.concat([good, Buffer.alloc(20_000_000)])))).toBe(
    "more than 16777216 zeros follow the end of the tar archive",
  );
});

test("a million entries are too many", async () => {
  const at = scratch();
  const one = archive({ name: "d/", type: "5" }).subarray(0, 512);
  const many = Buffer.alloc(512 * 4096);
  for (let i = 0; i < many.length; i += 512) one.copy(many, i);
  await pipeline(
    Readable.from(
      (function* () {
        for (let i = 0; i < 245; i++) yield many;
      })(),
    ),
    createZstdCompress(),
    createWriteStream(`${at}/a.tar`),
  );
  const result = await unpack(`${at}/a.tar`, `${at}/out`, whole);
  expect(result).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot unpack "a.tar": it holds more than 1000000 entries' }],
  });
});

test("little xz that becomes much is decoded in small pieces", async () => {
  const zeros = encodeXz(Buffer.alloc(16 * 2 ** 20));
  let pieces = 0;
  let largest = 0;
  for await (const piece of decodeXz(Readable.from(Array.from({ length: 16 }, () => zeros)))) {
    pieces++;
    largest = Math.max(largest, piece.length);
  }
  expect(largest).toBeLessThanOrEqual(2 ** 20);
  expect(pieces).toBeGreaterThan(250);
});
