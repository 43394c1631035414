// Crates of a lock file, from a registry on loopback or a folder to the vendor directory that steps see, and to the
// manifest that names them; and cargo itself, building from such a directory.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { auditOf } from "../../src/audit/audit.ts";
import { keyedStage, keyOf, stageWork } from "../../src/engine/build-stage.ts";
import { rebuildTaken } from "../../src/engine/rebuild-taken.ts";
import { stageStates } from "../../src/engine/stage-states.ts";
import { takeManifest } from "../../src/engine/take-stage.ts";
import { crateRegistry } from "../../src/fetch/crates.ts";
import { keyInputsDifference } from "../../src/graph/key-inputs.ts";
import { knownStage, openStage } from "../../src/inputs/locked-crates.ts";
import type { Workshop } from "../../src/inputs/workshop.ts";
import { parseManifest } from "../../src/manifest/parse.ts";
import type { Source, Stage } from "../../src/model/recipe.ts";
import { CONTRACT_VERSION } from "../../src/sandbox/contract.ts";
import type { Store } from "../../src/store/store.ts";
import { nowhere, stageNamed } from "../engine/stages.ts";
import { answer, mirror } from "../fetch/mirror.ts";
import { scratch } from "../fetch/scratch.ts";
import { archive } from "../fetch/tar-blocks.ts";
import { OFFLINE } from "../offline.ts";
import { keeping, messages, putFiles, temporaryStore, value } from "../store/temporary-store.ts";

type Files = Readonly<Record<string, string>>;
interface Crate {
  readonly name: string;
  /** Of a file "table.o" in it. */
  readonly object?: string;
  readonly uses?: readonly string[];
  readonly manifest?: string;
}

const fileOf = (name: string): string => `${name}-1.0.0.crate`;

function crateBytes({ name, manifest = "", object }: Crate): Buffer {
  const top = `${name}-1.0.0`;
  return gzipSync(
    archive(
      { name: `${top}/Cargo.toml`, content: `[package]\nname = "${name}"\n${manifest}` },
      { name: `${top}/src/lib.rs`, content: `// ${name}\n` },
      ...(object === undefined ? [] : [{ name: `${top}/table.o`, content: object }]),
    ),
  );
}

const CRATES: readonly Crate[] = [
  {
    name: "log",
    uses: ["win-api"],
    manifest: 'license = "MIT OR Apache-2.0"\n[target.x.dependencies.win-api]\nfeatures = ["Files", "Pipes"]\n',
  },
  { name: "net", object: "\x7fELF" },
  { name: "win-api", uses: ["win-link"], manifest: '[dependencies]\nwin-link = "1"\n' },
  { name: "win-link" },
];

const LOCK = `version = 4\n${CRATES.map(
  (crate) =>
    `\n[[package]]\nname = "${crate.name}"\nversion = "1.0.0"\nsource = "registry+https://r.example.invalid/i"\nchecksum = "${sha256(crateBytes(crate))}"\n${
      crate.uses === undefined ? "" : `dependencies = [\n${crate.uses.map((name) => ` "${name}",\n`).join("")}]\n`
    }`,
).join("")}`;

/** A folder that cargo or the user may have: the crates named, each under its file's name. */
function crateFolder(...names: readonly string[]): string {
  const at = scratch();
  for (const crate of CRATES)
    if (names.includes(crate.name)) writeFileSync(join(at, fileOf(crate.name)), crateBytes(crate));
  return at;
}

interface Set {
  readonly remove?: readonly string[];
  readonly targets?: readonly string[];
  readonly packages?: readonly string[];
  readonly features?: readonly string[];
  readonly files?: Files;
  readonly without?: readonly string[];
  readonly lock?: string;
}

const patterns = (paths: readonly string[]) => paths.map((path) => ({ path, at: nowhere }));

const named = (names: readonly string[]) => names.map((name) => ({ name, at: nowhere }));

