// What unpacking gives: each form of tar and of compression, modes, links, strip, inner and remove.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { encodeXz } from "./encode-xz.ts";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { packageContent } from "../../src/fetch/ar.ts";
import { type UnpackOptions, unpack } from "../../src/fetch/unpack.ts";
import { listed } from "./listed.ts";
import { scratch } from "./scratch.ts";
import { patterns, whole } from "./shape.ts";
import { archive, entry, record } from "./tar-blocks.ts";

async function unpacked(bytes: Buffer, options: Partial<UnpackOptions> = {}): Promise<string> {
  const at = scratch();
  writeFileSync(join(at, "a.tar"), bytes);
  expect(await unpack(join(at, "a.tar"), join(at, "out"), { ...whole, ...options })).toMatchObject({
    ok: true,
  });
  return join(at, "out");
}

const simple = archive(
  { name: "p/", type: "5" },
  { name: "p/run", content: "#!", mode: 0o4711 },
  { name: "p/text", content: "text", mode: 0o600 },
  { name: "p/l", type: "2", target: "text" },
);
const simpleListed = [
  `directory 755 p`,
  `link p/l -> text`,
  `755 ${sha256("#!").slice(0, 16)} p/run`,
  `644 ${sha256("text").slice(0, 16)} p/text`,
];

test("gives files, modes (executable or not) and links, and no other mode", async () => {
  expect(listed(await unpacked(simple))).toEqual(simpleListed);
});

test("does not depend on the umask", async () => {
  const before = process.umask(0o177);
  try {
    expect(listed(await unpacked(simple))).toEqual(simpleListed);
  } finally {
    process.umask(before);
  }
});

describe("compression, told by its first bytes", () => {
  const half = simple.length / 2 + 100;
  const twice = (compress: (bytes: Buffer) => Uint8Array): Buffer =>
    Buffer.concat([compress(simple.subarray(0, half)), compress(simple.subarray(half))]);
  test.each([
    ["gzip", Buffer.from(gzipSync(simple))],
    ["gzip in two members", twice(gzipSync)],
    ["gzip with zeros after it", Buffer.concat([gzipSync(simple), Buffer.alloc(700)])],
    ["zstd", Buffer.from(zstdCompressSync(simple))],
    ["zstd in two frames", twice(zstdCompressSync)],
    ["xz", Buffer.from(encodeXz(simple))],
    ["xz in two streams", twice(encodeXz)],
  ])("%s", async (_, bytes) => {
    expect(listed(await unpacked(bytes))).toEqual(simpleListed);
  });
});

describe("names", () => {
  const long = `${"d".repeat(90)}/${"e".repeat(90)}/${"f".repeat(90)}`;
  test.each([
    ["ustar's prefix", archive({ name: "f", prefix: "d/e", content: "x" }), "d/e/f"],
    ["no prefix in GNU's old format", archive({ name: "f", prefix: "d/e", magic: "ustar  \0", content: "x" }), "f"],
    ["V7, without magic", archive({ name: "f", prefix: "d/e", magic: "", type: "\0", content: "x" }), "f"],
    [
      "GNU long name",
      archive({ name: "././@LongLink", type: "L", content: `${long}\0` }, { name: "cut", content: "x" }),
      long,
    ],
    ["pax path", archive({ name: "x", type: "x", content: record("path", long) }, { name: "cut", content: "x" }), long],
    ["a name of exactly 100 bytes", archive({ name: "n".repeat(100), content: "x" }), "n".repeat(100)],
    ["dots and slashes", archive({ name: ".//a/./b", content: "x" }), "a/b"],
    ["UTF-8", archive({ name: "\u00e9\u{1f980}", content: "x" }), "\u00e9\u{1f980}"],
  ])("%s", async (_, bytes, path) => {
    expect(readFileSync(join(await unpacked(bytes), path), "utf8")).toBe("x");
  });

  test("differ by case", async () => {
    const out = await unpacked(archive({ name: "A", content: "1" }, { name: "a", content: "2" }));
    expect([readFileSync(`${out}/A`, "utf8"), readFileSync(`${out}/a`, "utf8")]).toEqual(["1", "2"]);
  });

  test("a pax header counts for one entry, a global one for all, and pax gives sizes and link targets", async () => {
    const out = await unpacked(
      archive(
        { name: "g", type: "g", content: record("comment", "0123456789abcdef") },
        { name: "x", type: "x", content: record("size", "3") + record("mtime", "1.5") },
        Buffer.concat([entry({ name: "sized", size: 0 }), Buffer.from("abc"), Buffer.alloc(509)]),
        { name: "x", type: "x", content: record("linkpath", "sized") },
        { name: "l", type: "2", target: "cut" },
      ),
    );
    expect(listed(out)).toEqual(["link l -> sized", `644 ${sha256("abc").slice(0, 16)} sized`]);
  });
});

