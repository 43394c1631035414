// What a Cargo.toml says, and which releases are used by it: each rule by itself. Held against cargo in
// cargo-tree.test.ts.

import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { CargoLock } from "../../src/crates/cargo-lock.ts";
import { type CargoManifest, cargoManifest } from "../../src/crates/cargo-manifest.ts";
import { ownPackages, resolverOf } from "../../src/crates/own-packages.ts";
import { meantVersions } from "../../src/crates/requirement.ts";
import { usedReleases, type Wanted } from "../../src/crates/resolve.ts";
import { type TableReader, tableReader } from "../../src/crates/toml.ts";
import { sha256 } from "../../src/bytes/sha256.ts";
import { nowhere } from "../engine/stages.ts";
import { tries } from "../extent.ts";

let read: TableReader;
beforeAll(async () => void (read = await tableReader()));

const manifest = (...lines: readonly string[]): CargoManifest | undefined => {
  const toml = read(lines.join("\n"));
  return toml === undefined ? undefined : cargoManifest(toml);
};

test("dependencies of all tables, as they are written, and features that they imply", () => {
  const found = manifest(
    "[dependencies]",
    'log = "0.4"',
    'renamed = { version = "1", package = "real", default-features = false }',
    "[dependencies.libc]",
    'features = ["extra"]',
    "optional = true",
    "[build_dependencies]",
    'cc = { version = "1", default_features = false }',
    "[dev-dependencies]",
    'nix = "1"',
    "[target.'cfg(windows)'.dependencies]",
    'winapi = { version = "0.3", optional = true }',
    "[target.x86_64-pc-windows-msvc.build-dependencies]",
    'msvc = "1"',
    "[features]",
    'default = ["dep:winapi"]',
  );
  const plain = { optional: false, defaults: true, features: [], dev: false };
  expect(found?.dependencies).toEqual([
    { ...plain, alias: "log", name: "log", requirement: "0.4" },
    { ...plain, alias: "renamed", name: "real", requirement: "1", defaults: false },
    { ...plain, alias: "libc", name: "libc", requirement: "", features: ["extra"], optional: true },
    { ...plain, alias: "cc", name: "cc", requirement: "1", defaults: false },
    { ...plain, alias: "nix", name: "nix", requirement: "1", dev: true },
    { ...plain, alias: "winapi", name: "winapi", requirement: "0.3", optional: true, target: "cfg(windows)" },
    { ...plain, alias: "msvc", name: "msvc", requirement: "1", target: "x86_64-pc-windows-msvc" },
  ]);
  expect([...found!.features]).toEqual([
    ["default", ["dep:winapi"]],
    ["libc", ["dep:libc"]],
  ]);
});

test.each([
  ["no TOML", "[dependencies\n"],
  ["a number as a requirement", "[dependencies]\nx = 1\n"],
  ["a feature that is no list", '[features]\nx = "y"\n'],
  ["features that are no table", "features = 1\n"],
  ["what no workspace says", "[dependencies]\nconstructor.workspace = true\n"],
  ["a name that is no text", "[dependencies]\nx = { package = 1 }\n"],
])("not understood: %s", (_, text) => {
  expect(manifest(text)).toBeUndefined();
});

const WORKSPACE = [
  "[workspace]",
  "[workspace.dependencies]",
  'text = "1"',
  'bare = { version = "1", default-features = false, features = ["a"], package = "real" }',
].join("\n");

test.each([
  ["text.workspace = true", { name: "text", defaults: true, features: [] }],
  ["bare.workspace = true", { name: "real", defaults: false, features: ["a"] }],
  ['bare = { workspace = true, features = ["b"] }', { defaults: false, features: ["a", "b"] }],
  ["bare = { workspace = true, default-features = true, optional = true }", { defaults: true, optional: true }],
  ["text = { workspace = true, default-features = false }", { defaults: true, optional: false }],
])("inherited from the workspace: %s", (line, meant) => {
  const texts = new Map([
    ["Cargo.toml", WORKSPACE],
    ["deep/er/Cargo.toml", `[package]\nname = "own"\n[dependencies]\n${line}\n`],
    ["deep/Cargo.toml", '[package]\nname = "other"\n'],
  ]);
  const own = ownPackages(texts, new Set(["own"]), read);
  expect([...own.keys()]).toEqual(["own"]);
  expect(own.get("own")).toMatchObject({ dependencies: [meant] });
});

