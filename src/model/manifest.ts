// Manifest: what a stage was built from and what came out, as a pure function of the build. Never a time, a host or a
// path of the host.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Tree } from "./tree.ts";

/** Everything a manifest says; src/manifest/MANIFEST.md gives its canonical text. */
export interface Manifest {
  readonly stage: string;
  readonly recipe: { readonly name: string; readonly version: string };
  readonly architecture: string;
  readonly contract: number;
  readonly key: Sha256;
  /** The canonical text whose digest is the key: see src/graph/KEY.md. */
  readonly keyText: string;
  readonly tree: Tree;
  readonly uses: readonly { readonly stage: string; readonly tree: Sha256; readonly manifest: Sha256 }[];
  readonly sources: readonly {
    readonly name: string;
    readonly file: string;
    readonly size: number;
    readonly sha256: Sha256;
    readonly tree?: Sha256;
  }[];
  readonly files: readonly { readonly path: string; readonly sha256: Sha256 }[];
  /** Every opaque input that this output descends from, the seed among them, sorted by name. */
  readonly opaque: readonly { readonly name: string; readonly size: number; readonly sha256: Sha256 }[];
}

/** A target's whole closure: every stage down to the seed, in the order of their names. */
export interface ClosureManifest {
  readonly target: string;
  readonly tree: Sha256;
  readonly stages: readonly {
    readonly stage: string;
    readonly key: Sha256;
    readonly tree: Sha256;
    readonly manifest: Sha256;
  }[];
}
