// Sealing what an untrusted program left: what is refused, what is made normal, and that large trees go through the
// threads alike.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openInspector } from "../../src/store/inspection-pool.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import type { SealProgress } from "../../src/store/seal-tree.ts";
import { checkTree, sealTree } from "../../src/store/seal-tree.ts";
import { messages, temporaryFolder, value, writeFiles } from "./temporary-store.ts";

function inspector(threads = 2) {
  const made = openInspector(threads);
  onTestFinished(() => made.close());
  return made;
}

test("modes, times and link times are made normal, and a check then agrees", async () => {
  const directory = temporaryFolder();
  writeFiles(directory, { "bin/run": "run", "etc/secret": "hidden", "deep/er/file": "" });
  chmodSync(join(directory, "bin/run"), 0o001);
  chmodSync(join(directory, "etc/secret"), 0o000);
  chmodSync(join(directory, "deep/er"), 0o000);
  chmodSync(join(directory, "deep"), 0o2700);
  symlinkSync("/bin/run", join(directory, "etc/link"));
  const tree = value(await sealTree(directory, inspector()));
  expect(tree.entries.map((entry) => `${entry.path} ${entry.type === "file" && entry.executable}`)).toEqual([
    "bin/run true",
    "deep/er/file false",
    "etc/link false",
    "etc/secret false",
  ]);
  expect(tree.size).toBe(9);
  const modes = ["bin/run", "etc/secret", "deep/er", "deep", "."].map((path) =>
    (lstatSync(join(directory, path)).mode & 0o7777).toString(8),
  );
  expect(modes).toEqual(["555", "444", "755", "755", "755"]);
  for (const path of ["bin/run", "etc/link", "deep/er", "deep", "."])
    expect(lstatSync(join(directory, path)).mtimeMs, path).toBe(1000);
  expect(value(await checkTree(directory, inspector())).sha256).toBe(tree.sha256);
  chmodSync(join(directory, "etc/secret"), 0o644);
  expect(messages(await checkTree(directory, inspector()))).toEqual([
    'Cannot use "etc/secret": it is a file of mode 644, not 444 or 555',
  ]);
});

test("every entry that a tree may not hold is named, all at once", async () => {
  const directory = temporaryFolder();
  writeFiles(directory, { "two\nlines": "", "fine/file": "" });
  mkdirSync(join(directory, "tmp"));
  chmodSync(join(directory, "tmp"), 0o1777);
  execFileSync("mkfifo", [join(directory, "fifo")]);
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0x66, 0xff])]), "");
  symlinkSync("../../etc/passwd", join(directory, "fine/climbs"));
  symlinkSync("x/../../../etc", join(directory, "fine/climbs-later"));
  symlinkSync("../file", join(directory, "fine/stays"));
  const server = createServer().listen(join(directory, "socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  const first = messages(await sealTree(directory, inspector()));
  server.close();
  expect(first.sort()).toEqual(
    [
      'Cannot store "fifo": it is a fifo',
      'Cannot store "fine/climbs": it is a link to "../../etc/passwd", which climbs above the tree\'s root',
      'Cannot store "fine/climbs-later": it is a link to "x/../../../etc", which climbs above the tree\'s root',
      'Cannot store "f\ufffd": it has a path that is not UTF-8',
      'Cannot store "socket": it is a socket',
      'Cannot store "tmp": it is a directory of mode 1777',
      'Cannot store "two\\nlines": it has a path that holds a line break or a zero byte',
    ].sort(),
  );
});

test("files with special bits are refused by their octal modes", async () => {
  const directory = temporaryFolder();
  writeFiles(directory, { setuid: "", setgid: "", sticky: "" });
  chmodSync(join(directory, "setuid"), 0o4755);
  chmodSync(join(directory, "setgid"), 0o2750);
  chmodSync(join(directory, "sticky"), 0o1644);
  expect(messages(await sealTree(directory, inspector())).sort()).toEqual([
    'Cannot store "setgid": it is a file of mode 2750',
    'Cannot store "setuid": it is a file of mode 4755',
    'Cannot store "sticky": it is a file of mode 1644',
  ]);
});

