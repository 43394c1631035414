// Sources, from wherever they can be had into the store: fetched, checked, unpacked, checked again. What a recipe pins
// of a source is a claim, and is believed only where the store has a link that says the same: else the file is fetched
// and unpacked, and what comes out is recorded. Must never hand on a source that is not in all points the pinned one.

import { lstat } from "node:fs/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import { UNPACKER_VERSION } from "../fetch/unpacker-version.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { isBridge, type Source } from "../model/recipe.ts";
import { sourceLink, type SourceLink } from "../model/source-link.ts";
import { attempt } from "../store/io-failure.ts";
import { linkName } from "../store/link-text.ts";
import type { Store } from "../store/store.ts";
import { missingBridge } from "./missing-bridge.ts";
import type { Obtaining } from "./obtaining.ts";

/** A source in the store, as steps see it: a file, or a directory with the digest of its tree. */
export type SeenSource = { readonly name: string; readonly path: string } & (
  | { readonly type: "file"; readonly file: string; readonly sha256: Sha256 }
  | { readonly type: "tree"; readonly tree: Sha256 }
);

/** The same of what a recipe or a lock file pins. */
export type ObtainedSource = SeenSource & { readonly source: Source };

/** What this fromseed claims of a source that a recipe pins. */
export function claimOf(source: Source): SourceLink {
  return sourceLink(source, UNPACKER_VERSION);
}

/** Brings a source into the store. Whoever else needs its file, here or in another process, is waited for. */
export async function obtainSource(obtaining: Obtaining, source: Source): Promise<Result<ObtainedSource>> {
  return alone(obtaining, source, async () => {
    const { store } = obtaining;
    const known = await knownLink(store, source);
    if (!known.ok) return known;
    const own = place(store, source);
    if (known.value !== undefined && (await isStored(store, own))) return succeed(own);
    const had = await store.hasBlob(source.sha256);
    const fetched = await fetchFile(obtaining, source);
    if (!fetched.ok)
      return isBridge(source)
        ? { ok: false, failures: fetched.failures.map((each) => missingBridge(source, each)) }
        : fetched;
    // What comes out is recorded for good: so it must not be of bytes that have changed in the store.
    const whole = had ? await store.checkBlob(source.sha256) : fetched;
    if (!whole.ok) return whole;
    const claim = claimOf(source);
    let found = claim;
    if (claim.unpacked !== undefined) {
      // Loaded when there is something to unpack: most runs find all there.
      const { unpackSource } = await import("./unpack-source.ts");
      const tree = await unpackSource(obtaining, source);
      if (!tree.ok) return tree;
      found = { ...claim, unpacked: { ...claim.unpacked, tree: tree.value } };
    }
    const put = await store.putLink(found);
    if (!put.ok) return put;
    const wrong = wrongTree(store, source, found);
    return wrong ?? succeed(own);
  });
}

/** Obtains sources one after the other. */
export async function obtainSources(
  obtaining: Obtaining,
  sources: readonly Source[],
): Promise<Result<readonly ObtainedSource[]>> {
  const obtained: ObtainedSource[] = [];
  for (const source of sources) {
    const own = await obtainSource(obtaining, source);
    if (!own.ok) return own;
    obtained.push(own.value);
  }
  return succeed(obtained);
}

/**
 * Makes sure that what is pinned of these sources is true. Those that were unpacked here once need not be there any
 * more; the others are obtained.
 */
export async function confirmSources(obtaining: Obtaining, sources: readonly Source[]): Promise<Result<void>> {
  for (const source of sources) {
    const known = await knownLink(obtaining.store, source);
    if (!known.ok) return known;
    if (known.value !== undefined) continue;
    const obtained = await obtainSource(obtaining, source);
    if (!obtained.ok) return obtained;
  }
  return succeed(undefined);
}

/**
 * Whether something is recorded of each of these sources. What it says was looked at by whoever wrote the stage's
 * manifest, and a verification looks again: so that no link need be read where nothing is to be done.
 */
