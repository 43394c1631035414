// What was found of the crates of a source's lock, among the store's records: so neither lock nor crates need be there
// later. It is found by all that chose the crates; what an older version wrote has another name. Must never take what a
// record says of a tree: the store's links say that.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import { sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";

/** A source whose lock file pins crates. */
export type LockingSource = Source & Required<Pick<Source, "crates" | "unpack">>;

/** Those of a recipe, in its order. */
export function lockingSources(sources: readonly Source[]): readonly LockingSource[] {
  return sources.filter((source): source is LockingSource => source.crates !== undefined);
}

/** What messages and manifests call the lock file. */
export function lockFile({ name, crates }: LockingSource): string {
  return `${name}/${crates.lock}`;
}

export interface LockRecord {
  /** The text of the lock. */
  readonly lock: string;
  /** The crates that are used, by their releases. */
  readonly used: Readonly<Record<string, KnownCrate>>;
}

export interface KnownCrate {
  /** Bytes of its file. */
  readonly size: number;
  /** SPDX expression, as the crate itself says. */
  readonly licence: string;
}

/** Changes when other crates may be chosen of the same, or when a record has another form. */
const VERSION = 2;

export function lockRecord({ unpack, crates }: LockingSource): string {
  const { lock, targets, packages, features, without } = crates;
  const names = (all: readonly { readonly name: string }[]): Json => all.map(({ name }) => name).sort(byBytes);
  const chosenBy: Json = {
    version: VERSION,
    tree: unpack.tree,
    lock,
    targets: targets.toSorted(byBytes),
    packages: names(packages),
    ...(features === undefined ? {} : { features: names(features) }),
    without: without.map(({ path }) => path).sort(byBytes),
  };
  return `lock-${sha256(canonicalJson(chosenBy))}`;
}

export async function readLockRecord(store: Store, source: LockingSource): Promise<LockRecord | undefined> {
  const text = await store.text("records", lockRecord(source));
  return text.ok && text.value !== undefined ? (JSON.parse(text.value) as LockRecord) : undefined;
}

export async function writeLockRecord(
  store: Store,
  source: LockingSource,
  record: LockRecord,
): Promise<Result<unknown>> {
  return store.putText("records", lockRecord(source), `${canonicalJson(record as unknown as Json)}\n`);
}