/** A stage with one source, in a folder of its own, whose lock pins the crates. */
async function lockingStage(
  store: Store,
  {
    files = {},
    without = ["win-*"],
    remove = [],
    targets = [],
    packages = [],
    features,
    lock = "Cargo.lock",
  }: Set = {},
): Promise<Stage> {
  const own: Files = { "Cargo.lock": LOCK, "Cargo.toml": 'x = { features = ["Own"] } # win-api\n', ...files };
  const { sha256: tree } = await putFiles(store, own);
  const packed = archive(...Object.entries(own).map(([name, content]) => ({ name, content })));
  const folder = scratch();
  writeFileSync(join(folder, "own.tar"), packed);
  const source: Source = {
    name: "own",
    file: "own.tar",
    size: packed.length,
    sha256: sha256(packed),
    licence: "MIT",
    places: [{ type: "directory", path: folder }],
    unpack: { tree, strip: 0, keep: [], remove: [] },
    crates: {
      ...{ lock, targets, without: patterns(without), remove: patterns(remove), at: nowhere },
      packages: named(packages),
      features: features === undefined ? undefined : named(features),
    },
    at: nowhere,
  };
  return stageNamed("own-1", [], { sources: [source], outputs: [{ path: "vendor/", at: nowhere }] });
}

function workshopOf(
  store: Store,
  crates: { readonly mirrors?: readonly string[]; readonly directories?: readonly string[] },
): Workshop {
  const registry = crateRegistry({ given: { mirrors: [], directories: [], ...crates }, home: scratch() });
  return {
    projectRoot: scratch(),
    store,
    // What steps see at /src/vendor is what comes out.
    executor: {
      name: "copies",
      missing: () => Promise.resolve([]),
      run: ({ job, bytes, workspace }) => {
        expect(job.sources.map(({ name }) => name)).toEqual(["own", "vendor"]);
        const output = join(workspace, "output");
        cpSync(bytes.tree(job.sources[1]!.sha256), join(output, "vendor"), { recursive: true });
        return Promise.resolve({ ok: true, output, cpuSeconds: 0, peakMemory: 0 });
      },
    },
    fetching: { ...OFFLINE, offline: false, registries: { crate: registry, pypi: registry } },
    contract: CONTRACT_VERSION,
    cores: 1,
    expected: new Map(),
    accept: false,
    emit: () => undefined,
    now: () => 0,
    witness: {
      date: () => new Date(0),
      machine: () =>
        Promise.resolve({
          ...{ vendor: "v", model: "m", kernel: "k", distribution: "d", cores: 1, executor: "copies", node: "v24" },
          fromseed: sha256("src"),
        }),
    },
  };
}

const signal = new AbortController().signal;
const build = (workshop: Workshop, stage: Stage) => stageWork(workshop)(stage, new Map(), signal);