export function haveLinks(store: Store, sources: readonly Source[]): boolean {
  return sources.every((source) => store.hasText("links", linkName(claimOf(source))));
}

/** Those of which it is not known here that they are what is pinned of them, with what is known against it. */
export async function unprovenSources(
  store: Store,
  sources: readonly Source[],
): Promise<readonly { readonly source: Source; readonly wrong?: readonly Failure[] }[]> {
  const unproven = [];
  for (const source of sources) {
    const known = await knownLink(store, source);
    if (!known.ok) unproven.push({ source, wrong: known.failures });
    else if (known.value === undefined) unproven.push({ source });
  }
  return unproven;
}

/** Brings a source's file itself into the store, whether or not its unpacked tree is there. */
export async function obtainFile(obtaining: Obtaining, source: Source): Promise<Result<void>> {
  return alone(obtaining, source, () => fetchFile(obtaining, source));
}

/** The link that bears out what is pinned; a failure when it says otherwise, undefined when there is none. */
async function knownLink(store: Store, source: Source): Promise<Result<SourceLink | undefined>> {
  const known = await store.link(claimOf(source));
  return (known === undefined ? undefined : wrongTree(store, source, known)) ?? succeed(known);
}

function wrongTree(store: Store, source: Source, { unpacked }: SourceLink): Result<never> | undefined {
  if (unpacked === undefined || unpacked.tree === source.unpack?.tree) return undefined;
  return fail(
    "source-tree",
    `Cannot use source "${source.name}": it unpacks to a tree with digest ${unpacked.tree}, not the pinned ${source.unpack?.tree}`,
    {
      place: source.at,
      details: [`the tree that it unpacks to: ${store.treeDirectory(unpacked.tree)}`],
      hint: "the file is the pinned one: if its version, strip, keep or remove changed, look at that tree, then pin its digest",
    },
  );
}

async function fetchFile({ store, fetching, signal, onProgress }: Obtaining, source: Source): Promise<Result<void>> {
  if (!(await store.hasBlob(source.sha256))) {
    const cleared = await store.clearPartial(source.sha256);
    if (!cleared.ok) return cleared;
    const destination = store.partialPath(source.sha256);
    // Loaded when something is to be fetched: Node's http takes a tenth of a second.
    const { download } = await import("../fetch/download.ts");
    const downloaded = await download(source, destination, {
      ...fetching,
      onProgress: (done, total) => onProgress?.({ activity: "fetching", source, done, total }),
      signal,
    });
    return downloaded.ok ? store.putBlob(destination, source.sha256) : downloaded;
  }
  // What is fetched has the pinned size. What is there may have been fetched for a recipe that pins another.
  const { size } = await lstat(store.blobPath(source.sha256));
  return size === source.size
    ? succeed(undefined)
    : fail(
        "source-size",
        `Cannot use source "${source.name}": its file has ${size} bytes, not the pinned ${source.size}`,
        {
          place: source.at,
          hint: "sha256 and size are of one file: pin both again when it changes",
        },
      );
}

function place(store: Store, source: Source): ObtainedSource {
  const { name, file, sha256, unpack } = source;
  return unpack === undefined
    ? { source, name, type: "file", file, sha256, path: store.blobPath(sha256) }
    : { source, name, type: "tree", tree: unpack.tree, path: store.treeDirectory(unpack.tree) };
}

function isStored(store: Store, own: ObtainedSource): Promise<boolean> {
  return own.type === "tree" ? store.hasTree(own.tree) : store.hasBlob(own.source.sha256);
}

async function alone<T>(
  { store, signal, onWait }: Obtaining,
  source: Source,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const guarded = async (): Promise<Result<T>> => {
    const done = await attempt("obtain source", source.name, work);
    return done.ok ? done.value : done;
  };
  const locked = await store.withLock(`source-${source.sha256}`, guarded, {
    signal,
    ...(onWait === undefined ? {} : { onWait: () => onWait(source) }),
  });
  return locked.ok ? locked.value : locked;
}
