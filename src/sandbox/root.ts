// Root: what a job's steps see, as directories of this machine. Must never be known outside of the sandbox: the engine
// speaks in digests.

import type { Job, JobBytes } from "../model/executor.ts";

/** A directory on this machine that must not be written to. */
export interface TreeAt {
  readonly directory: string;
}

/** A job without its steps, where each digest is the place of what it names. */
export interface Root extends Omit<Job, "layers" | "sources" | "files" | "steps"> {
  readonly layers: readonly TreeAt[];
  /** Of a file, `directory` is the file's path. */
  readonly sources: readonly { readonly name: string; readonly type: "tree" | "file"; readonly directory: string }[];
  readonly files?: TreeAt;
}

export function rootOf({ steps: _, layers, sources, files, ...rest }: Job, bytes: JobBytes): Root {
  return {
    ...rest,
    layers: layers.map((tree) => ({ directory: bytes.tree(tree) })),
    sources: sources.map(({ name, type, sha256 }) => ({
      name,
      type,
      directory: type === "tree" ? bytes.tree(sha256) : bytes.file(sha256),
    })),
    ...(files === undefined ? {} : { files: { directory: bytes.tree(files) } }),
  };
}