test("the steps see a vendor directory, and the manifest names each crate", async () => {
  const store = await temporaryStore();
  const stage = await lockingStage(store);
  const built = value(await build(workshopOf(store, { directories: [crateFolder("log", "net")] }), stage));
  const listing = readFileSync(store.listingPath(built.tree), "utf8");
  expect([...listing.matchAll(/vendor\/\S+/g)].map(([path]) => path)).toEqual([
    "vendor/log-1.0.0/.cargo-checksum.json",
    "vendor/log-1.0.0/Cargo.toml",
    "vendor/log-1.0.0/src/lib.rs",
    "vendor/net-1.0.0/.cargo-checksum.json",
    "vendor/net-1.0.0/Cargo.toml",
    "vendor/net-1.0.0/src/lib.rs",
    "vendor/net-1.0.0/table.o",
    "vendor/win-api-1.0.0/.cargo-checksum.json",
    "vendor/win-api-1.0.0/Cargo.toml",
    "vendor/win-api-1.0.0/src/lib.rs",
    "vendor/win-link-1.0.0/.cargo-checksum.json",
    "vendor/win-link-1.0.0/Cargo.toml",
    "vendor/win-link-1.0.0/src/lib.rs",
  ]);
  const vendor = join(store.treeDirectory(built.tree), "vendor");
  const log = sha256(crateBytes(CRATES[0]!));
  expect(readFileSync(join(vendor, "log-1.0.0/.cargo-checksum.json"), "utf8")).toBe(`{"files":{},"package":"${log}"}`);
  expect(readFileSync(join(vendor, "win-api-1.0.0/Cargo.toml"), "utf8")).toBe(
    '[package]\nname = "win-api"\nversion = "1.0.0"\n[dependencies.dependency-0]\npackage = "win-link"\nversion = "=1.0.0"\ndefault-features = false\n[features]\n"Files" = []\n"Own" = []\n"Pipes" = []\n',
  );

  const manifest = value(parseManifest(value(await store.text("manifests", "own-1.json"))!));
  expect(keyInputsDifference(manifest)).toBeUndefined();
  expect(manifest.sources.map(({ name, purl }) => [name, purl?.replace(/sha256:.*/, "")])).toEqual([
    ["log@1.0.0", "pkg:cargo/log@1.0.0?checksum="],
    ["net@1.0.0", "pkg:cargo/net@1.0.0?checksum="],
    ["own", "pkg:generic/own?checksum="],
  ]);
  expect(manifest.sources[0]).toMatchObject({
    lock: "own/Cargo.lock",
    sha256: log,
    size: crateBytes(CRATES[0]!).length,
  });
  expect(manifest.keyText).toContain('crates "own/Cargo.lock"\t["win-*"]\n');
  expect(manifest.keyText).toContain(
    `source log@1.0.0\tarchive ${log} {"keep":[],"remove":[],"strip":1,"unpacker":1}\n`,
  );

  // From now on neither crate nor lock need be there: only what was recorded.
  value(await store.collect(keeping({ blobs: new Set(), trees: new Set([built.tree]) })));
  const elsewhere = workshopOf(store, {});
  const closed = {
    ...stage,
    recipe: { ...stage.recipe, sources: stage.recipe.sources.map((each) => ({ ...each, places: [] })) },
  };
  expect(value(await build(elsewhere, closed))).toMatchObject({ tree: built.tree, how: "reused" });
  expect(value(await stageStates(elsewhere, [closed])).get("own-1")).toMatchObject({ type: "built", tree: built.tree });
});

test("crates of other targets are not asked for, nor what they alone use; steps see stubs of them", async () => {
  const store = await temporaryStore();
  // A package of the lock's own, which uses all but what only a crate for Windows uses.
  const lock = `${LOCK}\n[[package]]\nname = "own"\nversion = "0.1.0"\ndependencies = [\n "log",\n "net",\n "win-api",\n]\n`;
  const manifest =
    '[package]\nname = "own"\n[dependencies]\nlog = "1"\nnet = "1"\n[target."cfg(windows)".dependencies]\nwin-api = "1"\n';
  const set = { without: [], files: { "Cargo.lock": lock, "Cargo.toml": manifest } };
  // "win-api" is nowhere to be had, and "log" uses it for a target that is called x.
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net")] });
  const stage = await lockingStage(store, { ...set, targets: ["x86_64-unknown-linux-musl"] });
  const built = value(await build(workshop, stage));
  const listing = readFileSync(store.listingPath(built.tree), "utf8");
  for (const path of [
    "log-1.0.0/src/lib.rs",
    "net-1.0.0/table.o",
    "win-api-1.0.0/Cargo.toml",
    "win-link-1.0.0/Cargo.toml",
  ])
    expect(listing).toContain(path);
  const { sources } = value(parseManifest(value(await store.text("manifests", "own-1.json"))!));
  expect(sources.map(({ name }) => name)).toEqual(["log@1.0.0", "net@1.0.0", "own"]);
  // Found once, it is known.
  value(await store.collect(keeping({ blobs: new Set(), trees: new Set([built.tree]) })));
  expect(value(await build(workshopOf(store, {}), stage))).toMatchObject({ tree: built.tree, how: "reused" });

  const forWindows = await lockingStage(store, { ...set, targets: ["x86_64-pc-windows-msvc"] });
  const message = 'Cannot fetch "win-api-1.0.0.crate": no place that was tried gave the pinned file';
  expect(messages(await build(workshop, forWindows))).toEqual([message]);
});