test("a hard link becomes a copy", async () => {
  const out = await unpacked(
    archive({ name: "a", content: "x", mode: 0o755 }, { name: "d/b", type: "1", target: "a" }),
  );
  expect(statSync(`${out}/a`).ino).not.toBe(statSync(`${out}/d/b`).ino);
  expect(statSync(`${out}/a`).nlink).toBe(1);
  expect(listed(out).map((line) => line.replace(/ [0-9a-f]{16}/, ""))).toEqual(["755 a", "directory 755 d", "755 d/b"]);
});

test("takes the same file twice when it is the same", async () => {
  expect(listed(await unpacked(archive({ name: "a", content: "x" }, { name: "a", content: "x" })))).toHaveLength(1);
});

test("the order of entries does not matter", async () => {
  const entries = [
    { name: "d/l", type: "2", target: "../f" },
    { name: "f", content: "x" },
    { name: "d/", type: "5" },
  ];
  expect(listed(await unpacked(archive(...entries)))).toEqual(listed(await unpacked(archive(...entries.toReversed()))));
});

test("strip drops leading components that all names share", async () => {
  const bytes = archive(
    { name: "p-1/", type: "5" },
    { name: "p-1/q/a", content: "x" },
    { name: "p-1/q/b", type: "1", target: "p-1/q/a" },
  );
  expect(listed(await unpacked(bytes, { strip: 2 })).map((line) => line.slice(-1))).toEqual(["a", "b"]);
});

describe("keep and remove", () => {
  const tree = archive(
    { name: "a.c", content: "1" },
    { name: "lib/", type: "5" },
    { name: "lib/b.c", content: "2" },
    { name: "lib/b.h", content: "3" },
    { name: "lib/l", type: "2", target: "b.c" },
    { name: "lib/empty/", type: "5" },
    { name: "lib/test/t.c", content: "4" },
    { name: "test/t.c", content: "5" },
    { name: "bad", type: "2", target: "/etc" },
  );
  const everything = ["a.c", "lib", "lib/b.c", "lib/b.h", "lib/empty", "lib/l", "lib/test", "lib/test/t.c"];

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["all but a link", [], ["bad"], [...everything, "test", "test/t.c"]],
    ["a directory, and what it holds", ["test/"], [], ["test", "test/t.c"]],
    ["a file, and the directory that it is in", ["lib/b.c"], [], ["lib", "lib/b.c"]],
    ["files and links of one directory, but no directory", ["lib/*"], [], ["lib", "lib/b.c", "lib/b.h", "lib/l"]],
    ["files anywhere", ["**/*.c"], [], ["a.c", "lib", "lib/b.c", "lib/test", "lib/test/t.c", "test", "test/t.c"]],
    ["directories anywhere", ["**/test/"], [], ["lib", "lib/test", "lib/test/t.c", "test", "test/t.c"]],
    ["directories by a part of their names", ["*t/"], [], ["test", "test/t.c"]],
    ["an empty directory", ["lib/empty/"], [], ["lib", "lib/empty"]],
    [
      "what is removed of what is kept",
      ["lib/", "a.c"],
      ["**/test/", "**/*.h"],
      everything.filter((path) => !/test|h$/.test(path)),
    ],
    ["the directory that all is removed from", ["test/"], ["**/t.c"], ["test"]],
    ["nothing", ["test/"], ["test/", "test/t.c"], []],
  ])("%s", async (_, keep, remove, paths) => {
    const out = await unpacked(tree, { keep: patterns(...keep), remove: patterns(...remove) });
    expect(
      listed(out).map((line) =>
        line
          .replace(/ -> .*/, "")
          .split(" ")
          .at(-1),
      ),
    ).toEqual(paths);
  });

  test("a pattern that names nothing is told with its place, and what it should have been", async () => {
    const at = scratch();
    writeFileSync(join(at, "a.tar"), tree);
    const failed = async (remove: readonly string[]) =>
      await unpack(join(at, "a.tar"), join(at, remove.at(-1)!.replaceAll("/", "-")), {
        ...whole,
        remove: patterns("bad", ...remove),
      });
    expect(await failed(["lib/b.c/"])).toMatchObject({
      failures: [
        {
          code: "pattern-unused",
          place: { line: 2 },
          hint: 'there is a file or link of that name, no directory: write "lib/b.c"',
        },
      ],
    });
    expect(await failed(["a.c", "**/test"])).toMatchObject({
      failures: [{ place: { line: 3 }, hint: 'there is a directory of that name, no file or link: write "**/test/"' }],
    });
    expect(await failed(["nowhere"])).toMatchObject({
      failures: [{ place: { line: 2 }, hint: "patterns count from the top of the unpacked tree" }],
    });
  });

  test("what is not kept is never written, and takes nothing of the limits on what is made", async () => {
    const big = archive({ name: "big", content: Buffer.alloc(10_000) }, { name: "small", content: "x" });
    const out = await unpacked(big, { keep: patterns("small"), limits: { written: 1, nodes: 1 } });
    expect(listed(out)).toHaveLength(1);
  });
});

