// The crates that lock files in a stage's sources pin, as sources of the stage. They are known once the lock file is: so a
// stage is opened before its key is asked for. What was read of a lock, and of its crates, is kept among the records, so
// that neither need be there any more. Must never take what a record says of a tree: the store's links say that.

import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { type LockedCrate, parseCargoLock } from "../crates/cargo-lock.ts";
import { chooseCrates, type ChosenCrates } from "../crates/left-out.ts";
import { ofOtherTargets } from "../crates/dependencies.ts";
import { licenceOf } from "../crates/licence.ts";
import { crateFile } from "../fetch/crates.ts";
import { UNPACKER_VERSION } from "../fetch/unpacker-version.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { releaseText, type Source, type Stage } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import { AT_ONCE, sideBySide } from "./obtain-all.ts";
import type { Obtaining } from "./obtaining.ts";
import { claimOf, obtainSource } from "./sources.ts";

/** A source whose lock file pins crates. */
export type LockingSource = Source & Required<Pick<Source, "crates" | "unpack">>;

/** Those of a recipe, in its order. */
export function lockingSources(sources: readonly Source[]): readonly LockingSource[] {
  return sources.filter((source): source is LockingSource => source.crates !== undefined);
}

/** The stage with the crates as sources, all of which are then in the store, or were there; itself when it has no lock. */
export async function openStage(obtaining: Obtaining, stage: Stage): Promise<Result<Stage>> {
  const locking = lockingSources(stage.recipe.sources);
  if (locking.length === 0 || isOpen(stage)) return succeed(stage);
  const known = await knownStage(obtaining.store, stage);
  if (known !== undefined) return succeed(known);
  const crates: Source[] = [];
  for (const source of locking) {
    const obtained = await obtainCrates(obtaining, source);
    if (!obtained.ok) return obtained;
    crates.push(...obtained.value);
  }
  return succeed(withCrates(stage, crates));
}

/** The same, by what the store knows alone; undefined where that does not suffice. */
export async function knownStage(store: Store, stage: Stage): Promise<Stage | undefined> {
  if (isOpen(stage)) return stage;
  const crates: Source[] = [];
  for (const source of lockingSources(stage.recipe.sources)) {
    const record = await readRecord(store, source);
    const chosen = record === undefined ? undefined : chosenIn(record, source);
    if (chosen?.ok !== true) return undefined;
    const parts = { source, removed: chosen.value.removed };
    for (const crate of chosen.value.used) {
      const known = record!.known[releaseText(crate)];
      const own = known === undefined ? undefined : await linkedSource(store, parts, crate, known);
      if (own === undefined) return undefined;
      crates.push(own);
    }
  }
  return withCrates(stage, crates);
}

function isOpen({ recipe }: Stage): boolean {
  return recipe.sources.some(({ locked }) => locked !== undefined);
}

/** Opens stages one after the other. */
export async function openStages(obtaining: Obtaining, stages: readonly Stage[]): Promise<Result<readonly Stage[]>> {
  const opened: Stage[] = [];
  for (const stage of stages) {
    const own = await openStage(obtaining, stage);
    if (!own.ok) return own;
    opened.push(own.value);
  }
  return succeed(opened);
}

/** The crates of a source's lock file, chosen; the lock is read from the source, which is then in the store. */
export async function readLock(obtaining: Obtaining, source: LockingSource): Promise<Result<ChosenCrates>> {
  const known = await lockOf(obtaining, source);
  return known.ok ? chosenIn(known.value, source) : known;
}

/** The name of the record of what a source's lock file pins. */
export function lockRecord({ unpack, crates }: LockingSource): string {
  return `lock-${sha256([unpack.tree, crates.lock, ...crates.targets].join(" "))}`;
}

/** Several locks may pin one crate. */
function withCrates(stage: Stage, crates: readonly Source[]): Stage {
  const own = new Map(crates.toReversed().map((crate) => [crate.name, crate]));
  const added = [...own.values()].sort((a, b) => byBytes(a.name, b.name));
  return { ...stage, recipe: { ...stage.recipe, sources: [...stage.recipe.sources, ...added] } };
}

interface LockRecord {
  readonly lock: string;
  /** Of the lock's own packages, by their releases: dependencies that are only of other targets. */
  readonly own: Readonly<Record<string, readonly string[]>>;
  /** What is known of the crates, by their releases. */
  readonly known: Readonly<Record<string, KnownCrate>>;
}