test("two packages of one name use what either does; one that cannot be read is not taken for the other", () => {
  const [one, other] = ["a", "b"].map((name) => `[package]\nname = "own"\n[dependencies]\n${name} = "1"\n`);
  const own = (...texts: readonly string[]) =>
    ownPackages(new Map(texts.map((text, index) => [`${index}/Cargo.toml`, text])), new Set(["own"]), read).get("own");
  expect(own(one!, other!)).toMatchObject({ dependencies: [{ name: "a" }, { name: "b" }] });
  expect(own(one!, `${other}x = [`)).toBe("unreadable");
});

test("a workspace may be named, and be elsewhere", () => {
  const texts = new Map([
    ["root/Cargo.toml", WORKSPACE],
    ["own/Cargo.toml", '[package]\nname = "own"\nworkspace = "../root"\n[dependencies]\nbare.workspace = true\n'],
  ]);
  expect(ownPackages(texts, new Set(["own"]), read).get("own")).toMatchObject({ dependencies: [{ name: "real" }] });
});

test.each([
  ["[workspace]\n", "1"],
  ['[workspace]\nresolver = "2"\n', "2"],
  ['[workspace]\nresolver = "3"\n', "2"],
  ['[package]\nedition = "2018"\n', "1"],
  ["[package]\n", "1"],
  ['[package]\nedition = "2021"\n', "2"],
  ['[package]\nedition = "2024"\nresolver = "1"\n', "1"],
  ['[workspace.package]\nedition = "2021"\n[package]\nedition.workspace = true\n', "2"],
  ['[workspace.package]\nedition = "2021"\n', "1"],
])("the resolver of %j is %s", (text, resolver) => {
  expect(resolverOf(new Map([["x/Cargo.toml", text]]), "x/Cargo.toml", read)).toBe(resolver);
});

test.each([
  ["1", ["0.9.0", "1.0.0", "2.0.0"], ["1.0.0"]],
  ["1.2", ["1.1.9", "2.0.0"], ["1.1.9", "2.0.0"]],
  ["^1.2", ["1.10.0", "2.0.0"], ["1.10.0"]],
  ["0.3", ["0.3.9", "0.4.0"], ["0.3.9"]],
  ["0.0.3", ["0.0.3", "0.0.4"], ["0.0.3"]],
  ["0.0", ["0.0.3", "0.1.0"], ["0.0.3"]],
  ["0", ["0.0.3", "0.1.0", "1.0.0"], ["0.0.3", "0.1.0"]],
  ["1.0", ["1.0.7", "1.10.0", "2.0.0"], ["1.0.7", "1.10.0"]],
  ["=0.14.2", ["0.14.2+wasi-0.2.4", "0.11.0"], ["0.14.2+wasi-0.2.4"]],
  ["=1", ["1.5.0", "2.0.0"], ["1.5.0"]],
  // What is not plain may be any.
  ["", ["1.0.0", "2.0.0"], ["1.0.0", "2.0.0"]],
  [">=1, <3", ["1.0.0", "2.0.0"], ["1.0.0", "2.0.0"]],
  ["~1.2", ["1.2.0", "1.3.0"], ["1.2.0", "1.3.0"]],
  ["1", ["1.0.0-rc.1", "2.0.0"], ["1.0.0-rc.1", "2.0.0"]],
  ["3", ["1.0.0"], ["1.0.0"]],
])("%j of %j means %j", (requirement, versions, meant) => {
  expect(meantVersions(requirement, versions)).toEqual(meant);
});

/** A lock whose first package is its own, and the others' texts; all versions are 1.0.0, and all may use all. */
function usedOf(texts: Readonly<Record<string, string | undefined>>, wanted: Partial<Wanted> = {}): readonly string[] {
  const names = Object.keys(texts);
  const dependencies = names.map((name, index) => ({ name, version: "1.0.0", own: index === 0 }));
  const packages = names.map((name) => ({ name, version: "1.0.0", dependencies, sha256: sha256(name), at: nowhere }));
  const lock: CargoLock = { own: packages.slice(0, 1), crates: packages.slice(1) };
  const whole: Wanted = { targets: [], packages: names.slice(0, 1), features: [], resolver: "2", ...wanted };
  const used = usedReleases(lock, whole, ({ name }) => {
    const text = texts[name];
    return text === undefined ? undefined : (manifest(text) ?? "unreadable");
  });
  return [...used].map((release) => release.split("@")[0]!);
}

const dependsOn = (line: string, ...features: readonly string[]): string =>
  `[dependencies]\n${line}\n[features]\n${features.join("\n")}\n`;

