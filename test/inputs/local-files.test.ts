// Local files are snapshots: what a stage sees of them is what was digested, with nothing of the checkout's modes and
// times.

import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { layLocalFiles, readLocalFiles } from "../../src/inputs/local-files.ts";
import { opaqueFiles } from "../../src/inputs/opaque-inputs.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fromseed-files-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function checkout(): string {
  const root = folder();
  mkdirSync(join(root, "a/b"), { recursive: true });
  writeFileSync(join(root, "a/b/text"), "text");
  writeFileSync(join(root, "a/program"), "program");
  return root;
}

test("a folder at the top or of a recipe may be a link, named as a whole too, and nothing else may", async () => {
  const [root, elsewhere] = [folder(), checkout()];
  mkdirSync(join(root, "recipes/own"), { recursive: true });
  for (const path of ["top", "recipes/linked", "recipes/own/within"]) symlinkSync(elsewhere, join(root, path));
  const names = async (...paths: string[]): Promise<readonly string[]> => {
    const read = await readLocalFiles(root, paths);
    return read.ok ? read.value.map(({ path }) => path) : read.failures.map(({ message }) => message);
  };
  expect(await names("top/", "recipes/linked/")).toEqual(
    ["recipes/linked", "top"].flatMap((path) => [`${path}/a/b/text`, `${path}/a/program`]),
  );
  for (const path of ["recipes/own/", "recipes/own/within/"])
    expect(await names(path)).toEqual(['Cannot use "recipes/own/within": it is a symbolic link']);
  expect(await names("recipes/")).toEqual(['Cannot use "recipes/linked": it is a symbolic link']);
});

test("modes and times of the checkout, and this process's umask, do not show", async () => {
  const seen = [];
  for (const [umask, text, program, directory] of [
    [0o022, 0o644, 0o755, 0o755],
    [0o077, 0o600, 0o700, 0o700],
    [0o002, 0o664, 0o4775, 0o2775],
  ] as const) {
    const before = process.umask(umask);
    onTestFinished(() => void process.umask(before));
    const root = checkout();
    chmodSync(join(root, "a/b/text"), text);
    chmodSync(join(root, "a/program"), program);
    chmodSync(join(root, "a"), directory);
    const to = folder();
    const files = await readLocalFiles(root, ["a/"]);
    if (!files.ok) throw new Error(JSON.stringify(files));
    expect(await layLocalFiles(root, files.value, to)).toMatchObject({ ok: true });
    seen.push(
      [".", ...readdirSync(to, { recursive: true, encoding: "utf8" }).sort()].map((path) => {
        const { mode, mtimeMs } = lstatSync(join(to, path));
        return `${path} ${mode.toString(8)} ${mtimeMs}`;
      }),
    );
  }
  expect(seen[0]).toEqual([
    ". 40755 1000",
    "a 40755 1000",
    "a/b 40755 1000",
    "a/b/text 100644 1000",
    "a/program 100755 1000",
  ]);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});

test("a file that changes between its digest and its copy is not used", async () => {
  const root = checkout();
  const files = await readLocalFiles(root, ["a/b/text"]);
  if (!files.ok) throw new Error(JSON.stringify(files));
  writeFileSync(join(root, "a/b/text"), "changed");
  expect(await layLocalFiles(root, files.value, folder())).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot use "a/b/text": it changed while the build was starting' }],
  });
});

test("what is opaque among local files is told of the bytes that were digested", async () => {
  const root = checkout();
  writeFileSync(join(root, "a/program"), "\x7fELF\0");
  const files = await readLocalFiles(root, ["a/"]);
  if (!files.ok) throw new Error(JSON.stringify(files));
  const [, program] = files.value;
  expect(await opaqueFiles(root, files.value)).toEqual({
    ok: true,
    value: [{ type: "file", name: "a/program", size: 5, sha256: program!.sha256 }],
  });
  writeFileSync(join(root, "a/program"), "text");
  expect(await opaqueFiles(root, files.value)).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot use "a/program": it changed while the build was starting' }],
  });
});
