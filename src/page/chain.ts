// A chain of stages as plain data, with all files that they are built from: what is needed to build it again anywhere,
// and the digests to compare with. Must never hold what is made on the way.

import type { FileContent } from "./trees.ts";

export interface ChainStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly directory: string;
}

export interface ChainStage {
  readonly name: string;
  readonly about: string;
  /** Stages whose trees are laid at "/". */
  readonly uses: readonly string[];
  /** Files of the repository that are seen below "/repo"; a path that ends in "/" means all below it. */
  readonly files: readonly string[];
  /** Sources by name, seen below "/src"; each with the tree digest that the recipe pins. */
  readonly sources: readonly { readonly name: string; readonly tree: string }[];
  readonly environment: Readonly<Record<string, string>>;
  /** Directories of the output that are there before the first step. */
  readonly outputDirectories: readonly string[];
  readonly build:
    | { readonly type: "seed"; readonly text: string; readonly path: string; readonly sha256: string }
    | { readonly type: "steps"; readonly steps: readonly ChainStep[] };
  /** The tree digest of stages/expected.sha256. */
  readonly expected: string;
}

/** In the order of their builds. */
export interface Chain {
  readonly stages: readonly ChainStage[];
}

/** A file of the bundle: where it goes ("repo/..." or "src/<source>/..."), and how many bytes it has. */
interface BundledFile {
  readonly path: string;
  readonly executable: boolean;
  readonly size: number;
}

/** Files as one run of bytes: a line of JSON that names them, then their contents in that order. */
export function writeBundle(files: ReadonlyMap<string, FileContent>): Uint8Array {
  const index: BundledFile[] = [...files].map(([path, { bytes, executable }]) => ({
    path,
    executable,
    size: bytes.length,
  }));
  const line = new TextEncoder().encode(`${JSON.stringify(index)}\n`);
  const bundle = new Uint8Array(line.length + index.reduce((sum, { size }) => sum + size, 0));
  bundle.set(line);
  let at = line.length;
  for (const { bytes } of files.values()) {
    bundle.set(bytes, at);
    at += bytes.length;
  }
  return bundle;
}

/** The files of a bundle; they share its bytes. */
export function readBundle(bundle: Uint8Array): Map<string, FileContent> {
  let at = bundle.indexOf(10) + 1;
  const index = JSON.parse(new TextDecoder().decode(bundle.subarray(0, at))) as readonly BundledFile[];
  const files = new Map<string, FileContent>();
  for (const { path, executable, size } of index) {
    files.set(path, { bytes: bundle.subarray(at, at + size), executable });
    at += size;
  }
  return files;
}
