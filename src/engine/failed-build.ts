// A failed build that can be entered: the stage's scratch, kept in the store, with a text that says how to lay its root
// again. Must never look at recipes or stages: they may have been edited since.

import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { canonicalJson } from "../bytes/canonical-json.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Root } from "../model/executor.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Stage, Step } from "../model/recipe.ts";
import { attempt } from "../store/io-failure.ts";
import type { Store } from "../store/store.ts";
import type { Bench } from "../inputs/bench.ts";
import { rootOf, type StageInputs } from "../inputs/gather.ts";

/** Where a stage failed: at or after a step. */
export interface FailedAt {
  readonly step: Step;
  /** The step's number among the recipe's steps or checks, from 0. */
  readonly index: number;
  /** The executor's scratch, by its name below the stage's. */
  readonly scratch: "build" | "check";
  /** The output that was laid over the root. */
  readonly over?: string;
}

/** `failed.json` in the kept directory. Trees and files are named by digest: the store may be moved. */
interface FailedText {
  readonly version: 1;
  readonly stage: string;
  readonly key: Sha256;
  readonly step: {
    readonly name: string;
    readonly index: number;
    readonly argv: readonly string[];
    readonly directory: string;
  };
  readonly scratch: string;
  /** Below the kept directory. */
  readonly over?: string;
  readonly layers: readonly { readonly stage: string; readonly tree: Sha256 }[];
  readonly sources: readonly { readonly name: string; readonly type: "tree" | "file"; readonly sha256: Sha256 }[];
  /** Whether there is a `/repo`: a directory of that name in the kept one. */
  readonly files: boolean;
  readonly root: Omit<Root, "layers" | "sources" | "files" | "outputDirectories">;
}

const TEXT = "failed.json";

/** Keeps a failed stage's scratch; gives where it is then, or undefined when the store cannot keep it. */
export async function keepFailedBuild(
  bench: Bench,
  stage: Stage,
  key: Sha256,
  inputs: StageInputs,
  at: FailedAt,
  scratch: string,
): Promise<Result<string | undefined>> {
  const { layers: _, outputDirectories: __, sources, files, ...root } = rootOf(bench, stage, inputs);
  const text = {
    version: 1,
    stage: stage.name,
    key,
    step: { name: at.step.name, index: at.index, argv: at.step.argv, directory: at.step.directory },
    scratch: at.scratch,
    ...(at.over === undefined ? {} : { over: relative(scratch, at.over) }),
    layers: inputs.layers.map(({ stage: used, tree }) => ({ stage: used, tree: tree.sha256 })),
    sources: inputs.sources.map((source, i) => ({
      name: sources[i]!.name,
      type: source.type,
      sha256: source.type === "tree" ? source.tree : source.source.sha256,
    })),
    files: files !== undefined,
    root: { ...root, limits: { ...root.limits } },
  } satisfies FailedText;
  const written = await attempt("write", join(scratch, TEXT), () =>
    writeFile(join(scratch, TEXT), canonicalJson(text) + "\n"),
  );
  if (!written.ok) return written;
  const kept = await bench.store.keepFailed(stage.name, scratch);
  return kept.ok ? succeed(kept.value ? bench.store.failedDirectory(stage.name) : undefined) : kept;
}

/** A kept build, ready to be entered. */
export interface FailedBuild {
  readonly root: Root;
  readonly scratch: string;
  readonly step: FailedText["step"];
}

/**
 * Reads what `keepFailedBuild` has kept in a directory; fails when a tree or file that its root had is no longer in the
 * store.
 */
export async function readFailedBuild(store: Store, directory: string): Promise<Result<FailedBuild>> {
  let text: FailedText;
  try {
    text = JSON.parse(await readFile(join(directory, TEXT), "utf8")) as FailedText;
    if (text.version !== 1) throw new Error(`its version is ${String(text.version)}, not 1`);
  } catch (error) {
    return fail(
      "failed-build-gone",
      `Cannot enter the failed build ${JSON.stringify(directory)}: its "${TEXT}" cannot be used: ${(error as Error).message}`,
      { hint: "build the stage again" },
    );
  }
  const gone = (what: string) =>
    fail("failed-build-gone", `Cannot enter the failed build of "${text.stage}": ${what} is no longer in the store`, {
      hint: `run fromseed build ${text.stage} again`,
    });
  for (const { stage, tree } of text.layers)
    if (!(await store.hasTree(tree))) return gone(`tree ${tree} of stage "${stage}"`);
  for (const { name, type, sha256 } of text.sources) {
    if (!(await (type === "tree" ? store.hasTree(sha256) : store.hasBlob(sha256))))
      return gone(`source "${name}", ${type} ${sha256},`);
  }
  const root: Root = {
    ...text.root,
    layers: [
      ...(text.over === undefined ? [] : [{ directory: join(directory, text.over) }]),
      ...text.layers.map(({ tree }) => ({ directory: store.treeDirectory(tree) })),
    ],
    sources: text.sources.map(({ name, type, sha256 }) => ({
      name,
      type,
      directory: type === "tree" ? store.treeDirectory(sha256) : store.blobPath(sha256),
    })),
    ...(text.files ? { files: { directory: join(directory, "repo") } } : {}),
  };
  return succeed({ root, scratch: join(directory, text.scratch), step: text.step });
}
