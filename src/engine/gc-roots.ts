// The roots of a collection: what the stages of a project need of the store. Each tree is vouched for by several texts
// and by what the project pins. Must never let a tree go because a text that may have named it cannot be read: then
// nothing of its kind is collected.

import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { sizeRecord } from "../inputs/bridges.ts";
import { lockRecord } from "../inputs/lock-record.ts";
import { lockingTrees } from "../inputs/locking-tree.ts";
import { scanName, scanTreeName } from "../inputs/source-scan.ts";
import { parseManifest } from "../manifest/parse.ts";
import type { Failure } from "../model/failure.ts";
import { isBridge } from "../model/recipe.ts";
import type { Keep } from "../store/collect.ts";
import type { Store } from "../store/store.ts";
import type { TextKind } from "../store/store-layout.ts";
import { allRecords } from "./records.ts";
import type { StageState } from "./stage-states.ts";

export interface Roots {
  readonly keep: Keep;
  /** Texts that cannot be read: as long as there are any, all trees, records and corrupt objects are kept. */
  readonly unclear: readonly Failure[];
}

export interface RootOptions {
  /** What stages/expected.sha256 pins. */
  readonly expected: ReadonlyMap<string, Sha256>;
  /** The trees in which the parts of imported projects lie. */
  readonly imports: readonly Sha256[];
  /** Whether the sources of stages that are built may go, where they can be fetched again. */
  readonly dropSources: boolean;
}

/** Finds what the stages need, all of which must be in `states`. */
export async function gcRoots(
  store: Store,
  states: Iterable<StageState>,
  { expected, imports, dropSources }: RootOptions,
): Promise<Roots> {
  const trees = new Set<Sha256>([...expected.values(), ...imports]);
  const blobs = new Set<Sha256>();
  const records = new Set<string>();
  const logs = new Set<string>();
  const unclear = new Map<string, Failure>();
  const known = new Map((await allRecords(store)).map((record) => [record.key, record]));

  /** What a text says, if it can be read; one that was put away and not written again is as good as unreadable. */
  async function told(kind: TextKind, name: string): Promise<string | undefined> {
    const text = await store.text(kind, name);
    if (text.ok && (text.value !== undefined || !store.isPutAway(kind, name))) return text.value;
    const object = `${kind}/${name}`;
    unclear.set(object, {
      kind: "failure",
      code: "store-corrupt",
      message: `Cannot tell what "${object}" needs: ${text.ok ? "it was corrupt and is put away" : "it is corrupt"}`,
      hint: "fromseed verify --store --heal, then a build of its stage, writes it again",
    });
    return undefined;
  }

  for (const state of states) {
    const { stage, latest } = state;
    const { name, recipe } = stage;
    if (latest !== undefined) trees.add(latest.tree);
    else await told("latest", `${name}.json`);
    // A stage that waits may still find its last output when what it waits for is built again as it was.
    for (const key of [state.type === "waits" ? undefined : state.key.sha256, latest?.key]) {
      if (key === undefined) continue;
      const record = known.get(key);
      records.add(key);
      if (record !== undefined) trees.add(record.tree);
      else if (latest?.key !== key) await told("records", key);
    }
    for (const tree of await otherWitnesses(store, name)) trees.add(tree);
    for (const source of recipe.sources) {
      records.add(scanName(source));
      if (isBridge(source) && source.unpack !== undefined) records.add(sizeRecord(source.unpack.tree));
      // A stage that is built needs its sources no more, but to be reproduced or audited.
      if (dropSources && state.type === "built" && source.places.some((place) => place.type !== "directory")) continue;
      blobs.add(source.sha256);
      if (source.unpack !== undefined) trees.add(source.unpack.tree);
    }
    if (recipe.own !== undefined) {
      trees.add(recipe.own.tree);
      records.add(scanTreeName(recipe.own.tree));
    }
    for (const locking of lockingTrees(recipe)) records.add(lockRecord(locking));
    logs.add(`${name}.log.gz`);
  }
  // What explains a change needs the record of the build that gave the expected tree.
  const pinned = new Set(expected.values());
  for (const { key, tree } of known.values()) if (pinned.has(tree)) records.add(key);

  if (unclear.size === 0)
    return { keep: { trees, blobs, records, logs, webs: new Set(), quarantine: new Set() }, unclear: [] };
  const sorted = [...unclear].sort(([a], [b]) => byBytes(a, b)).map(([, failure]) => failure);
  return { keep: { blobs, logs, webs: new Set() }, unclear: sorted };
}

/** Trees that the listing and the manifest of a stage's latest state tell of, as far as they can be read. */
async function otherWitnesses(store: Store, stage: string): Promise<readonly Sha256[]> {
  const listing = await store.text("latest", `${stage}.tree`);
  const text = await store.text("manifests", `${stage}.json`);
  const manifest = text.ok && text.value !== undefined ? parseManifest(text.value) : undefined;
  return [
    ...(listing.ok && listing.value !== undefined ? [sha256(listing.value)] : []),
    ...(manifest?.ok === true ? [manifest.value.tree.sha256] : []),
  ];
}
