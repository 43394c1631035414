// Reading what sha256sum writes: names of stages and files, escapes, and every other form refused with its line.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { parseSums } from "../../src/compare/sums.ts";

const D = sha256("x");

test.each([
  [`${D}  hex0.tree\n`, { stage: "hex0", sha256: D }],
  [`${D} *hex0.tree\n`, { stage: "hex0", sha256: D }],
  [`${D}  latest/hex0.tree\n`, { stage: "hex0", sha256: D }],
  [`${D}  /home/a/latest/hex0.tree\n`, { stage: "hex0", sha256: D }],
  [`${D}  hex0\n`, { stage: "hex0", sha256: D }],
  [`${D}  ./cc/bin/c c\n`, { stage: "cc", path: "bin/c c", sha256: D }],
  [`${D}  hex0`, { stage: "hex0", sha256: D }],
  [`${D} hex0\n`, { stage: "hex0", sha256: D }],
  [`${D.toUpperCase()}  hex0\n`, { stage: "hex0", sha256: D }],
  [`SHA256 (cc/bin/c (1)) = ${D}\n`, { stage: "cc", path: "bin/c (1)", sha256: D }],
  [`\\SHA256 (cc/a\\nb) = ${D}\n`, { stage: "cc", path: "a\nb", sha256: D }],
  [`${D}  hex0.tree\r\n`, { stage: "hex0", sha256: D }],
  [`\n${D}  ././/hex0\r\n\r\n \n`, { stage: "hex0", sha256: D }],
  [
    `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- ${D}  cc\n-----BEGIN PGP SIGNATURE-----\n\nx\n`,
    { stage: "cc", sha256: D },
  ],
  [
    `Format: 1.0\nChecksums-Md5:\n x 1 y\nChecksums-Sha256:\n ${D} 179 hex0\nBuild-Path: /x\n`,
    { stage: "hex0", sha256: D },
  ],
  [`\\${D}  cc/a\\nb\\\\c\n`, { stage: "cc", path: "a\nb\\c", sha256: D }],
  [`${D}  cc/a\\nb\n`, { stage: "cc", path: "a\\nb", sha256: D }],
])("%j", (text, digest) => {
  expect(parseSums(text, "f")).toEqual({ ok: true, value: { digests: [digest], others: [] } });
});

test("comments and nothing at all", () => {
  expect(parseSums(`# a comment\n${D}  a\n#\n${D}  b\n`, "f")).toMatchObject({
    ok: true,
    value: { digests: [{ stage: "a" }, { stage: "b" }] },
  });
  expect(parseSums("", "f")).toEqual({ ok: true, value: { digests: [], others: [] } });
});

test.each([
  [`${D}\thex0\n`, "a line has another form", 1],
  [`${D.slice(1)}  hex0\n`, "a line has another form", 1],
  [`${D}0  hex0\n`, "a line has another form", 1],
  [`${D}  \n`, "a line has another form", 1],
  [`${D}  a\n\n${D}b\n`, "a line has another form", 3],
  [`SHA256 (hex0) = ${D}0\n`, "a line has another form", 1],
  [`MD5 (hex0) = ${D}\n`, "its digests are MD5", 1],
  [`Checksums-Sha256:\n ${D} hex0\nOther: x\n`, "a line has another form", 2],
  [`${D}  cc/../b\n`, "does not name a stage", 1],
  [`${D}  /cc/b\n`, "does not name a stage", 1],
  [`${D}  cc//b\n`, "does not name a stage", 1],
  [`${D}  cc/\n`, "does not name a stage", 1],
  [`\\${D}  cc/a\\tb\n`, "does not name a stage", 1],
])("%j is refused", (text, found, line) => {
  const read = parseSums(text, "sums");
  expect(read.ok ? undefined : read.failures[0]).toMatchObject({
    message: expect.stringMatching(/^Cannot read digests "sums": /),
    place: { file: "sums", line, column: 1 },
  });
  expect(read.ok ? "" : read.failures[0]!.message).toContain(found);
});

test("digests by other algorithms, told apart by the file's name where the line does not tell", () => {
  const long = "ab".repeat(64);
  const other = (algorithm: string) => ({
    ok: true,
    value: { digests: [], others: [{ stage: "a", algorithm, digest: long }] },
  });
  expect(parseSums(`${long}  a\n`, "SHA512SUMS")).toEqual(other("sha512"));
  expect(parseSums(`${long}  a\n`, "x/B2SUMS")).toEqual(other("blake2b"));
  expect(parseSums(`${long.toUpperCase()}  a\n`, "a.b2")).toEqual(other("blake2b"));
  expect(parseSums(`BLAKE2b (a) = ${long}\n`, "SHA512SUMS")).toEqual(other("blake2b"));
  expect(parseSums(`SHA512 (a) = ${long}\n`, "x")).toEqual(other("sha512"));
});

const installed = spawnSync("sha256sum", ["--version"]).status === 0;
if (!installed) console.warn("skipped: sha256sum is not installed");

test.runIf(installed)("what sha256sum itself writes", () => {
  const folder = mkdtempSync(join(tmpdir(), "fromseed-sums-"));
  try {
    mkdirSync(join(folder, "cc"));
    const names = ["hex0.tree", "cc/plain", "cc/with space", "cc/back\\slash", "cc/line\nfeed", "cc/é"];
    for (const name of names) writeFileSync(join(folder, name), name);
    for (const flag of ["--text", "--binary"]) {
      const text = spawnSync("sha256sum", [flag, ...names], { cwd: folder }).stdout.toString();
      expect(parseSums(text, "f")).toEqual({
        ok: true,
        value: {
          digests: names.map((name) =>
            name === "hex0.tree"
              ? { stage: "hex0", sha256: sha256(name) }
              : { stage: "cc", path: name.slice(3), sha256: sha256(name) },
          ),
          others: [],
        },
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
