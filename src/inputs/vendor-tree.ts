// The vendor directory of a stage, put together in scratch from the trees of its crates, and stored as a tree. Must never
// be asked for before the crates are in the store.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CHECKSUM_FILE, checksumText, stubFiles, vendorName } from "../crates/vendor.ts";
import { succeed, type Result } from "../model/failure.ts";
import { readRelease, releaseText, type Source, VENDOR } from "../model/recipe.ts";
import { lockingSources } from "./lock-record.ts";
import { lockedCrates } from "./locked-crates.ts";
import type { Obtaining } from "./obtaining.ts";
import type { ObtainedSource } from "./sources.ts";

/** Gives the sources as steps see them: crates of locks as one tree, the others as they are. */
export async function withVendorTree(
  obtaining: Obtaining,
  sources: readonly ObtainedSource[],
  scratch: string,
): Promise<Result<readonly ObtainedSource[]>> {
  const locking = lockingSources(sources.map(({ source }) => source));
  if (locking.length === 0) return succeed(sources);
  const { store, signal } = obtaining;
  const directory = join(scratch, VENDOR);
  await mkdir(directory);
  const manifests: string[] = [];
  const seen: ObtainedSource[] = [];
  for (const own of sources) {
    if (own.type !== "tree" || (own.source.locked === undefined && own.source.crates === undefined)) {
      seen.push(own);
      continue;
    }
    const manifest = await manifestsIn(obtaining, own);
    if (!manifest.ok) return manifest;
    manifests.push(...manifest.value);
    if (own.source.locked === undefined) {
      seen.push(own);
      continue;
    }
    const into = join(directory, vendorName(readRelease(own.source.name)));
    const laid = await store.exportDirectory(own.tree, into);
    if (!laid.ok) return laid;
    await writeFile(join(into, CHECKSUM_FILE), checksumText(own.source));
  }
  const used = new Set(sources.map(({ source }) => source.name));
  for (const source of locking) {
    const crates = await lockedCrates(obtaining, source);
    if (!crates.ok) return crates;
    for (const crate of crates.value) {
      // What one lock leaves out, another may use.
      if (used.has(releaseText(crate))) continue;
      for (const [path, text] of stubFiles(crate, manifests)) {
        const at = join(directory, vendorName(crate), path);
        await mkdir(dirname(at), { recursive: true });
        await writeFile(at, text);
      }
    }
  }
  const tree = await store.putTree(directory, { signal });
  if (!tree.ok) return tree;
  const { sha256 } = tree.value;
  const source: Source = { ...locking[0]!, name: VENDOR };
  return succeed([...seen, { source, name: VENDOR, type: "tree", tree: sha256, path: store.treeDirectory(sha256) }]);
}

/** The texts of all Cargo.toml files of a source. */
async function manifestsIn(
  { store }: Obtaining,
  own: ObtainedSource & { readonly type: "tree" },
): Promise<Result<string[]>> {
  const tree = await store.tree(own.tree);
  if (!tree.ok) return tree;
  const paths = tree.value.entries.flatMap(({ type, path }) =>
    type === "file" && (path === "Cargo.toml" || path.endsWith("/Cargo.toml")) ? [path] : [],
  );
  return succeed(await Promise.all(paths.map((path) => readFile(join(own.path, path), "utf8"))));
}
