// One crate that a lock pins, as a source whose tree is what was unpacked of it here. Must never be given a tree that the
// store's links do not tell.

import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import type { LockedCrate } from "../crates/cargo-lock.ts";
import { removedOf } from "../crates/left-out.ts";
import { licenceOf } from "../crates/licence.ts";
import { crateFile } from "../fetch/crates.ts";
import { UNPACKER_VERSION } from "../fetch/unpacker-version.ts";
import { succeed, type Result } from "../model/failure.ts";
import { releaseText, type PathPattern, type Source } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import type { KnownCrate } from "./lock-record.ts";
import { lockFile, type LockingTree } from "./locking-tree.ts";
import type { Obtaining } from "./obtaining.ts";
import { claimOf } from "./sources.ts";

/** What is the same for all crates of a lock. */
export interface OfLock {
  /** As the manifest names it: `SOURCE/PATH`. */
  readonly lock: string;
  /** Patterns of releases and paths in them. */
  readonly remove: readonly PathPattern[];
}

export function ofLock(locking: LockingTree): OfLock {
  return { lock: lockFile(locking), remove: locking.crates.remove };
}

/** A crate that is in the store, and what its Cargo.toml says; empty where it has none. */
export interface ObtainedCrate {
  readonly crate: Source;
  readonly manifest: string;
}

/** Brings the crate and its tree into the store. */
export async function obtainCrate(
  obtaining: Obtaining,
  lock: OfLock,
  crate: LockedCrate,
): Promise<Result<ObtainedCrate>> {
  const { store, fetching, signal } = obtaining;
  const locked = await store.withLock(
    `source-${crate.sha256}`,
    async (): Promise<Result<ObtainedCrate>> => {
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
      const unknown = { size, licence: "" };
      const known = await linkedCrate(store, lock, { ...crate, ...unknown });
      if (known !== undefined && (await store.hasTree(known.unpack!.tree)))
        return succeed(await withItsWords(store, known));
      const whole = await store.checkBlob(crate.sha256);
      if (!whole.ok) return whole;
      // Loaded when there is something to unpack, as for other sources.
      const { unpackSource } = await import("./unpack-source.ts");
      const packed = crateSource(lock, { ...crate, ...unknown }, crate.sha256);
      const tree = await unpackSource(obtaining, packed);
      if (!tree.ok) return tree;
      const own = crateSource(lock, { ...crate, ...unknown }, tree.value);
      const linked = await store.putLink(claimOf(own));
      return linked.ok ? succeed(await withItsWords(store, own)) : linked;
    },
    { signal },
  );
  return locked.ok ? locked.value : locked;
}

/** The crate with the tree that the store's link tells; undefined where there is none. */
export async function linkedCrate(
  store: Store,
  lock: OfLock,
  crate: LockedCrate & KnownCrate,
): Promise<Source | undefined> {
  const link = await store.link(claimOf(crateSource(lock, crate, crate.sha256)));
  return link?.unpacked === undefined ? undefined : crateSource(lock, crate, link.unpacked.tree);
}

/** What the Cargo.toml in its tree says, which is in the store. */
async function withItsWords(store: Store, crate: Source): Promise<ObtainedCrate> {
  const path = join(store.treeDirectory(crate.unpack!.tree), "Cargo.toml");
  const manifest = await readFile(path, "utf8").catch(() => "");
  return { crate: { ...crate, licence: licenceOf(manifest) }, manifest };
}

function crateSource({ lock, remove }: OfLock, crate: LockedCrate & KnownCrate, tree: Sha256): Source {
  const name = releaseText(crate);
  return {
    name,
    file: crateFile(crate),
    size: crate.size,
    sha256: crate.sha256,
    licence: crate.licence,
    places: [release(crate)],
    unpack: { tree, strip: 1, keep: [], remove: removedOf(name, remove) },
    locked: { lock, unpacker: UNPACKER_VERSION },
    at: crate.at,
  };
}

function release({ name, version }: LockedCrate): Source["places"][number] {
  return { type: "crate", name, version };
}