test("crates are taken for the packages and features that are asked for, and no others", async () => {
  const store = await temporaryStore();
  const own = (name: string, uses: readonly string[]): string =>
    `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\ndependencies = [\n${uses.map((each) => ` "${each}",\n`).join("")}]\n`;
  const files = {
    "Cargo.lock": `${LOCK}${own("first", ["log", "second"])}${own("second", ["net", "win-api"])}`,
    "Cargo.toml": '[workspace]\nresolver = "2"\n[workspace.dependencies]\nnet = "1"\n',
    "first/Cargo.toml":
      '[package]\nname = "first"\n[dependencies]\nlog = { version = "1", optional = true }\nsecond = { path = "../second" }\n[features]\nwhole = ["log", "second/net"]\n',
    "second/Cargo.toml":
      '[package]\nname = "second"\n[dependencies]\nnet = { workspace = true, optional = true }\nwin-api = { version = "1", optional = true }\n',
  };
  const targets = ["x86_64-unknown-linux-musl"];
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net", "win-api", "win-link")] });
  const open = async (set: Set) =>
    openStage({ ...workshop, signal }, await lockingStage(store, { files, without: [], targets, ...set }));
  const sources = async (set: Set): Promise<readonly string[]> =>
    value(await open(set))
      .recipe.sources.slice(1)
      .map(({ name }) => name.replace("@1.0.0", ""));
  expect(await sources({})).toEqual(["log", "net", "win-api", "win-link"]);
  expect(await sources({ packages: ["first"] })).toEqual(["log", "net"]);
  expect(await sources({ packages: ["first"], features: ["log"] })).toEqual(["log"]);
  expect(await sources({ packages: ["first"], features: [] })).toEqual([]);
  expect(await sources({ packages: ["second"], features: ["win-api"] })).toEqual(["win-api", "win-link"]);
  // What was found of one choice is not taken for another's.
  expect(await sources({ packages: ["first"], features: ["whole"] })).toEqual(["log", "net"]);

  const refused = async (set: Set): Promise<readonly string[]> => messages(await open(set));
  expect(await refused({ packages: ["third", "first"] })).toEqual([
    'Cannot take crates for "third": the lock has no package of its own of that name',
  ]);
  expect(await refused({ packages: ["first"], features: ["default", "net"] })).toEqual([
    'Cannot ask for feature "net": no package that is built has one of that name',
  ]);
  expect(await refused({ packages: ["first"], features: [], remove: ["log@1.0.0/src/"] })).toEqual([
    'Cannot remove "log@1.0.0/src/": no crate "log@1.0.0" is taken of the lock',
  ]);
});

test("a crate that is left out leads nowhere, whatever was known of it before", async () => {
  const store = await temporaryStore();
  const lock = `${LOCK}\n[[package]]\nname = "own"\nversion = "0.1.0"\ndependencies = [\n "win-api",\n]\n`;
  const files = { "Cargo.lock": lock, "Cargo.toml": '[package]\nname = "own"\n[dependencies]\nwin-api = "1"\n' };
  const workshop = workshopOf(store, { directories: [crateFolder("win-api", "win-link")] });
  const sources = async (without: readonly string[]): Promise<readonly string[]> => {
    const stage = await lockingStage(store, { files, without, targets: ["x86_64-unknown-linux-musl"] });
    const { recipe } = value(await openStage({ ...workshop, signal }, stage));
    return recipe.sources.map(({ name }) => name);
  };
  expect(await sources(["win-api"])).toEqual(["own"]);
  expect(await sources([])).toEqual(["own", "win-api@1.0.0", "win-link@1.0.0"]);
  expect(await sources(["win-api"])).toEqual(["own"]);
});