test.each([0o100, 0o010, 0o001, 0o644 | 0o010])("a file with any execute bit is executable: %o", async (mode) => {
  const out = await unpacked(archive({ name: "a", content: "x", mode }));
  expect(statSync(`${out}/a`).mode & 0o7777).toBe(0o755);
});

test("inner unpacks an archive within the archive", async () => {
  const inner = Buffer.from(encodeXz(simple));
  const outer = archive({ name: "gcc/debian/rules", content: "x" }, { name: "gcc/inner.tar.xz", content: inner });
  const progress: number[] = [];
  const out = await unpacked(gzipSync(outer), {
    strip: 1,
    inner: { path: "gcc/inner.tar.xz", sha256: sha256(inner) },
    onProgress: (done, total) => progress.push(done / total),
  });
  expect(listed(out)).toHaveLength(3);
  expect(existsSync(`${out}.inner`)).toBe(false);
  expect(progress.at(-1)).toBe(1);
});

describe("a Debian package, which is an ar archive", () => {
  test("as dpkg-deb makes it", async () => {
    const at = scratch();
    mkdirSync(`${at}/p/DEBIAN`, { recursive: true });
    writeFileSync(
      `${at}/p/DEBIAN/control`,
      "Package: p\nVersion: 1\nArchitecture: all\nMaintainer: m\nDescription: d\n",
    );
    mkdirSync(`${at}/p/usr`);
    writeFileSync(`${at}/p/usr/text`, "text");
    for (const [compression, path] of [
      ["xz", "data.tar.xz"],
      ["gzip", "data.tar.gz"],
      ["none", "data.tar"],
    ] as const) {
      execFileSync("dpkg-deb", ["-Z", compression, "--build", "--root-owner-group", `${at}/p`, `${at}/p.deb`]);
      const bytes = readFileSync(`${at}/p.deb`);
      const inner = execFileSync("ar", ["p", `${at}/p.deb`, path]);
      expect(listed(await unpacked(bytes, { inner: { path, sha256: sha256(inner) } }))).toEqual([
        "directory 755 usr",
        `644 ${sha256("text").slice(0, 16)} usr/text`,
      ]);
      expect(await packageContent(`${at}/p.deb`)).toEqual({ path, sha256: sha256(inner) });
    }
  });

  const member = (name: string, content: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`${name.padEnd(16)}${"0".padEnd(32)}${String(content.length).padEnd(10)}\`\n`),
      content,
      Buffer.from(content.length % 2 === 1 ? "\n" : ""),
    ]);
  const start = Buffer.from("!<arch>\n");
  const odd = member("odd/", Buffer.from("x"));
  const data = member("data.tar/", simple);

  test("with members of odd lengths before, and none of the padding that some omit after the last", async () => {
    const inner = { path: "data.tar", sha256: sha256(simple) };
    expect(listed(await unpacked(Buffer.concat([start, odd, data, odd.subarray(0, -1)]), { inner }))).toHaveLength(4);
  });

  test.each<[string, Buffer, string, Partial<UnpackOptions>]>([
    ["not named", Buffer.concat([start, data]), "it is an ar archive, as a Debian package is", {}],
    ["absent", Buffer.concat([start, odd]), 'it holds no file "data.tar"', inner("data.tar")],
    ["twice", Buffer.concat([start, data, data]), 'it holds "data.tar" twice', inner("data.tar")],
    ["another", Buffer.concat([start, odd]), 'the inner archive "odd" has sha256 2d71', inner("odd")],
    ["cut", Buffer.concat([start, odd, data]).subarray(0, -1), "it ends too early", inner("data.tar")],
    [
      "cut in a header",
      Buffer.concat([start, data.subarray(0, 59)]),
      "there is no header of a member 8 ",
      inner("data.tar"),
    ],
    [
      "with a size below nothing",
      Buffer.concat([
        start,
        Buffer.from(
          data.toString("latin1").replace(/\d+ *`/, (size) => "-1`".padStart(size.length)),
          "latin1",
        ),
      ]),
      "there is no header",
      inner("data.tar"),
    ],
    [
      "of many members",
      Buffer.concat([start, odd, odd, odd]),
      "it has more than 2 members",
      { ...inner("odd"), limits: { members: 2 } },
    ],
  ])("refused: a member that is %s", async (_, bytes, found, options) => {
    const at = scratch();
    writeFileSync(`${at}/a.deb`, bytes);
    const result = await unpack(`${at}/a.deb`, `${at}/out`, { ...whole, ...options });
    expect(result).toMatchObject({ ok: false, failures: [{ message: expect.stringContaining(found) as string }] });
  });

  function inner(path: string): Partial<UnpackOptions> {
    return { inner: { path, sha256: sha256("another") } };
  }
});

test("does not touch a directory that is not empty", async () => {
  const at = scratch();
  writeFileSync(`${at}/a.tar`, simple);
  mkdirSync(`${at}/out`);
  writeFileSync(`${at}/out/mine`, "");
  expect(await unpack(`${at}/a.tar`, `${at}/out`, whole)).toMatchObject({ ok: false });
  expect(listed(`${at}/out`)).toHaveLength(1);
});