test("a file that has a name outside the tree is replaced by a copy; one with two names inside stays", async () => {
  const outside = temporaryFolder();
  const directory = temporaryFolder();
  writeFiles(outside, { kept: "before" });
  writeFiles(directory, { one: "inside" });
  linkSync(join(outside, "kept"), join(directory, "shared"));
  linkSync(join(directory, "one"), join(directory, "two"));
  const tree = value(await sealTree(directory, inspector()));
  chmodSync(join(outside, "kept"), 0o644);
  writeFileSync(join(outside, "kept"), "after!");
  expect(readFileSync(join(directory, "shared"), "utf8")).toBe("before");
  expect(statSync(join(directory, "one")).ino).toBe(statSync(join(directory, "two")).ino);
  expect(value(await checkTree(directory, inspector())).sha256).toBe(tree.sha256);
  expect(lstatSync(directory).mtimeMs).toBe(1000);
});

test("many files and large ones give the same digest with one thread, three, and in place", async () => {
  const directory = temporaryFolder();
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i % 7}/f${i}`, `${i}`.repeat(i)]));
  writeFiles(directory, { ...files, large: "x".repeat((3 << 20) + 1), exact: "y".repeat(1 << 20) });
  let last: SealProgress | undefined;
  const one = value(await sealTree(directory, inspector(1), { onProgress: (progress) => (last = progress) }));
  expect(last).toEqual({ files: 302, totalFiles: 302, bytes: one.size });
  expect(value(await sealTree(directory, inspector(3))).sha256).toBe(one.sha256);
  const digestOf = (path: string) => one.entries.find((entry) => entry.path === path);
  const expected = execFileSync("sha256sum", [join(directory, "large"), join(directory, "exact")], {
    encoding: "utf8",
  }).match(/[0-9a-f]{64}/g);
  expect([digestOf("large"), digestOf("exact")].map((entry) => entry?.type === "file" && entry.sha256)).toEqual(
    expected,
  );
});

test("a signal stops a seal", async () => {
  const directory = temporaryFolder();
  writeFiles(directory, Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, ""])));
  const abort = new AbortController();
  await expect(
    sealTree(directory, inspector(), { signal: abort.signal, onProgress: () => abort.abort(new Error("stopped")) }),
  ).rejects.toThrow("stopped");
});

test("holes count: a tree of sparse files is refused before it is read", async () => {
  const directory = temporaryFolder();
  writeFiles(directory, { a: "", b: "" });
  for (const name of ["a", "b"]) truncateSync(join(directory, name), 2 ** 41);
  expect(messages(await sealTree(directory, inspector(), { mostBytes: 2 ** 42 - 1 }))).toEqual([
    `Cannot store ${JSON.stringify(directory)}: its files have more than ${2 ** 42 - 1} bytes`,
  ]);
  for (const name of ["a", "b"]) truncateSync(join(directory, name), 512);
  expect(value(await sealTree(directory, inspector(), { mostBytes: 1024 })).size).toBe(1024);
});

test("a tree of too many refused entries, or of too long paths, is given up early", { timeout: 60_000 }, async () => {
  const refused = temporaryFolder();
  for (let i = 0; i < 3000; i++) writeFileSync(join(refused, `${i}\n`), "");
  expect(messages(await sealTree(refused, inspector())).at(-1)).toBe(
    "Cannot store 980 more entries for reasons like these",
  );
  const long = temporaryFolder();
  const deep = join(long, ...Array.from({ length: 7 }, () => "d".repeat(250)));
  mkdirSync(deep, { recursive: true });
  process.chdir(deep);
  for (let i = 0; i < 34_000; i++) writeFileSync(`${i}`.padStart(250, "f"), "");
  process.chdir("/");
  expect(messages(await sealTree(long, inspector()))).toEqual([
    expect.stringMatching(/: it has paths of more than 67108864 bytes together with the rest of its tree$/),
  ]);
});

test("removal copes with modes, names, depth, and names of its own", async () => {
  const directory = join(temporaryFolder(), "top");
  mkdirSync(directory);
  // Built from its end, since no path may be as long as this one becomes.
  mkdirSync(join(directory, "deep"));
  for (let level = 0; level < 40; level++) {
    mkdirSync(join(directory, "above"));
    renameSync(join(directory, "deep"), join(directory, "above", "n".repeat(200)));
    renameSync(join(directory, "above"), join(directory, "deep"));
  }
  writeFiles(directory, { "moved-up-0/x": "", "moved-up-1": "", "closed/file": "" });
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff, 0x0a])]), "");
  symlinkSync("/", join(directory, "root"));
  chmodSync(join(directory, "closed"), 0o000);
  await removeTree(directory);
  expect(existsSync(directory)).toBe(false);
  await removeTree(directory);
});
