// Archives that lie or attack: each is refused with its own message, and nothing is written outside.

import { readdirSync, writeFileSync } from "node:fs";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { Readable } from "node:stream";
import { decodeXz } from "../../src/fetch/xz.ts";
import { encodeXz } from "./encode-xz.ts";
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
  expect(readdirSync(at).toSorted().join(" ")).toMatch(/^a\.tar( out)?$/);
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
  ["empty link target", archive({ name: "l", type: "2" }), 'the target of the link "l" is empty'],
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
    '"l" is a hard link to "ok", which the recipe leaves out',
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
  ["garbage after the end", Buffer.concat([good, Buffer.from("x")]), "other bytes follow the end of the tar archive"],
  ["an archive after the end", Buffer.concat([good, good]), "other bytes follow the end of the tar archive"],
  ["cut gzip", gzipSync(good).subarray(0, -5), "it ends too early: the gzip stream is cut"],
  ["wrong gzip checksum", flipped(gzipSync(good), -6), "its gzip stream is broken: incorrect data check"],
  [
    "garbage after gzip",
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
    "garbage after zstd",
    Buffer.concat([zstdCompressSync(good), Buffer.from("x")]),
    "its zstd stream is broken: Unknown frame descriptor",
  ],
  ["cut xz", encodeXz(good).subarray(0, -5), "it ends too early: the xz stream is cut"],
  ["wrong xz checksum", flipped(encodeXz(good), -40), "its xz stream is broken: "],
  ["garbage after xz", Buffer.concat([encodeXz(good), Buffer.from("xxxx")]), "its xz stream is broken: "],
  [
    "more entries than allowed",
    archive(file, { name: "b" }, { name: "c" }),
    "it holds more than 2 headers",
    { limits: { headers: 2 } },
  ],
  [
    "more bytes than allowed",
    archive(file, { name: "b", content: "x" }),
    "it unpacks to more than 2000 bytes",
    { limits: { written: 2000 } },
  ],
  [
    "more bytes by hard links",
    archive(file, { name: "b", type: "1", target: "ok" }),
    "it unpacks to more than 2001 bytes",
    { limits: { written: 2001 } },
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
    'the name "x" has no more than the 1 leading parts that are dropped',
    { strip: 1 },
  ],
  [
    "remove of what is not there",
    good,
    '"no", which the recipe lists under "remove", names nothing in it',
    { remove: patterns("no") },
  ],
  [
    "keep of what is not there",
    good,
    '"**/*.c", which the recipe lists under "keep", names nothing in it',
    { keep: patterns("ok", "**/*.c") },
  ],
  [
    "remove of what is not kept",
    archive(file, { name: "d/a", content: "x" }),
    '"d/a", which the recipe lists under "remove", names nothing in it that "keep" leaves',
    { keep: patterns("ok"), remove: patterns("d/a") },
  ],
  [
    "hard link to what is not kept",
    archive(file, { name: "l", type: "1", target: "ok" }),
    '"l" is a hard link to "ok", which the recipe leaves out',
    { keep: patterns("l") },
  ],
  ["line feed in a path", archive({ name: "a\nb/c" }), 'the path "a\\nb" holds a line feed, which no tree may'],
  [
    "line feed in a link's target",
    archive({ name: "l", type: "2", target: "a\nb" }),
    'the target of the link "l" holds a line feed, which no tree may',
  ],
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
