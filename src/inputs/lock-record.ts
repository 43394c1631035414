// What was found of the crates of a tree's lock, among the store's records: so neither lock nor crates need be there
// later. It is found by all that chose the crates; what an older version wrote has another name. Must never take what a
// record says of a tree: the store's links say that.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import { sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import type { LockingTree } from "./locking-tree.ts";

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

export function lockRecord({ tree, crates }: LockingTree): string {
  const { lock, targets, packages, features, without } = crates;
  const names = (all: readonly { readonly name: string }[]): Json => all.map(({ name }) => name).sort(byBytes);
  const chosenBy: Json = {
    version: VERSION,
    tree,
    lock,
    targets: targets.toSorted(byBytes),
    packages: names(packages),
    ...(features === undefined ? {} : { features: names(features) }),
    without: without.map(({ path }) => path).sort(byBytes),
  };
  return `lock-${sha256(canonicalJson(chosenBy))}`;
}

export async function readLockRecord(store: Store, locking: LockingTree): Promise<LockRecord | undefined> {
  const text = await store.text("records", lockRecord(locking));
  return text.ok && text.value !== undefined ? (JSON.parse(text.value) as LockRecord) : undefined;
}

export async function writeLockRecord(
  store: Store,
  locking: LockingTree,
  record: LockRecord,
): Promise<Result<unknown>> {
  return store.putText("records", lockRecord(locking), `${canonicalJson(record as unknown as Json)}\n`);
}
