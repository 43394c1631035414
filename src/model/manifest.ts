// Manifest: what a stage was built from and what came out, as a pure function of the build. Never a time, a host or a
// path of the host.

import type { Sha256 } from "../bytes/sha256.ts";
import type { BridgeWords } from "./recipe.ts";
import type { Unpacking } from "./source-link.ts";
import type { Tree } from "./tree.ts";

/** Everything a manifest says; src/manifest/MANIFEST.md gives its canonical text. */
export interface Manifest {
  /** By the name that the stage has in its own project, whoever imports it. */
  readonly stage: string;
  readonly recipe: { readonly name: string; readonly version: string };
  readonly architecture: string;
  readonly contract: number;
  readonly key: Sha256;
  /** The canonical text whose digest is the key: see src/graph/KEY.md. */
  readonly keyText: string;
  readonly tree: Tree;
  /** Sorted by name and then by manifest: stages of two projects may have one name. */
  readonly uses: readonly UsedStage[];
  /** Sorted by name. */
  readonly sources: readonly UsedSource[];
  /** Sorted by path. */
  readonly files: readonly UsedFile[];
  /** Every opaque input that this output descends from, the seed among them; sorted by type, name and digest. */
  readonly opaque: readonly OpaqueInput[];
}

export interface UsedStage {
  readonly stage: string;
  readonly tree: Sha256;
  /** Digest of its manifest's text. */
  readonly manifest: Sha256;
}

/** A file of the repository, by its path from the root of the stage's own project. */
export interface UsedFile {
  readonly path: string;
  readonly executable: boolean;
  readonly sha256: Sha256;
}

/** A source as it was used: a file as it is, an archive that was unpacked, or a tree of which no archive is known. */
export type UsedSource = {
  readonly name: string;
  /** A package URL: what people call it, wherever it is had from. */
  readonly purl?: string;
} & (
  | (UpstreamFile & { readonly type: "file" })
  | (UpstreamFile & { readonly type: "archive"; readonly unpacked: Unpacking & { readonly tree: Sha256 } })
  | { readonly type: "tree"; readonly tree: Sha256 }
);

export interface UpstreamFile {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  /** The lock file that pins it, as `<source>/<path>`; absent when a recipe pins it. */
  readonly lock?: string;
}

/** What a digest is of: the bytes of a file, or the listing of a tree. */
export type ContentDigest = { readonly sha256: Sha256 } | { readonly tree: Sha256 };

/** The digest alone, where it does not matter of which of the two it is. */
export function bareDigest(content: ContentDigest): Sha256 {
  return "tree" in content ? content.tree : content.sha256;
}

/** A binary input that nobody can read. */
export type OpaqueInput =
  | {
      /** The seed; or a file of a source or of the repository, by `<source>/<path>` or its path. */
      readonly type: "seed" | "file";
      readonly name: string;
      /** Bytes. */
      readonly size: number;
      readonly sha256: Sha256;
    }
  | Bridge;

/** All but the seed. */
export function notSeeds(inputs: readonly OpaqueInput[] = []): readonly OpaqueInput[] {
  return inputs.filter(({ type }) => type !== "seed");
}

/**
 * An opaque input that stands for a part of the way that cannot be walked yet. It is the source of the same name in the
 * stage that brings it. Its digest is that of what the steps see, so a bridge that was packed again is the same one.
 */
export type Bridge = {
  readonly type: "bridge";
  readonly name: string;
  /** Bytes: of the file, or of all files of the tree. */
  readonly size: number;
} & BridgeWords &
  ContentDigest;

/** A target's whole closure: every stage down to the seed, sorted by name and then by manifest. */
export interface ClosureManifest {
  readonly target: string;
  readonly tree: Sha256;
  /** Digest of the target's manifest, which is one of the stages'. */
  readonly manifest: Sha256;
  readonly stages: readonly ClosedStage[];
}

export interface ClosedStage {
  readonly stage: string;
  readonly key: Sha256;
  readonly tree: Sha256;
  readonly manifest: Sha256;
}