test.each<[string, Readonly<Record<string, string | undefined>>, Partial<Wanted>, readonly string[]]>([
  ["no features but those asked for", { own: dependsOn("a = { optional = true }", 'default = ["a"]'), a: "" }, {}, []],
  [
    "default by its name",
    { own: dependsOn("a = { optional = true }", 'default = ["a"]'), a: "" },
    { features: ["default"] },
    ["a"],
  ],
  ["all by default", { own: dependsOn("a = { optional = true }"), a: "" }, { features: undefined }, ["a"]],
  [
    "no features of others but default",
    {
      own: dependsOn('a = "1"'),
      a: dependsOn("b = { optional = true }", 'default = ["b"]', 'x = ["c"]'),
      b: "",
      c: "",
    },
    {},
    ["a", "b"],
  ],
  [
    "a strong feature turns its dependency on",
    {
      own: dependsOn("a = { optional = true }", 'x = ["a/y"]'),
      a: dependsOn("b = { optional = true }", 'y = ["dep:b"]'),
      b: "",
    },
    { features: ["x"] },
    ["a", "b"],
  ],
  [
    "a weak one does not",
    {
      own: dependsOn("a = { optional = true }", 'x = ["a?/y"]'),
      a: dependsOn("b = { optional = true }", 'y = ["dep:b"]'),
      b: "",
    },
    { features: ["x"] },
    [],
  ],
  [
    "but counts once it is on",
    {
      own: dependsOn("a = { optional = true }", 'x = ["a?/y", "z"]', 'z = ["dep:a"]'),
      a: dependsOn("b = { optional = true }", 'y = ["dep:b"]'),
      b: "",
    },
    { features: ["x"] },
    ["a", "b"],
  ],
  ["of what is not here yet nothing is known", { own: dependsOn('a = "1"'), a: undefined, b: "" }, {}, ["a"]],
  [
    "of what cannot be read all is used, with all features",
    { own: dependsOn('a = "1"'), a: "[", b: dependsOn("c = { optional = true }"), c: "" },
    {},
    ["a", "b", "c"],
  ],
  ["tests are nobody's", { own: '[dev-dependencies]\na = "1"\n', a: "" }, {}, []],
  [
    "another target is nobody's",
    { own: '[target."cfg(windows)".dependencies]\na = "1"\n', a: "" },
    { targets: ["x86_64-unknown-linux-musl"] },
    [],
  ],
  [
    "resolver 1 counts what tests ask for",
    {
      own: '[dev-dependencies]\na = { features = ["x"] }\n[dependencies]\na = "1"\n',
      a: dependsOn("b = { optional = true }", 'x = ["b"]'),
      b: "",
    },
    { resolver: "1" },
    ["a", "b"],
  ],
  [
    "resolver 1 counts what other targets may ask for",
    {
      own: '[target."cfg(windows)".dependencies]\nw = "1"\n[dependencies]\na = "1"\n',
      w: undefined,
      a: dependsOn("b = { optional = true }"),
      b: "",
    },
    { resolver: "1", targets: ["x86_64-unknown-linux-musl"] },
    ["a", "b"],
  ],
])("%s", (_, texts, wanted, used) => {
  expect(usedOf(texts, wanted)).toEqual(used);
});

test("a chain as long as a lock may be ends", () => {
  const length = 20_000;
  const dependencies = (number: number) =>
    number < length ? [{ name: `c${number + 1}`, version: "1.0.0", own: false }] : [];
  const packages = Array.from({ length: length + 1 }, (_, number) => ({
    ...{ name: `c${number}`, version: "1.0.0", sha256: sha256("x"), at: nowhere },
    dependencies: dependencies(number),
  }));
  const lock: CargoLock = { own: packages.slice(0, 1), crates: packages.slice(1) };
  const wanted: Wanted = { targets: [], packages: ["c0"], features: undefined, resolver: "1" };
  expect(usedReleases(lock, wanted, () => "unreadable").size).toBe(length);
});

test("whatever a Cargo.toml holds, it is understood or not, and never throws", () => {
  const word = fc.constantFrom(
    ...[
      "[dependencies]",
      "[features]",
      "[target.x]",
      "[target.x.dependencies]",
      "[workspace.dependencies]",
      "[[package]]",
    ],
    ...[
      'a = "1"',
      "a = 1",
      "a.workspace = true",
      'b = ["dep:a", "a?/b", "/", "?/"]',
      "a = {",
      "}",
      "__proto__ = 1",
      "\u0000",
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const text = words.join("\n");
      const found = manifest(text);
      if (found !== undefined) expect(usedOf({ own: text, a: text }, { features: undefined }).length).toBeLessThan(2);
    }),
    tries(1000),
  );
});
