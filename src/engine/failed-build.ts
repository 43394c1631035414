// A failed build that can be entered: the stage's scratch, kept in the store, with the job that has failed in it. Must
// never look at recipes or stages: they may have been edited since.

import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { jobBytes } from "../inputs/job.ts";
import type { Job, JobBytes, JobStep } from "../model/executor.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { attempt } from "../store/io-failure.ts";
import type { Store } from "../store/store.ts";
import type { Attempt, FailedAt } from "./execute.ts";

/** `failed.json` in the kept directory. Trees and files are named by digest, as the store may be moved. */
interface FailedText {
  readonly version: 2;
  readonly stage: string;
  readonly job: Job;
  /** The step's number among the job's, from 0. */
  readonly step: number;
  /** The executor's workspace, below the kept directory. */
  readonly workspace: string;
  /** Trees of the job that are not in the store: digests, and where they lie below the kept directory. */
  readonly elsewhere: readonly (readonly [Sha256, string])[];
}

const TEXT = "failed.json";

/** Keeps a failed stage's scratch; gives where it is then, or undefined when the store cannot keep it. */
export async function keepFailedBuild(
  { workshop, stage, scratch }: Attempt,
  { job, step, workspace, elsewhere }: FailedAt,
): Promise<Result<string | undefined>> {
  const text: FailedText = {
    version: 2,
    stage: stage.name,
    job,
    step,
    workspace,
    elsewhere: [...elsewhere].map(([tree, directory]) => [tree, relative(scratch, directory)]),
  };
  const written = await attempt("write", join(scratch, TEXT), () =>
    writeFile(join(scratch, TEXT), canonicalJson(text as unknown as Json) + "\n"),
  );
  if (!written.ok) return written;
  const kept = await workshop.store.keepFailed(stage.name, scratch);
  return kept.ok ? succeed(kept.value ? workshop.store.failedDirectory(stage.name) : undefined) : kept;
}

/** A kept build, ready to be entered. */
export interface FailedBuild {
  readonly job: Job;
  readonly bytes: JobBytes;
  readonly workspace: string;
  readonly step: JobStep;
}

/**
 * Reads what `keepFailedBuild` has kept in a directory; fails when a tree or file that its root had is no longer in the
 * store.
 */
export async function readFailedBuild(store: Store, directory: string): Promise<Result<FailedBuild>> {
  let text: FailedText;
  try {
    text = JSON.parse(await readFile(join(directory, TEXT), "utf8")) as FailedText;
    if (text.version !== 2) throw new Error(`its version is ${String(text.version)}, not 2`);
  } catch (error) {
    return fail(
      "failed-build-gone",
      `Cannot enter the failed build ${JSON.stringify(directory)}: its "${TEXT}" cannot be used: ${(error as Error).message}`,
      { hint: "build the stage again" },
    );
  }
  const { stage, job, workspace } = text;
  const elsewhere = new Map(text.elsewhere.map(([tree, path]) => [tree, join(directory, path)]));
  const lost = await lostBytes(store, job, elsewhere);
  if (lost !== undefined)
    return fail("failed-build-gone", `Cannot enter the failed build of "${stage}": ${lost} is no longer in the store`, {
      hint: `run fromseed build ${stage} again`,
    });
  return succeed({
    job,
    bytes: jobBytes(store, elsewhere),
    workspace: join(directory, workspace),
    step: job.steps[text.step]!,
  });
}

/** The first thing that a job names and that is nowhere any more. */
async function lostBytes(
  store: Store,
  { layers, sources }: Job,
  elsewhere: ReadonlyMap<Sha256, string>,
): Promise<string | undefined> {
  for (const tree of layers) if (!elsewhere.has(tree) && !(await store.hasTree(tree))) return `tree ${tree}`;
  for (const { name, type, sha256 } of sources)
    if (!(await (type === "tree" ? store.hasTree(sha256) : store.hasBlob(sha256))))
      return `source "${name}", ${type} ${sha256},`;
  return undefined;
}