test("what is removed of a crate is nowhere, and what is unused is told", async () => {
  const store = await temporaryStore();
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net")] });
  const built = value(await build(workshop, await lockingStage(store, { remove: ["l*@*/src/"] })));
  expect(readFileSync(store.listingPath(built.tree), "utf8")).not.toContain("log-1.0.0/src");
  const { sources } = value(parseManifest(value(await store.text("manifests", "own-1.json"))!));
  expect(sources[0]).toMatchObject({ name: "log@1.0.0", unpacked: { remove: ["src/"] } });
  const unused = await build(workshop, await lockingStage(store, { remove: ["log@1.0.0/tests/"] }));
  expect(unused).toMatchObject({ failures: [{ code: "pattern-unused" }] });
  // One that is of crates of any name need not name something in each; one of a certain name does.
  const ofAny = await build(workshop, await lockingStage(store, { remove: ["*@*/table.o"] }));
  expect(readFileSync(store.listingPath(value(ofAny).tree), "utf8")).not.toContain("table.o");
  const ofOne = await build(workshop, await lockingStage(store, { remove: ["log@*/other.o"] }));
  expect(messages(ofOne)[0]).toContain('"other.o", which the recipe lists under "remove", names nothing in it');
});

test("an audit finds what crates hold, and recipes declare it by the crate's name", async () => {
  const store = await temporaryStore();
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net")] });
  const obtaining = { ...workshop, signal };
  const folder = workshop.projectRoot;
  mkdirSync(join(folder, "recipes/own-1"), { recursive: true });
  writeFileSync(join(folder, "recipes/own-1/recipe.yaml"), "about: x\n");
  const closed = await lockingStage(store);
  const stage = value(await openStage(obtaining, { ...closed, recipe: { ...closed.recipe, root: folder } }));
  const declared = (path: string): Stage => {
    const pregenerated = [{ by: "a generator", why: "a test", paths: patterns([path]) }];
    return { ...stage, recipe: { ...stage.recipe, pregenerated } };
  };
  const audit = async (each: Stage) => value(await auditOf(obtaining, "own-1", [each]));
  expect(await audit(stage)).toMatchObject({
    sources: [{ name: "log@1.0.0", licence: "MIT OR Apache-2.0" }, { name: "net@1.0.0" }, { name: "own" }],
    undeclared: [{ path: "net@1.0.0/table.o", opaque: "ELF" }],
    faults: [{ code: "audit-undeclared", place: { file: "own/Cargo.lock" } }],
  });
  for (const path of ["net@1.0.0/**/*.o", "net@*/table.o", "*@*/*.o", "*@*/**/*.o"])
    expect((await audit(declared(path))).faults).toEqual([]);
  expect(await audit(declared("log@2.0.0/src/"))).toMatchObject({ idle: [{ path: "log@2.0.0/src/" }] });
  // What is known of a licence stays when nothing of the crate is there any more.
  value(await store.collect(keeping({ blobs: new Set(), trees: new Set() })));
  const known = (await knownStage(store, await lockingStage(store)))!;
  expect(known.recipe.sources.map(({ licence }) => licence)).toEqual(["MIT", "MIT OR Apache-2.0", "NOASSERTION"]);
});

test("a stage that was taken and comes out otherwise has a manifest that names each crate", async () => {
  const store = await temporaryStore();
  const stage = await lockingStage(store);
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net")] });
  const built = value(await build(workshop, stage));
  const keyed = value(await keyedStage(workshop, stage, { used: new Map() }, signal));
  const known = { ...built, tree: sha256("of others"), here: false, keyed };
  const rebuilt = value(await rebuildTaken(workshop, { known, used: new Map() }, signal));
  expect(rebuilt).toMatchObject({ type: "other", tree: built.tree });
  // What came out here is what a build writes down, and no other recipe's.
  expect(rebuilt).toHaveProperty("manifest", value(await store.text("manifests", "own-1.json")));
});

