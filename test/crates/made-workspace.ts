// Workspaces of Cargo made by chance: members and a registry's crates with optional, renamed and other targets'
// dependencies, features that turn on each other, weak ones too. All that is made is what cargo takes. A feature of its own
// name turns on a crate that nothing else uses: so whoever knows which crates are used knows which features are on.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../../src/bytes/sha256.ts";

/** A whole number below the limit. */
type Draw = (below: number) => number;

/** What one workspace may hold. */
export interface Making {
  readonly draw: Draw;
  /** No dependencies of build scripts, and no condition that cargo alone can answer: then we know what cargo knows. */
  readonly plain: boolean;
  readonly resolver: "1" | "2";
}

export interface MadeWorkspace {
  /** By names. */
  readonly members: ReadonlyMap<string, { readonly features: readonly string[] }>;
  /** By paths, the vendored crates among them. */
  readonly files: ReadonlyMap<string, string>;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly member: boolean;
  /** All that may be asked for. */
  features: readonly string[];
}

const PLAIN = ["cfg(windows)", "cfg(unix)", 'cfg(target_env = "musl")', "x86_64-pc-windows-msvc", "cfg(not(windows))"];
const UNSURE = ['cfg(target_pointer_width = "64")', 'cfg(any(windows, target_has_atomic = "8"))'];

export function makeWorkspace(making: Making): MadeWorkspace {
  const { draw, resolver } = making;
  const files = new Map<string, string>();
  // Those that are used come first.
  const made: Package[] = [];
  for (let number = 0; number < 7; number++)
    for (const version of draw(3) === 0 ? ["1.2.0", "2.0.1"] : ["1.2.0"])
      made.push(addPackage(making, files, { name: `c${number}`, version, member: false }, made));
  const shared = new Map(made.map((each, index) => [`s${index}`, each]));
  for (const name of ["m0", "m1", "m2", "m3"])
    made.push(addPackage(making, files, { name, version: "0.1.0", member: true }, made, shared));
  const lines = [...shared].map(
    ([alias, { name, version, features }]) =>
      `${alias} = { version = "${version}", package = "${name}"${some(draw, 2) ? ", default-features = false" : ""}, features = ${list(draw, features)} }`,
  );
  files.set(
    "Cargo.toml",
    `[workspace]\nresolver = "${resolver}"\nmembers = ["m*"]\n[workspace.dependencies]\n${lines.join("\n")}\n`,
  );
  files.set(
    ".cargo/config.toml",
    '[source.crates-io]\nreplace-with = "vendor"\n[source.vendor]\ndirectory = "vendor"\n',
  );
  const members = new Map(made.filter(({ member }) => member).map(({ name, features }) => [name, { features }]));
  return { members, files };
}

export function writeWorkspace(folder: string, { files }: MadeWorkspace): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Once in so many. */
const some = (draw: Draw, times: number): boolean => draw(times) === 0;

const list = (draw: Draw, words: readonly string[]): string => JSON.stringify(words.filter(() => some(draw, 4)));