interface KnownCrate {
  /** Bytes of its file. */
  readonly size: number;
  /** SPDX expression, as the crate itself says. */
  readonly licence: string;
  /** Names of its dependencies that are only of other targets than the source's. */
  readonly others: readonly string[];
}

/** A source that locks crates, with what is removed of each. */
interface LockingParts {
  readonly source: LockingSource;
  readonly removed: ChosenCrates["removed"];
}

async function readRecord(store: Store, source: LockingSource): Promise<LockRecord | undefined> {
  const text = await store.text("records", lockRecord(source));
  const record = text.ok && text.value !== undefined ? (JSON.parse(text.value) as Partial<LockRecord>) : undefined;
  // An older version knew less of the crates.
  return record?.own === undefined ? undefined : (record as LockRecord);
}

/** What is recorded; where nothing is, what the lock itself says, and no sizes. */
async function lockOf(obtaining: Obtaining, source: LockingSource): Promise<Result<LockRecord>> {
  const record = await readRecord(obtaining.store, source);
  if (record !== undefined) return succeed(record);
  const text = await lockText(obtaining, source);
  if (!text.ok) return text;
  const own = await ownOthers(obtaining, source);
  return own.ok ? succeed({ lock: text.value, own: own.value, known: {} }) : own;
}

/** By each Cargo.toml in the source, which is in the store; without targets there are no others. */
async function ownOthers({ store }: Obtaining, { unpack, crates }: LockingSource): Promise<Result<LockRecord["own"]>> {
  if (crates.targets.length === 0) return succeed({});
  const tree = await store.tree(unpack.tree);
  if (!tree.ok) return tree;
  const own: Record<string, readonly string[]> = {};
  for (const { path, type } of tree.value.entries) {
    if (type !== "file" || !/(^|\/)Cargo\.toml$/.test(path)) continue;
    const manifest = await readFile(join(store.treeDirectory(unpack.tree), path), "utf8");
    const name = /^name\s*=\s*"([^"]+)"/m.exec(manifest)?.[1];
    // Two packages of one name keep what either of them keeps.
    const others = ofOtherTargets(manifest, crates.targets);
    if (name !== undefined) own[name] = own[name]?.filter((each) => others.has(each)) ?? [...others];
  }
  return succeed(own);
}

function chosenIn({ lock, own, known }: LockRecord, { name, crates }: LockingSource): Result<ChosenCrates> {
  const read = parseCargoLock(lock, `${name}/${crates.lock}`);
  if (!read.ok) return read;
  const isOwn = new Map(read.value.own.map((each) => [releaseText(each), each.name]));
  const others = (release: string): readonly string[] | undefined =>
    isOwn.has(release) ? (own[isOwn.get(release)!] ?? []) : known[release]?.others;
  return chooseCrates(read.value, crates.targets.length === 0 ? undefined : others, crates);
}

async function lockText(obtaining: Obtaining, source: LockingSource): Promise<Result<string>> {
  const obtained = await obtainSource(obtaining, source);
  if (!obtained.ok) return obtained;
  const path = join(obtained.value.path, source.crates.lock);
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true
    ? succeed(await readFile(path, "utf8"))
    : fail("lock-refused", `Cannot take crates from "${source.name}/${source.crates.lock}": there is no such file`, {
        place: source.crates.at,
      });
}

async function obtainCrates(obtaining: Obtaining, source: LockingSource): Promise<Result<readonly Source[]>> {
  const { store, signal } = obtaining;
  const known = await lockOf(obtaining, source);
  if (!known.ok) return known;
  let record = known.value;
  const had = new Map<string, Source>();
  for (;;) {
    const chosen = chosenIn(record, source);
    if (!chosen.ok) return chosen;
    // What a crate uses is known once it is here: for targets there are several rounds.
    const wanted = chosen.value.used.filter((crate) => !had.has(releaseText(crate)));
    if (wanted.length === 0) {
      const put = await store.putText("records", lockRecord(source), `${canonicalJson(record as unknown as Json)}\n`);
      return put.ok ? succeed(chosen.value.used.map((crate) => had.get(releaseText(crate))!)) : put;
    }
    const parts = { source, removed: chosen.value.removed };
    const failures: Failure[] = [];
    const found: Record<string, KnownCrate> = {};
    await sideBySide(wanted.length, AT_ONCE, async (index) => {
      if (signal.aborted || failures.length > 0) return;
      const own = await obtainCrate(obtaining, parts, wanted[index]!);
      if (!own.ok) return void failures.push(...own.failures);
      const { crate, known: facts } = own.value;
      had.set(crate.name, crate);
      found[crate.name] = facts;
    });
    if (failures.length > 0) return { ok: false, failures };
    if (signal.aborted) return fail("interrupted", `Cannot take crates of "${source.name}": interrupted`);
    record = { ...record, known: { ...record.known, ...found } };
  }
}

