// Sources of a stage, from wherever they can be had into the store: fetched, checked, unpacked, checked again.
// Must never hand on a source whose digest, or whose unpacked tree's digest, is not the pinned one.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Source, Stage } from "../model/recipe.ts";
import type { Activity } from "../model/event.ts";
import type { Bench } from "./bench.ts";

/** A source in the store: a file, or a directory with the digest of its tree. */
export type ObtainedSource = { readonly source: Source; readonly path: string } & (
  | { readonly type: "file" }
  | { readonly type: "tree"; readonly tree: Sha256 }
);

/** Obtains all sources of a stage, one after the other. Stages that share a source wait for each other here. */
export async function obtainSources(
  bench: Bench,
  stage: Stage,
  signal: AbortSignal,
): Promise<Result<readonly ObtainedSource[]>> {
  const obtained: ObtainedSource[] = [];
  for (const source of stage.recipe.sources) {
    const locked = await bench.store.withLock(`source-${source.sha256}`, () => obtain(bench, stage, source, signal), {
      signal,
      onWait: () =>
        bench.emit({ type: "stage-waiting", stage: stage.name, for: { type: "source", source: source.name } }),
    });
    if (!locked.ok) return locked;
    if (!locked.value.ok) return locked.value;
    obtained.push(locked.value.value);
  }
  return succeed(obtained);
}

async function obtain(
  bench: Bench,
  stage: Stage,
  source: Source,
  signal: AbortSignal,
): Promise<Result<ObtainedSource>> {
  const tree = source.unpack?.tree;
  if (tree !== undefined && (await bench.store.hasTree(tree)))
    return succeed({ source, type: "tree", tree, path: bench.store.treeDirectory(tree) });
  const fetched = await fetchBlob(bench, stage, source, signal);
  if (!fetched.ok) return fetched;
  return tree === undefined
    ? succeed({ source, type: "file", path: bench.store.blobPath(source.sha256) })
    : unpackTree(bench, stage, source, tree, signal);
}

/** Brings a source's file itself into the store, whether or not its unpacked tree is there. */
export async function fetchBlob(
  bench: Bench,
  stage: Stage,
  source: Source,
  signal: AbortSignal,
): Promise<Result<void>> {
  if (await bench.store.hasBlob(source.sha256)) return succeed(undefined);
  const { offline, mirrors, aptMirrors } = bench.fetching;
  const isAddress = (mirror: string): boolean => /^[a-z]+:\/\//.test(mirror);
  const destination = bench.store.partialPath(source.sha256);
  // Loaded when something is to be fetched: Node's http takes a tenth of a second.
  const { download } = await import("../fetch/download.ts");
  const downloaded = await download(source, destination, {
    offline,
    mirrors: mirrors.filter(isAddress),
    directories: mirrors.filter((mirror) => !isAddress(mirror)),
    aptMirrors,
    proxies: bench.fetching.proxies,
    onProgress: progress(bench, stage, "fetching", source.file),
    signal,
  });
  return downloaded.ok ? bench.store.putBlob(destination, source.sha256) : downloaded;
}

async function unpackTree(
  bench: Bench,
  stage: Stage,
  source: Source,
  tree: Sha256,
  signal: AbortSignal,
): Promise<Result<ObtainedSource>> {
  const { strip, inner, keep, remove } = source.unpack!;
  const scratch = await bench.store.newScratch(source.name);
  if (!scratch.ok) return scratch;
  const directory = join(scratch.value, "tree");
  try {
    const { unpack } = await import("../fetch/unpack.ts");
    const unpacked = await unpack(bench.store.blobPath(source.sha256), directory, {
      strip,
      keep,
      remove,
      ...(inner === undefined ? {} : { inner }),
      name: source.file,
      onProgress: progress(bench, stage, "unpacking", source.file),
      signal,
    });
    if (!unpacked.ok) return unpacked;
    const stored = await bench.store.putTree(directory);
    if (!stored.ok) return stored;
    if (stored.value.sha256 === tree)
      return succeed({ source, type: "tree", tree, path: bench.store.treeDirectory(tree) });
    return fail(
      "source-tree",
      `Cannot use source "${source.name}": it unpacks to a tree with digest ${stored.value.sha256}, not the pinned ${tree}`,
      {
        place: source.at,
        hint: "the file itself is the pinned one: so compare the unpacked tree by hand, then pin its digest",
      },
    );
  } finally {
    await bench.store.dropScratch(scratch.value);
  }
}

/** At most a hundred events a file, however small the pieces come. */
function progress(bench: Bench, stage: Stage, activity: Activity, what: string): (done: number, total: number) => void {
  let last = -1;
  return (done, total) => {
    const percent = total === 0 ? 0 : Math.floor((done / total) * 100);
    if (percent === last) return;
    last = percent;
    bench.emit({ type: "stage-progress", stage: stage.name, activity, what, done, total });
  };
}
