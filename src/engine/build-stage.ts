// Building one stage: key, look-up, inputs, execution, storing, record. Until the record, which is written last, there
// is only scratch and content that nobody refers to: so a stage that was cut off at any point is simply not there.

import { readFile } from "node:fs/promises";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { stageKey, type Key } from "../graph/key.ts";
import type { BuildReason } from "../model/event.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import type { Tree } from "../model/tree.ts";
import { ioFailure } from "../store/io-failure.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { ARCHITECTURE, keyedEnvironment } from "../inputs/environment.ts";
import { builtText, readAccount } from "./build-accounts.ts";
import { checkExpected } from "./expected.ts";
import { readLocalFiles, type LocalFile } from "../inputs/local-files.ts";
import { manifestOf, originDigest, originOf, type Origin } from "./manifest-of.ts";
import { opaqueFiles, opaqueInSources } from "../inputs/opaque-inputs.ts";
import { openStage } from "../inputs/locked-crates.ts";
import { confirmOwn } from "../inputs/own-tree.ts";
import { confirmSources, haveLinks } from "../inputs/sources.ts";
import { obtainingFor } from "../inputs/stage-obtaining.ts";
import { latestText, readLatest, recordedBuild, recordText, type Cost, type Latest } from "./records.ts";
import type { Outcome, Work } from "./run.ts";

/** Makes the work of a run: what `run` calls for each stage. */
export function stageWork(workshop: Workshop): Work {
  return async (stage, used, signal) => {
    try {
      const done = await buildOrReuse(workshop, stage, used, signal);
      // Mended without a build: what is kept of a failed one is of no use any more.
      if (done.ok && done.value.how === "reused") await workshop.store.dropFailed(stage.name);
      return done;
    } catch (error) {
      // The signal's own reason; what else is thrown is the world's fault, or ours.
      if (signal.aborted && error instanceof Error && error.name === "AbortError")
        return fail("interrupted", `Cannot build stage "${stage.name}": the run was interrupted`);
      return { ok: false, failures: [ioFailure("build stage", stage.name, error)] };
    }
  };
}

async function buildOrReuse(
  workshop: Workshop,
  closed: Stage,
  used: ReadonlyMap<string, Outcome>,
  signal: AbortSignal,
): ReturnType<Work> {
  const keyed = await keyedStage(workshop, closed, { used }, signal);
  if (!keyed.ok) return keyed;
  const { stage, files, uses, key, origin } = keyed.value;

  const latest = await readLatest(workshop.store, stage.name);
  if (
    latest !== undefined &&
    latest.origin === originDigest(origin) &&
    latest.opaque !== undefined &&
    (await workshop.store.hasTree(latest.tree)) &&
    (await hasTexts(workshop, latest)) &&
    (haveLinks(workshop.store, stage.recipe.sources) || (await isTaken(workshop, key, latest)))
  ) {
    const expected = checkExpected(workshop, stage, latest.tree);
    return expected.ok
      ? succeed({
          key: key.sha256,
          tree: latest.tree,
          size: latest.size,
          manifest: latest.manifest,
          opaque: latest.opaque,
          how: "reused",
        })
      : expected;
  }
  const brought = await opaqueFiles(stage.recipe.root, files);
  if (!brought.ok) return brought;
  const parts = { workshop, stage, origin, brought: brought.value, used, signal };
  // The lock is the key's: another process that builds the same thing is waited for, and its result reused.
  const locked = await workshop.store.withLock(
    `key-${key.sha256}`,
    async () => {
      const known = await knownTree(workshop, key, latest);
      if (known !== undefined) return conclude({ ...parts, ...known, how: "reused" });
      workshop.emit({
        type: "stage-started",
        stage: stage.name,
        key: key.sha256,
        why: why(latest, key),
        ...(latest === undefined ? {} : { expectedSeconds: latest.milliseconds / 1000 }),
      });
      const begun = workshop.now();
      // Loaded when there is something to build: most runs find all stages built.
      const { buildTree } = await import("./build-tree.ts");
      const built = await buildTree(workshop, { stage, files, uses }, signal);
      if (!built.ok) return built;
      const { usage, ...made } = built.value;
      const cost = {
        milliseconds: Math.round(workshop.now() - begun),
        cpuMilliseconds: Math.round(usage.cpuSeconds * 1000),
        peakMemory: usage.peakMemory,
      };
      return conclude({ ...parts, ...made, cost, how: "built" });
    },
    { signal, onWait: () => workshop.emit({ type: "stage-waiting", stage: stage.name, for: { type: "same-build" } }) },
  );
  return locked.ok ? locked.value : locked;
}

/** A stage's tree that was made in another way than by a run, and is in the store. */
export interface MadeTree {
  readonly files: readonly LocalFile[];
  readonly used: ReadonlyMap<string, Outcome>;
  readonly tree: Tree;
  readonly left?: Sha256;
  readonly cost: Cost;
}

/** Writes down a tree as built by the workshop's witness; what builds cost here stays as it is known. */
export async function recordMade(
  workshop: Workshop,
  closed: Stage,
  { files, ...made }: MadeTree,
  signal: AbortSignal,
): ReturnType<Work> {
  const keyed = await keyedStage(workshop, closed, { used: made.used, files }, signal);
  if (!keyed.ok) return keyed;
  const { stage, key, origin } = keyed.value;
  const brought = await opaqueFiles(stage.recipe.root, files);
  if (!brought.ok) return brought;
  const known = await knownTree(workshop, key, await readLatest(workshop.store, stage.name));
  const cost = known?.cost ?? made.cost;
  return conclude({ workshop, stage, origin, brought: brought.value, ...made, cost, how: "built", signal });
}

