// Components of toolchains that rustup put on a machine: from a made one, packed as tar packs it; and from this machine's
// own, where it has one.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sha256, sha256File } from "../../src/bytes/sha256.ts";
import { download } from "../../src/fetch/download.ts";
import { usedSources } from "../../src/inputs/used-sources.ts";
import type { Source } from "../../src/model/recipe.ts";
import { nowhere } from "../engine/stages.ts";
import { scratch } from "./scratch.ts";

const COMPONENT = "rustc-x86_64-unknown-linux-gnu";

const FILES: Readonly<Record<string, string>> = {
  "bin/rustc": "a compiler\n",
  "lib/librustc.so": "x".repeat(1000),
  "lib/self/a/b.txt": "",
  [`lib/${"long/".repeat(25)}name`]: "far down\n",
  "share/not-of-it": "of another component\n",
};

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Gives the folder of toolchains. */
function madeToolchain(list: string, release = "1.95.0"): string {
  const toolchains = scratch();
  const root = join(toolchains, "stable-x86_64-unknown-linux-gnu");
  for (const [path, text] of Object.entries(FILES)) put(root, path, text);
  chmodSync(join(root, "bin/rustc"), 0o700);
  symlinkSync("librustc.so", join(root, "lib/librustc.so.1"));
  put(root, `lib/rustlib/manifest-${COMPONENT}`, list);
  put(
    root,
    "lib/rustlib/multirust-channel-manifest.toml",
    `[pkg.rls]\nversion = "1.94.0 (x)"\n[pkg.rustc]\nversion = "${release} (59807616e 2026-04-14)"\n`,
  );
  return toolchains;
}

const LIST = `file:bin/rustc\nfile:lib/librustc.so\nfile:lib/librustc.so.1\ndir:lib/self\ndir:lib/long\n`;

async function take(toolchains: string, pins: Partial<Source> = {}) {
  const destination = join(scratch(), "rustc.tar");
  const source = {
    ...{ file: "rustc.tar", size: 10240, sha256: sha256("unknown"), ...pins },
    places: [{ type: "rustup" as const, name: COMPONENT, version: "1.95.0" }],
  };
  const where = { mirrors: [], directories: [], aptMirrors: [], proxies: {}, offline: true, toolchains };
  const taken = await download(source, destination, where);
  return { destination, told: taken.ok ? "taken" : taken.failures.flatMap(({ details = [] }) => details).join("\n") };
}

/** What GNU tar makes of the same files. */
function byTar(root: string, paths: readonly string[]): Buffer {
  for (const path of paths) if (!path.endsWith(".1")) chmodSync(join(root, path), path === "bin/rustc" ? 0o755 : 0o644);
  const words = ["--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--no-recursion"];
  return execFileSync("tar", [...words, "-C", root, "-cf", "-", ...paths], { maxBuffer: 2 ** 24 });
}

test("a component is packed as tar does, whatever the modes are, and only what its list names", async () => {
  const toolchains = madeToolchain(LIST);
  const paths = [...Object.keys(FILES).filter((path) => !path.startsWith("share/")), "lib/librustc.so.1"].sort();
  const tar = byTar(join(toolchains, "stable-x86_64-unknown-linux-gnu"), paths);
  const pins = { size: tar.length, sha256: sha256(tar) };
  const { destination, told } = await take(toolchains, pins);
  expect(told).toBe("taken");
  expect(readFileSync(destination).equals(tar)).toBe(true);
});

test.each<[string, () => string, string]>([
  ["another release", () => madeToolchain(LIST, "1.94.0"), "stable-x86_64-unknown-linux-gnu is 1.94.0"],
  ["no toolchain", () => scratch(), "rustup has no toolchain here"],
  ["no rustup", () => join(scratch(), "none"), "rustup has no toolchains here, at "],
  ["another content", () => madeToolchain("file:bin/rustc\n"), "wrong content: packed 10240 bytes, sha256 "],
  ["a list that leads out", () => madeToolchain("file:../../key\n"), 'its list of files has the line "file:../../key"'],
  ["an absolute path", () => madeToolchain("dir:/etc\n"), 'its list of files has the line "dir:/etc"'],
  ["a file that is gone", () => madeToolchain("file:bin/gone\n"), '"bin/gone" is no file there'],
])("%s is not taken", async (_, toolchains, says) => {
  const { destination, told } = await take(toolchains());
  expect(told).toContain(`rustup ${COMPONENT}@1.95.0: ${says}`);
  expect(readdirSync(dirname(destination))).toEqual([]);
});

test("a manifest names the tree of what has no other place, and the archive of what has one", () => {
  const source: Source = {
    ...{ name: "rustc", file: "rustc.tar", size: 1, sha256: sha256("tar"), licence: "MIT", at: nowhere },
    places: [{ type: "rustup", name: COMPONENT, version: "1.95.0" }],
    unpack: { tree: sha256("tree"), strip: 0, keep: [], remove: [] },
  };
  expect(usedSources({ version: "1", sources: [source] })).toEqual([
    { name: "rustc", type: "tree", tree: sha256("tree") },
  ]);
  const places: Source["places"] = [...source.places, { type: "url", url: "https://example.invalid/rustc.tar" }];
  expect(usedSources({ version: "1", sources: [{ ...source, places }] })).toMatchObject([{ type: "archive" }]);
});

const own = join(process.env["RUSTUP_HOME"] || join(homedir(), ".rustup"), "toolchains");
const cargo = "cargo-x86_64-unknown-linux-gnu";
const release = (existsSync(own) ? readdirSync(own) : [])
  .filter((name) => existsSync(join(own, name, `lib/rustlib/manifest-${cargo}`)))
  .map((name) => readFileSync(join(own, name, "lib/rustlib/multirust-channel-manifest.toml"), "utf8"))
  .flatMap((text) => /^\[pkg\.rustc\]\nversion = "(\S+) /m.exec(text)?.[1] ?? [])[0];
const why = release === undefined ? " (skipped: rustup has no toolchain with cargo here)" : "";
const all = process.env["FROMSEED_TEST"] === "all";

test.skipIf(release === undefined || !all)(
  `this machine's own cargo is packed twice alike${why}`,
  async () => {
    const wanted = { type: "rustup" as const, name: cargo, version: release! };
    const where = { mirrors: [], directories: [], aptMirrors: [], proxies: {}, offline: true, toolchains: own };
    const asked = { file: "cargo.tar", size: 1, sha256: sha256("unknown"), places: [wanted] };
    const first = await download(asked, join(scratch(), "cargo.tar"), where);
    const told = first.ok ? "" : (first.failures[0]!.details ?? []).join("\n");
    const [, size, digest] = /packed ([0-9]+) bytes, sha256 ([0-9a-f]{64})/.exec(told) ?? [];
    const destination = join(scratch(), "cargo.tar");
    const pinned = { ...asked, size: Number(size), sha256: digest as typeof asked.sha256 };
    expect(await download(pinned, destination, where)).toMatchObject({ ok: true });
    expect(await sha256File(destination)).toBe(digest);
    expect(execFileSync("tar", ["-tf", destination], { encoding: "utf8" }).split("\n")).toContain("bin/cargo");
  },
  60_000,
);