function addPackage(
  { draw, plain }: Making,
  files: Map<string, string>,
  own: Omit<Package, "features">,
  earlier: readonly Package[],
  shared: ReadonlyMap<string, Package> = new Map(),
): Package {
  const sections = new Map<string, string[]>();
  const optional = new Map<string, Package>();
  const needed = new Map<string, Package>();
  for (let number = draw(6); number > 0 && earlier.length > 0; number--) {
    const used = earlier[draw(earlier.length)]!;
    const kind = ["", "", "", "dev-", plain ? "" : "build-"][draw(5)]!;
    const conditions = plain ? PLAIN : [...PLAIN, ...UNSURE];
    const condition = some(draw, 3) ? conditions[draw(conditions.length)]! : undefined;
    const inherits = [...shared].find(([, each]) => each === used && some(draw, 2));
    const alias = inherits?.[0] ?? (some(draw, 2) ? used.name : `a${number}`);
    if ([...optional, ...needed].some(([name, each]) => name === alias && each !== used)) continue;
    const section = `${condition === undefined ? "" : `target.'${condition}'.`}${kind}dependencies`;
    const lines = sections.get(section) ?? [];
    if (lines.some((line) => line.startsWith(`${alias} =`))) continue;
    const mayBe = kind !== "dev-" && some(draw, 2);
    const words = [
      ...(inherits === undefined
        ? [`version = "${used.version.slice(0, draw(2) === 0 ? 1 : 3)}"`]
        : ["workspace = true"]),
      ...(inherits === undefined && alias !== used.name ? [`package = "${used.name}"`] : []),
      ...(inherits === undefined && used.member ? [`path = "../${used.name}"`] : []),
      ...(inherits === undefined && some(draw, 2) ? ["default-features = false"] : []),
      ...(mayBe ? ["optional = true"] : []),
      `features = ${list(draw, used.features)}`,
    ];
    sections.set(section, [...lines, `${alias} = { ${words.join(", ")} }`]);
    if (kind === "dev-") continue;
    (mayBe ? optional : needed).set(alias, used);
  }
  const { table, features } = addFeatures(draw, optional, needed);
  const leaves = table.map(({ name }) => `only-${own.name}-${own.version[0]}-${name}`);
  for (const leaf of leaves) addCrate(files, { name: leaf, version: "1.0.0" }, "");
  const main = sections.get("dependencies") ?? [];
  sections.set("dependencies", [...main, ...leaves.map((leaf) => `${leaf} = { version = "1", optional = true }`)]);
  const text = [
    ...[...sections].map(([section, lines]) => `[${section}]\n${lines.join("\n")}`),
    "[features]",
    ...table.map(({ name, values }, index) => `${name} = ${JSON.stringify([...values, `dep:${leaves[index]}`])}`),
  ].join("\n");
  if (own.member) {
    files.set(`${own.name}/Cargo.toml`, `${headOf(own)}${text}`);
    files.set(`${own.name}/src/lib.rs`, "");
  } else addCrate(files, own, text);
  return { ...own, features };
}

const headOf = ({ name, version }: Pick<Package, "name" | "version">): string =>
  `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n`;

function addCrate(files: Map<string, string>, own: Pick<Package, "name" | "version">, text: string): void {
  const at = `vendor/${own.name}-${own.version}`;
  files.set(`${at}/Cargo.toml`, `${headOf(own)}${text}`);
  files.set(`${at}/src/lib.rs`, "");
  files.set(`${at}/.cargo-checksum.json`, `{"files":{},"package":"${sha256(at)}"}`);
}

interface Feature {
  readonly name: string;
  readonly values: readonly string[];
}

function addFeatures(
  draw: Draw,
  optional: ReadonlyMap<string, Package>,
  needed: ReadonlyMap<string, Package>,
): { readonly table: readonly Feature[]; readonly features: readonly string[] } {
  const hidden = new Set([...optional.keys()].filter(() => some(draw, 2)));
  const implied = [...optional.keys()].filter((alias) => !hidden.has(alias));
  // A feature may have the name of a dependency that is hidden.
  const named = ["default", "f1", "f2", "f3", ...[...hidden].filter(() => some(draw, 3))];
  const ofOthers = [...needed, ...optional].flatMap(([alias, { features }]) =>
    features.map((each) => `${alias}/${each}`),
  );
  const weak = [...optional].flatMap(([alias, { features }]) => features.map((each) => `${alias}?/${each}`));
  const turnOn = (own: string): string[] => {
    const values = [...named, ...implied].filter((each) => each !== own && some(draw, 8));
    for (const word of [...ofOthers, ...weak, ...weak]) if (some(draw, 12)) values.push(word);
    for (const alias of hidden) if (some(draw, 4)) values.push(`dep:${alias}`);
    return values;
  };
  const table = named.map((name) => ({ name, values: turnOn(name) }));
  // Each hidden dependency is named by one feature at least.
  const all = { name: "all", values: [...hidden].map((alias) => `dep:${alias}`) };
  return { table: [...table, all], features: [...named, ...implied, "all"] };
}
