// fromseed pin of what registries have, and of a toolchain's component: registries on loopback, which tell the truth or not.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { type Mirror, mirror, routes } from "../fetch/mirror.ts";
import { fromseedIn, type Ran } from "./in-process.ts";
import { writeSmallProject } from "./small-project.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-pin-"));
const project = join(root, "project");
const home = join(root, "home");

beforeAll(() => writeSmallProject(project));
afterAll(() => removeTree(root));

const run = (...words: string[]): Promise<Ran> => fromseedIn(project, home)("pin", ...words);

/** An archive with one folder, which has its name up to the first "=". */
function packed(folder: string, files: Readonly<Record<string, string>>): Buffer {
  const at = mkdtempSync(join(root, "packed-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, folder, path)), { recursive: true });
    writeFileSync(join(at, folder, path), text);
  }
  return execFileSync("tar", ["-C", at, "-cz", folder]);
}

const manifest = (version: string, licence: string): string =>
  `[package]\nname = "Two_Words"\nversion = "${version}"\n${licence}`;

const CRATES = {
  "1.0.0": packed("Two_Words-1.0.0", {
    "Cargo.toml": manifest("1.0.0", 'license = "MIT/Apache-2.0"\n'),
    "Cargo.lock": "version = 4\n",
    "src/lib.rs": "",
  }),
  "1.0.1": packed("Two_Words-1.0.1", { "Cargo.toml": manifest("1.0.1", ""), "src/lib.rs": "" }),
} as const;

interface Told {
  /** Below the server, where crates are. */
  readonly dl?: string;
  readonly cksum?: string;
  readonly yanked?: boolean;
}

/** A sparse index with two releases of a crate, and where it says that their files are. */
async function crateIndex({ dl = "dl/{sha256-checksum}/{crate}", cksum, yanked = false }: Told = {}): Promise<Mirror> {
  const releases = Object.entries(CRATES).map(([vers, bytes]) =>
    JSON.stringify({ name: "Two_Words", vers, deps: [{ req: "1.0.0" }], cksum: cksum ?? sha256(bytes), yanked }),
  );
  const self: Mirror = await mirror(
    routes(() => ({
      "/index/config.json": JSON.stringify({ dl: `${self.url}/${dl}` }),
      "/index/tw/o_/two_words": `{}\nnot JSON, with "1.0.0"\n${releases.join("\n")}\n`,
      ...Object.fromEntries(Object.values(CRATES).map((bytes) => [`/dl/${sha256(bytes)}/Two_Words`, bytes])),
      "/plain/Two_Words/1.0.0/download": CRATES["1.0.0"],
    })),
  );
  return self;
}

test("a crate is measured as its index tells of it, and put into a recipe with its lock", async () => {
  const { url } = await crateIndex();
  const place = "crate:Two_Words@1.0.0";
  const bytes = CRATES["1.0.0"];
  const ran = await run(place, "--crates", `${url}/index`, "--json");
  expect(ran.code, ran.said).toBe(0);
  const [pinned] = (JSON.parse(ran.said) as { pinned: { unpack: { tree: string } }[] }).pinned;
  expect(pinned).toEqual({
    ...{ file: "Two_Words-1.0.0.crate", size: bytes.length, sha256: sha256(bytes), place },
    ...{ licence: "MIT OR Apache-2.0", licenceFrom: "Cargo.toml", isNamed: true, lock: "Cargo.lock" },
    unpack: { tree: pinned!.unpack.tree, strip: 1 },
    sha1: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    swhid: expect.stringMatching(/^swh:1:cnt:[0-9a-f]{40}$/) as string,
  });
  const copy = mkdtempSync(join(root, "copy-"));
  cpSync(project, copy, { recursive: true });
  const recipe = join(copy, "recipes/all/recipe.yaml");
  const here = fromseedIn(copy, home);
  const written = await here("pin", "crate: Two_Words@1.0.0", "--write", "all", "--crates", `${url}/index`);
  expect(written.code, written.said).toBe(0);
  expect(readFileSync(recipe, "utf8")).toContain(
    [
      "  - name: two-words",
      "    file: Two_Words-1.0.0.crate",
      `    size: ${bytes.length}`,
      `    sha256: ${sha256(bytes)}`,
      "    # As its Cargo.toml says.",
      "    licence: MIT OR Apache-2.0",
      "    places:",
      "      - crate: Two_Words@1.0.0",
      "    unpack:",
      `      tree: ${pinned!.unpack.tree}`,
      "      strip: 1",
      "    # For cargo, which builds it: without, where it does not.",
      "    crates:",
      "      lock: Cargo.lock",
      "",
    ].join("\n"),
  );
  // What was pinned is what is fetched then; and it moves on to another release.
  const fetched = await here("fetch", "all", "--crates", `${url}/index`);
  expect(fetched.code, fetched.said).toBe(0);
  writeFileSync(recipe, readFileSync(recipe, "utf8").replace('version: "1"', 'version: "1.0.0"'));
  const moved = await here("pin", "--update", "all", "1.0.1", "--crates", `${url}/index`);
  expect(moved.code, moved.said).toBe(0);
  expect(moved.said).toContain("two-words  Two_Words-1.0.0.crate -> Two_Words-1.0.1.crate");
  const text = readFileSync(recipe, "utf8");
  expect(text).toContain("      - crate: Two_Words@1.0.1\n");
  expect(text).toContain(`    sha256: ${sha256(CRATES["1.0.1"])}\n`);
  expect((await here("pin", "--update", "all", "1.0.2", "--crates", `${url}/index`)).said).toContain(
    `${url}/index/tw/o_/two_words: it names no release 1.0.2`,
  );
});

test("a crate from a folder, from cargo's cache and from where cargo has been; not by a digest that nobody tells", async () => {
  const folder = mkdtempSync(join(root, "folder-"));
  const cargo = mkdtempSync(join(root, "cargo-"));
  const used = join(cargo, "registry/index/a");
  mkdirSync(used, { recursive: true });
  mkdirSync(join(cargo, "registry/cache/a"), { recursive: true });
  const { url } = await crateIndex();
  const place = "crate:Two_Words@1.0.0";
  const sized = { code: 0, said: expect.stringContaining(`  size: ${CRATES["1.0.0"].length}\n`) as string };
  const here = fromseedIn(project, home, { CARGO_HOME: cargo });
  writeFileSync(join(used, "config.json"), JSON.stringify({ dl: `${url}/plain` }));
  expect(await here("pin", place)).toMatchObject(sized);
  writeFileSync(join(used, "config.json"), JSON.stringify({ dl: `${url}/dl/{sha256-checksum}` }));
  const unknown = await here("pin", place);
  expect(unknown.code).toBe(1);
  expect(unknown.said).toContain("where crates are by their digests, and that of this one is not known");
  writeFileSync(join(folder, "Two_Words-1.0.0.crate"), CRATES["1.0.0"]);
  expect(await here("pin", place, "--offline", "--crates", folder)).toMatchObject(sized);
  writeFileSync(join(cargo, "registry/cache/a/Two_Words-1.0.0.crate"), CRATES["1.0.0"]);
  expect(await here("pin", place, "--offline")).toMatchObject(sized);
});

test("a release that is not there, or was withdrawn, and a registry that gives another file are named", async () => {
  const good = await crateIndex();
  const place = "crate:Two_Words@2.0.0";
  const gone = await run(place, "--crates", `${good.url}/index`);
  expect(gone.code).toBe(1);
  expect(gone.said).toContain(`Cannot pin "${place}": no place has it`);
  expect(gone.said).toContain(`${good.url}/index/tw/o_/two_words: it names no release 2.0.0`);
  expect(gone.said).toContain("given with --crates");
  const nobody = await run("crate:nobody@1.0.0", "--crates", `${good.url}/index`);
  expect(nobody.said).toContain(`${good.url}/index/no/bo/nobody: answered 404 Not Found`);
  const withdrawn = await crateIndex({ yanked: true });
  const yanked = await run("crate:Two_Words@1.0.0", "--crates", `${withdrawn.url}/index`);
  expect(yanked.code).toBe(0);
  expect(yanked.said).toContain("    # Its makers withdrew it.\n    - crate: Two_Words@1.0.0\n");
  const lying = await crateIndex({ dl: "plain", cksum: "1".repeat(64) });
  const other = await run("crate:Two_Words@1.0.0", "--crates", `${lying.url}/index`);
  expect(other.code).toBe(1);
  expect(other.said).toContain(`and the registry tells ${"1".repeat(64)}`);
  const lies = await mirror(
    routes(() => ({
      "/simple/x/": `<!doctype html><a href="/x-1.0.tar.gz#sha256=${"0".repeat(64)}">x</a>`,
      "/x-1.0.tar.gz": CRATES["1.0.0"],
    })),
  );
  const refused = await run("pypi:x@1.0", "--pypi", `${lies.url}/simple`);
  expect(refused.code).toBe(1);
  expect(refused.said).toContain(`and the registry tells ${"0".repeat(64)}`);
  for (const [word, says] of [
    ["crate:x", "what follows crate: is not a crate and its version"],
    ["pypi:x@", "what follows pypi: is not a Python project and its version"],
    ["rustup:rustc@1", "what follows rustup: is not a component of Rust and its release"],
    ["debian:x", "what follows debian: is not a path that starts with pool/"],
  ] as const)
    expect((await run(word)).said).toContain(`Cannot pin "${word}": ${says}`);
});

test("a Python project's source distribution, by the name that the index gives it", async () => {
  const bytes = packed("Two.Words-1.0", {
    "PKG-INFO": "Metadata-Version: 2.4\nLicense-Expression: MIT OR Apache-2.0\n\nLicense-Expression: no\n",
    LICENSE: "Permission is hereby granted, free of charge, to any person",
  });
  const later = packed("two_words-1.1", { LICENSE: "Permission is hereby granted, free of charge, to any person" });
  const index = await mirror(
    routes(() => ({
      "/simple/two-words/": JSON.stringify({
        meta: { "api-version": "1.1" },
        files: [
          { url: "/f/two_words-1.0-py3-none-any.whl" },
          { url: "/f/Two.Words-1.0.tar.gz", hashes: { sha256: sha256(bytes) }, yanked: "it\nis: broken" },
          { url: "/f/two_words-1.1.tar.gz", hashes: { sha256: sha256(later) }, yanked: false },
        ],
      }),
      "/f/Two.Words-1.0.tar.gz": bytes,
      "/f/two_words-1.1.tar.gz": later,
    })),
  );
  const copy = mkdtempSync(join(root, "copy-"));
  cpSync(project, copy, { recursive: true });
  const recipe = join(copy, "recipes/all/recipe.yaml");
  writeFileSync(recipe, readFileSync(recipe, "utf8").replace('version: "1"', 'version: "1.0"'));
  const here = (...words: string[]): Promise<Ran> =>
    fromseedIn(copy, home)("pin", ...words, "--pypi", `${index.url}/simple`);
  const ran = await here("pypi:two_words@1.0", "--write", "all");
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toContain("- name: two-words\n  file: Two.Words-1.0.tar.gz\n");
  expect(ran.said).toContain("  # As its PKG-INFO says.\n  licence: MIT OR Apache-2.0\n");
  expect(ran.said).toContain("    # Its makers withdrew it: it is: broken\n    - pypi: two_words@1.0\n");
  const moved = await here("--update", "all", "1.1");
  expect(moved.code, moved.said).toBe(0);
  const text = readFileSync(recipe, "utf8");
  expect(text).toContain("    file: two_words-1.1.tar.gz\n");
  expect(text).toContain("      - pypi: two_words@1.1\n");
  const folder = mkdtempSync(join(root, "folder-"));
  writeFileSync(join(folder, "Two.Words-1.0.tar.gz"), bytes);
  const local = await run("pypi:two-words@1.0", "--offline", "--pypi", folder);
  expect(local.said).toContain("  file: Two.Words-1.0.tar.gz\n");
  const guessed = await run("pypi:two-words@1.1", "--offline", "--pypi", folder);
  expect(guessed.said).toContain(`${join(folder, "two_words-1.1.tar.gz")}: no such file`);
  expect((await here("pypi:two-words@3")).said).toContain("it names no source distribution of two-words 3");
});

test("a component of a toolchain that rustup put here", async () => {
  const rustup = mkdtempSync(join(root, "rustup-"));
  const put = (path: string, text: string): void => {
    const at = join(rustup, "toolchains/stable", path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  };
  put("bin/rustc", "a compiler\n");
  put("lib/rustlib/manifest-rustc-x86_64-unknown-linux-gnu", "file:bin/rustc\n");
  put("lib/rustlib/multirust-channel-manifest.toml", '[pkg.rustc]\nversion = "1.95.0 (x)"\n');
  const here = fromseedIn(project, home, { RUSTUP_HOME: rustup });
  const ran = await here("pin", "rustup:rustc-x86_64-unknown-linux-gnu@1.95.0");
  expect(ran.code, ran.said).toBe(0);
  expect(ran.said).toContain("  file: rustc-1.95.0-x86_64-unknown-linux-gnu.tar\n  size: 10240\n");
  expect(ran.said).toContain("    - rustup: rustc-x86_64-unknown-linux-gnu@1.95.0\n");
  expect(ran.said).toContain("declared as a bridge");
  const none = await here("pin", "rustup:rustc-x86_64-unknown-linux-gnu@1.96.0");
  expect(none.code).toBe(1);
  expect(none.said).toContain("stable is 1.95.0");
});