/** A stage with all that goes into its key, and what its manifest says of where it comes from. */
export interface KeyedStage {
  /** With the crates that its locks pin. */
  readonly stage: Stage;
  readonly files: readonly LocalFile[];
  /** The trees of the stages that it uses, by name. */
  readonly uses: ReadonlyMap<string, Sha256>;
  readonly key: Key;
  readonly origin: Origin;
}

/** `files` are its local files, where they were read already. */
export async function keyedStage(
  workshop: Workshop,
  closed: Stage,
  { used, files: read }: { readonly used: ReadonlyMap<string, Outcome>; readonly files?: readonly LocalFile[] },
  signal: AbortSignal,
): Promise<Result<KeyedStage>> {
  const { contract } = workshop;
  const obtaining = obtainingFor(workshop, closed.name, signal);
  const own = await confirmOwn(obtaining, closed.recipe);
  if (!own.ok) return own;
  const opened = await openStage(obtaining, closed);
  if (!opened.ok) return opened;
  const stage = opened.value;
  const local = read === undefined ? await readLocalFiles(stage.recipe.root, stage.recipe.files) : succeed(read);
  if (!local.ok) return local;
  const files = local.value;
  const uses = new Map([...used].map(([name, { tree }]) => [name, tree]));
  const key = keyOf(contract, stage, files, uses);
  return succeed({ stage, files, uses, key, origin: originOf({ contract, key, files }, stage, used) });
}

export function keyOf(
  contract: number,
  stage: Stage,
  files: readonly LocalFile[],
  uses: ReadonlyMap<string, Sha256>,
): Key {
  return stageKey(stage, { architecture: ARCHITECTURE, contract, environment: keyedEnvironment(stage), uses, files });
}

async function knownTree(
  workshop: Workshop,
  key: Key,
  latest: Latest | undefined,
): Promise<{ readonly tree: Tree; readonly cost: Cost } | undefined> {
  const known = await recordedBuild(workshop.store, key.sha256, latest);
  if (known === undefined) return undefined;
  const tree = await workshop.store.tree(known.tree);
  const { milliseconds, cpuMilliseconds, peakMemory } = known;
  return tree.ok ? { tree: tree.value, cost: { milliseconds, cpuMilliseconds, peakMemory } } : undefined;
}

/** Whether all that a build of the stage writes is still there, and the manifest is the one that was written. */
async function hasTexts({ store }: Workshop, { stage, key, manifest }: Latest): Promise<boolean> {
  if (!store.hasText("records", key) || !store.hasText("latest", `${stage}.tree`)) return false;
  const text = await store.text("manifests", `${stage}.json`);
  return text.ok && text.value !== undefined && sha256(text.value) === manifest;
}

/** Whether others built the stage: its sources are theirs, and are not fetched to use what came of them. */
async function isTaken({ store }: Workshop, key: Key, { tree }: Latest): Promise<boolean> {
  return (await readAccount(store, { key: key.sha256, tree }))?.type === "taken";
}

/** A stage whose tree is in the store. */
interface Found {
  readonly workshop: Workshop;
  readonly stage: Stage;
  readonly origin: Origin;
  /** Opaque inputs among its local files, as they were before it was built. */
  readonly brought: readonly OpaqueInput[];
  readonly used: ReadonlyMap<string, Outcome>;
  readonly tree: Tree;
  /** Of a stage that was just built: Built.left. */
  readonly left?: Sha256;
  readonly how: Outcome["how"];
  readonly cost: Cost;
  readonly signal: AbortSignal;
}

/**
 * Writes what was found: the record of the key, the manifest, the stage's latest state; then compares with what is
 * expected.
 */
async function conclude(found: Found): Promise<Result<Outcome>> {
  const { workshop, stage, origin, brought, used, tree, left, how, cost, signal } = found;
  const obtaining = obtainingFor(workshop, stage.name, signal);
  // A key that is known says nothing of the files that its sources' trees are told to come from.
  const confirmed = await confirmSources(obtaining, stage.recipe.sources);
  if (!confirmed.ok) return confirmed;
  const own = await opaqueInSources(obtaining, stage);
  if (!own.ok) return own;
  const inherited = [...used.values()].flatMap((outcome) => outcome.opaque);
  const manifest = manifestOf(origin, stage, [...inherited, ...brought, ...own.value], tree);
  const { key, keyText } = origin;
  const digest = sha256(manifest.text);
  const listing = await readFile(workshop.store.listingPath(tree.sha256));
  const built = { key, tree: tree.sha256, ...(left === undefined ? {} : { left }) };
  const written = await workshop.store.putTexts([
    ...(how === "built" ? [await builtText(workshop.store, built, workshop.witness)] : []),
    { kind: "manifests", name: `${stage.name}.json`, content: manifest.text },
    { kind: "latest", name: `${stage.name}.tree`, content: listing },
    recordText({ key, keyText, tree: tree.sha256, ...cost }),
    latestText({
      stage: stage.name,
      key,
      origin: originDigest(origin),
      tree: tree.sha256,
      size: tree.size,
      manifest: digest,
      opaque: manifest.opaque,
      ...cost,
    }),
  ]);
  if (!written.ok) return written;
  const expected = checkExpected(workshop, stage, tree.sha256);
  return expected.ok
    ? succeed({ key, tree: tree.sha256, size: tree.size, manifest: digest, opaque: manifest.opaque, how })
    : expected;
}

function why(latest: Latest | undefined, key: Key): BuildReason {
  if (latest === undefined) return { type: "never-built" };
  return { type: latest.key === key.sha256 ? "tree-gone" : "key-changed" };
}