test("a stage that was taken is not built again from a local file that changed meanwhile", async () => {
  const store = await temporaryStore();
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net")] });
  const { recipe, ...rest } = await lockingStage(store);
  const stage = { ...rest, recipe: { ...recipe, root: workshop.projectRoot, files: ["note"] } };
  const note = (text: string): void => writeFileSync(join(workshop.projectRoot, "note"), text);
  note("as it was taken\n");
  const built = value(await build(workshop, stage));
  const keyed = value(await keyedStage(workshop, stage, { used: new Map() }, signal));
  note("another\n");
  const known = { ...built, tree: sha256("of others"), here: false, keyed };
  const rebuilt = await rebuildTaken(workshop, { known, used: new Map() }, signal);
  expect(rebuilt).toMatchObject({ failures: [{ code: "local-file" }] });
});

test("taking a stage heeds an interruption while its crates are fetched", async () => {
  const store = await temporaryStore();
  const stage = await lockingStage(store);
  const stop = new AbortController();
  // It never answers, and whoever waits is stopped.
  const { url } = await mirror(() => void setTimeout(() => stop.abort(), 100));
  const workshop = workshopOf(store, { mirrors: [url] });
  const givers = { name: "nobody", manifests: () => [], bring: () => Promise.reject(new Error("asked")), hint: "" };
  const begun = performance.now();
  const taken = await takeManifest(workshop, stage, { used: new Map(), signal: stop.signal }, givers);
  expect(taken.ok ? [] : [...new Set(taken.failures.map(({ code }) => code))]).toEqual(["interrupted"]);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test("another choice of crates is another key", async () => {
  const store = await temporaryStore();
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net", "win-link", "win-api")] });
  const keys = new Set<string>();
  for (const without of [["win-*"], ["win-api", "win-link"], ["win-link"], []])
    keys.add(
      keyOf(3, value(await openStage({ ...workshop, signal }, await lockingStage(store, { without }))), [], new Map())
        .sha256,
    );
  expect(keys.size).toBe(4);
});

test("two locks that mean other things by one release are refused, with both lines", async () => {
  const store = await temporaryStore();
  const workshop = workshopOf(store, { directories: [crateFolder("log", "net")] });
  const both = async (set: Set): Promise<Stage> => {
    const [first, second] = [await lockingStage(store), await lockingStage(store, set)];
    const { sources } = first.recipe;
    return {
      ...first,
      recipe: { ...first.recipe, sources: [...sources, { ...second.recipe.sources[0]!, name: "more" }] },
    };
  };
  const open = async (set: Set) => openStage({ ...workshop, signal }, await both(set));
  expect(value(await open({})).recipe.sources.map(({ name }) => name)).toEqual([
    ...["own", "more", "log@1.0.0", "net@1.0.0"],
  ]);
  expect(await open({ remove: ["log@1.0.0/src/"] })).toMatchObject({
    failures: [
      {
        code: "lock-refused",
        message: 'Cannot take "log@1.0.0" for stage "own-1": each of two locks removes other parts of it',
        place: { file: "more/Cargo.lock" },
        seeAlso: { place: { file: "own/Cargo.lock" } },
      },
    ],
  });
  const another = LOCK.replace(sha256(crateBytes(CRATES[0]!)), sha256(crateBytes(CRATES[1]!)));
  const folder = crateFolder("net");
  writeFileSync(join(folder, "log-1.0.0.crate"), crateBytes(CRATES[1]!));
  const elsewhere = workshopOf(store, { directories: [crateFolder("log", "net"), folder] });
  const opened = await openStage({ ...elsewhere, signal }, await both({ files: { "Cargo.lock": another } }));
  expect(messages(opened)).toEqual(['Cannot take "log@1.0.0" for stage "own-1": each of two locks pins another file']);
});

test("a crate that the registry has withdrawn is named with its line, and nothing is half stored", async () => {
  const store = await temporaryStore();
  const registry = await mirror((request, response, self) => {
    if (request.url === "/config.json") response.end(JSON.stringify({ dl: `${self.url}/dl` }));
    else if (request.url?.startsWith("/dl/net/") === true) answer(404)(request, response, self);
    else response.end(crateBytes(CRATES[0]!));
  });
  const stage = await lockingStage(store);
  const result = await build(workshopOf(store, { mirrors: [registry.url] }), stage);
  const net = sha256(crateBytes(CRATES[1]!));
  expect(result).toMatchObject({
    failures: [
      {
        code: "source-unavailable",
        message: 'Cannot fetch "net-1.0.0.crate": no place that was tried gave the pinned file',
        place: { file: "own/Cargo.lock", line: 16, text: `checksum = "${net}"` },
        details: [`expected: sha256 ${net}`, `${registry.url}/dl/net/1.0.0/download: answered 404 Not Found`],
      },
    ],
  });
  expect(await store.hasBlob(net)).toBe(false);
  expect(readdirSync(join(store.partialPath(net), "..")).filter((name) => name.includes(net))).toEqual([]);
});

test("a crate that is another one, or a page, is not taken", async () => {
  const store = await temporaryStore();
  const folder = crateFolder("log");
  writeFileSync(join(folder, fileOf("net")), "<html>");
  const result = await build(workshopOf(store, { directories: [folder] }), await lockingStage(store));
  expect(result).toMatchObject({ failures: [{ code: "source-digest" }] });
});

test.each<[string, Set, string]>([
  [
    "a lock that is not there",
    { lock: "x/Cargo.lock" },
    'Cannot take crates from "own/x/Cargo.lock": there is no such file',
  ],
  [
    "a pattern that names nothing",
    { without: ["windows*"] },
    'Cannot leave out "windows*": the lock has no crate of that name',
  ],
  [
    "a hostile lock",
    { files: { "Cargo.lock": LOCK.replace("registry+https", "git+https") } },
    'Cannot take crates from "own/Cargo.lock": log@1.0.0 is not from a registry',
  ],
])("%s is refused", async (_, set, message) => {
  const store = await temporaryStore();
  const found = messages(await build(workshopOf(store, {}), await lockingStage(store, set)));
  expect(found[0]).toBe(message);
});

const cargo = spawnSync("cargo", ["--version"]).status === 0;
const all = process.env["FROMSEED_TEST"] === "all";

test.skipIf(!cargo || !all)(
  "cargo builds offline from what was vendored of its own registry",
  { timeout: 300_000 },
  async () => {
    const folder = scratch();
    mkdirSync(join(folder, "src"));
    writeFileSync(
      join(folder, "Cargo.toml"),
      '[package]\nname = "own"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nwalkdir = "2.5"\nitoa = "1"\n',
    );
    writeFileSync(
      join(folder, "src/main.rs"),
      'fn main() { println!("{} {}", itoa::Buffer::new().format(42), walkdir::WalkDir::new("src").into_iter().count()); }\n',
    );
    const locked = spawnSync("cargo", ["generate-lockfile"], { cwd: folder, encoding: "utf8" });
    if (locked.status !== 0) return console.log(`cargo's registry is not to be had: ${locked.stderr}`);
    const files = Object.fromEntries(
      ["Cargo.toml", "Cargo.lock", "src/main.rs"].map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
    const store = await temporaryStore();
    const home = process.env["CARGO_HOME"] || join(homedir(), ".cargo");
    const registry = crateRegistry({ given: { mirrors: [], directories: [] }, home });
    const workshop = workshopOf(store, {});
    const fetching = { ...workshop.fetching, registries: { crate: registry, pypi: registry } };
    const built = value(
      await build({ ...workshop, fetching }, await lockingStage(store, { files, without: ["win*"] })),
    );
    const vendor = join(folder, "vendor");
    cpSync(join(store.treeDirectory(built.tree), "vendor"), vendor, { recursive: true });
    mkdirSync(join(folder, ".cargo"));
    writeFileSync(
      join(folder, ".cargo/config.toml"),
      '[source.crates-io]\nreplace-with = "vendor"\n[source.vendor]\ndirectory = "vendor"\n',
    );
    const empty = { ...process.env, CARGO_HOME: scratch() };
    execFileSync("cargo", ["build", "--offline", "--locked"], { cwd: folder, env: empty, stdio: "pipe" });
    expect(execFileSync(join(folder, "target/debug/own"), { cwd: folder, encoding: "utf8" })).toBe("42 2\n");
  },
);