/** A crate that is in the store, and what is to be recorded of it. */
interface Obtained {
  readonly crate: Source;
  readonly known: KnownCrate;
}

/** Brings the crate and its tree into the store. */
async function obtainCrate(obtaining: Obtaining, parts: LockingParts, crate: LockedCrate): Promise<Result<Obtained>> {
  const { store, fetching, signal } = obtaining;
  const locked = await store.withLock(
    `source-${crate.sha256}`,
    async (): Promise<Result<Obtained>> => {
      if (!(await store.hasBlob(crate.sha256))) {
        const cleared = await store.clearPartial(crate.sha256);
        if (!cleared.ok) return cleared;
        const destination = store.partialPath(crate.sha256);
        const { downloadUnsized } = await import("../fetch/download-unsized.ts");
        const wanted = { file: crateFile(crate), sha256: crate.sha256, places: [release(crate)], at: crate.at };
        const fetched = await downloadUnsized(wanted, destination, { ...fetching, signal });
        if (!fetched.ok) return fetched;
        const put = await store.putBlob(destination, crate.sha256);
        if (!put.ok) return put;
      }
      const { size } = await lstat(store.blobPath(crate.sha256));
      const unknown = { size, licence: "", others: [] };
      const known = await linkedSource(store, parts, crate, unknown);
      if (known !== undefined && (await store.hasTree(known.unpack!.tree)))
        return succeed(await withItsWords(store, parts, known));
      const whole = await store.checkBlob(crate.sha256);
      if (!whole.ok) return whole;
      // Loaded when there is something to unpack, as for other sources.
      const { unpackSource } = await import("./unpack-source.ts");
      const packed = crateSource(parts, crate, { ...unknown, tree: crate.sha256 });
      const tree = await unpackSource(obtaining, packed);
      if (!tree.ok) return tree;
      const own = crateSource(parts, crate, { ...unknown, tree: tree.value });
      const linked = await store.putLink(claimOf(own));
      return linked.ok ? succeed(await withItsWords(store, parts, own)) : linked;
    },
    { signal },
  );
  return locked.ok ? locked.value : locked;
}

/** What the Cargo.toml in its tree says, which is in the store. */
async function withItsWords(store: Store, { source: { crates } }: LockingParts, crate: Source): Promise<Obtained> {
  const path = join(store.treeDirectory(crate.unpack!.tree), "Cargo.toml");
  const manifest = await readFile(path, "utf8").catch(() => "");
  const licence = licenceOf(manifest);
  const others = [...ofOtherTargets(manifest, crates.targets)].sort(byBytes);
  return { crate: { ...crate, licence }, known: { size: crate.size, licence, others } };
}

/** The crate with the tree that the store's link tells; undefined where there is none. */
async function linkedSource(
  store: Store,
  parts: LockingParts,
  crate: LockedCrate,
  known: KnownCrate,
): Promise<Source | undefined> {
  const link = await store.link(claimOf(crateSource(parts, crate, { ...known, tree: crate.sha256 })));
  return link?.unpacked === undefined ? undefined : crateSource(parts, crate, { ...known, tree: link.unpacked.tree });
}

function crateSource(
  { source: { name, crates }, removed }: LockingParts,
  crate: LockedCrate,
  { size, licence, tree }: KnownCrate & { readonly tree: Sha256 },
): Source {
  return {
    name: releaseText(crate),
    file: crateFile(crate),
    size,
    sha256: crate.sha256,
    licence,
    places: [release(crate)],
    unpack: { tree, strip: 1, keep: [], remove: removed.get(releaseText(crate)) ?? [] },
    locked: { lock: `${name}/${crates.lock}`, unpacker: UNPACKER_VERSION },
    at: crate.at,
  };
}

function release({ name, version }: LockedCrate): Source["places"][number] {
  return { type: "crate", name, version };
}
