// Digests as people publish them, compared from the command line: no line ending, wrapping or spacing hides a
// difference, and what has nothing in common never ends with 0.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fromseedIn } from "./in-process.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-sums-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fromseed = fromseedIn(root, join(root, "home"));

function given(name: string, content: string): string {
  const path = join(root, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const of = (content: string, algorithm = "sha256"): string => createHash(algorithm).update(content).digest("hex");
const plain = `${of("1")}  a.tar.gz\n${of("2")}  b.tar.gz\n`;
const other = `${of("1")}  a.tar.gz\n${of("3")}  b.tar.gz\n`;

/** The same account in each of the forms that people publish. */
const FORMS: readonly (readonly [name: string, write: (text: string) => string])[] = [
  ["plain/SHA256SUMS", (text) => text],
  ["CRLF/SHA256SUMS", (text) => text.replaceAll("\n", "\r\n")],
  ["no last line feed/SHA256SUMS", (text) => text.trimEnd()],
  ["blank lines/SHA256SUMS", (text) => `\n${text.replaceAll("\n", "\n\n")}`],
  ["one space/SHA256SUMS", (text) => text.replaceAll("  ", " ")],
  ["binary/SHA256SUMS", (text) => text.replaceAll("  ", " *")],
  ["dots/SHA256SUMS", (text) => text.replaceAll("  ", "  ./")],
  ["BSD/SHA256SUMS", (text) => text.replace(/^(\S+) {2}(\S+)$/gm, "SHA256 ($2) = $1")],
  [
    "signed/SHA256SUMS.asc",
    (text) =>
      `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${text}-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n`,
  ],
  [
    "x_1_amd64.buildinfo",
    (text) =>
      `Format: 1.0\nChecksums-Sha256:\n${text.replace(/^(\S+) {2}(\S+)$/gm, " $1 5 $2")}Build-Architecture: amd64\n`,
  ],
];

describe.each(FORMS)("%s", (name, write) => {
  test("agrees with the same, and differs from another", async () => {
    const file = given(`x/${name}`, write(plain));
    expect(await fromseed("diff", file, given("same", plain))).toMatchObject({
      code: 0,
      said: expect.stringContaining("2 the same for all"),
    });
    const differs = await fromseed("diff", file, given("other", other));
    expect(differs).toMatchObject({ code: 1, said: expect.stringContaining(of("3")) });
  });
});

test("a folder of files of digests is one party; its signatures are passed over", async () => {
  given("alice/all.SHA256SUMS", `${of("1")}  a.tar.gz\n`);
  given("alice/noncodesigned.SHA256SUMS", `${of("2")}  b.tar.gz\n`);
  given("alice/all.SHA256SUMS.asc", "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n");
  const alice = join(root, "alice");
  expect(await fromseed("diff", alice, given("plain", plain))).toMatchObject({ code: 0 });
  expect(await fromseed("diff", alice, given("other", other))).toMatchObject({ code: 1 });
});

test("sha512 and b2 compare with their like", async () => {
  const long = (content: string, name: string, algorithm: string): string =>
    given(name, `${of(content, algorithm)}  a.tar.gz\n`);
  const sha512 = long("1", "alice/SHA512SUMS", "sha512");
  expect(await fromseed("diff", sha512, long("1", "bob/SHA512SUMS", "sha512"))).toMatchObject({ code: 0 });
  expect(await fromseed("diff", sha512, long("2", "carol/SHA512SUMS", "sha512"))).toMatchObject({ code: 1 });
  const b2 = long("1", "alice/B2SUMS", "blake2b512");
  expect(await fromseed("diff", b2, long("2", "bob/B2SUMS", "blake2b512"))).toMatchObject({ code: 1 });
  expect(await fromseed("diff", sha512, b2)).toMatchObject({ code: expect.not.toBeOneOf([0]) });
});

test("nothing in common, and nothing at all, never end with 0", async () => {
  const here = given("here", plain);
  const nothing = await fromseed("diff", here, given("there", `${of("1")}  z.tar.gz\n`));
  expect(nothing.code).not.toBe(0);
  expect(nothing.said).toContain("Cannot compare: no two of these tell of the same stage or file");
  const empty = await fromseed("diff", here, given("empty", "# nothing\r\n\r\n"));
  expect(empty.code).not.toBe(0);
  expect(empty.said).toContain("no digest is there");
  expect((await fromseed("diff", here, given("there", `${of("1")}  z.tar.gz\n`), "--json")).code).not.toBe(0);
});

test("one name twice is that party's conflict, not the end of the run", async () => {
  const twice = given("twice", `${plain}${of("9")}  a.tar.gz\n`);
  const { code, said } = await fromseed("diff", twice, given("plain", plain));
  expect(code).toBe(1);
  expect(said).toContain(`These contradict themselves\n  ${twice} gives two digests of a.tar.gz`);
  expect(said).toContain("2 stages: 1 the same for all, 1 different");
});
