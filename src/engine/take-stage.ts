// Taking a stage from others in place of building it: its manifest must be the one that a build here would write, as far
// as that can be known without one, and its tree the one that the manifest names. Must never take for built what was not:
// the account of it says from whom it was taken.

import { isDeepStrictEqual } from "node:util";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Key } from "../graph/key.ts";
import { keyInputsDifference } from "../graph/key-inputs.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { wordsOf } from "../manifest/opaque.ts";
import { writeManifest } from "../manifest/write.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import { writeListing } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { readAccount, takenText } from "./build-accounts.ts";
import { keyedStage, type KeyedStage } from "./build-stage.ts";
import { checkExpected } from "./expected.ts";
import { originDigest, type Origin } from "./manifest-of.ts";
import { readManifest, type ReadManifest } from "./manifest-source.ts";
import { latestText, readLatest, recordedBuild, recordText } from "./records.ts";
import type { Outcome } from "./run.ts";

/** A text on its way into the store. */
type Text = Parameters<Store["putTexts"]>[0][number];

/** What somebody gave. */
export interface Givers {
  /** In words, for the account: `/media/bob`. */
  readonly name: string;
  /** All manifests that are there of a stage, by what its own project calls it. */
  readonly manifests: (stage: string) => readonly ReadManifest[];
  /** Brings a tree into the store, which does not have it; fails unless it is that one. */
  readonly bring: (store: Store, stage: string, tree: Sha256) => Promise<Result<void>>;
  /** What to do where it has no manifest of a stage. */
  readonly hint: string;
}

/** What is known of a stage, from here or from others. */
export type Known = Outcome & {
  /** Whether the tree is in the store. */
  readonly here: boolean;
};

/** A stage that was looked for. */
export type Found = Known & {
  readonly keyed: KeyedStage;
  /** That of the manifest that others gave, where the stage is not known here. */
  readonly text?: string;
};

/** What a stage is looked for with. */
export interface Sought {
  /** The stages that it uses. */
  readonly used: ReadonlyMap<string, Known>;
  readonly signal: AbortSignal;
}

/** Takes a stage's manifest, unless the stage is known here; no tree comes with it. */
export async function takeManifest(
  workshop: Workshop,
  stage: Stage,
  sought: Sought,
  givers: Givers,
): Promise<Result<Found>> {
  const found = await findStage(workshop, stage, sought, givers);
  if (!found.ok) return found;
  const put = await workshop.store.putTexts(await takenTexts(workshop.store, found.value, givers.name));
  const { text: _, ...known } = found.value;
  return put.ok ? succeed(known) : put;
}

/** What tells of a stage that `findStage` has found with others: its manifest, and from whom it was taken. */
async function takenTexts(store: Store, { keyed, text, key, tree }: Found, from: string): Promise<readonly Text[]> {
  if (text === undefined) return [];
  const built = { key, tree };
  return [
    { kind: "manifests", name: `${keyed.stage.name}.json`, content: text },
    ...((await readAccount(store, built)) === undefined ? [takenText(built, from)] : []),
  ];
}

/** Takes stages that `findStage` has found, whose trees are in the store: all that tells of them, at once. */
export async function takeWhole(store: Store, found: readonly Found[], givers: Givers): Promise<Result<void>> {
  const texts: Text[] = [];
  for (const each of found) {
    const own = await recordTexts(store, each.keyed, each);
    if (!own.ok) return own;
    texts.push(...(await takenTexts(store, each, givers.name)), ...own.value);
  }
  return store.putTexts(texts);
}

/** A stage as it is known, here or, with the text of its manifest, from others. Nothing is taken yet. */
export async function findStage(
  workshop: Workshop,
  stage: Stage,
  { used, signal }: Sought,
  givers: Givers,
): Promise<Result<Found>> {
  const opened = await keyedStage(workshop, stage, { used }, signal);
  if (!opened.ok) return opened;
  const keyed = opened.value;
  const { key, origin } = keyed;
  const own = await knownHere(workshop, stage, key);
  if (own !== undefined) return succeed({ ...own, keyed });
  const cannot = (found: string, hint: string) =>
    fail("manifest-missing", `Cannot take stage "${stage.name}": ${found}`, { hint });
  const given = givers.manifests(stage.ownName);
  let refused: Result<never> | undefined;
  for (const read of given) {
    if (read.manifest.key !== key.sha256) continue;
    const fault = faultOf(read, stage, { used, origin });
    // One that somebody laid beside must not hide another.
    if (fault !== undefined) {
      refused ??= cannot(`the manifest that was given ${fault}`, "is it the same checkout?");
      continue;
    }
    const { tree, opaque } = read.manifest;
    const expected = checkExpected(workshop, stage, tree.sha256);
    if (!expected.ok) {
      refused ??= expected;
      continue;
    }
    const known = { key: key.sha256, tree: tree.sha256, size: tree.size, manifest: read.sha256, opaque };
    return succeed({ ...known, how: "reused", here: false, keyed, text: read.text });
  }
  if (refused !== undefined) return refused;
  return given.length === 0
    ? cannot(`there is no manifest of it in ${givers.name}`, givers.hint)
    : cannot("its manifests there are of other inputs", "is it the same checkout?");
}

/** Brings the tree of a stage whose manifest was taken. */
export async function takeTree(store: Store, found: Found, givers: Givers): Promise<Result<Found>> {
  if (found.here) return succeed(found);
  if (!(await store.hasTree(found.tree))) {
    const brought = await givers.bring(store, found.keyed.stage.ownName, found.tree);
    if (!brought.ok) return brought;
  }
  const recorded = await recordTaken(store, found.keyed, found);
  return recorded.ok ? succeed({ ...found, here: true }) : recorded;
}

/** Writes what a build would have, but for what it took. */
export async function recordTaken(store: Store, keyed: KeyedStage, known: Known): Promise<Result<void>> {
  const texts = await recordTexts(store, keyed, known);
  return texts.ok ? store.putTexts(texts.value) : texts;
}

async function recordTexts(
  store: Store,
  { stage, key, origin }: KeyedStage,
  { tree, size, manifest, opaque }: Known,
): Promise<Result<readonly Text[]>> {
  const cost = { milliseconds: 0, cpuMilliseconds: 0, peakMemory: 0 };
  const listing = await store.tree(tree);
  if (!listing.ok) return listing;
  return succeed([
    { kind: "latest", name: `${stage.name}.tree`, content: writeListing(listing.value.entries) },
    recordText({ key: key.sha256, keyText: key.text, tree, ...cost }),
    latestText({
      stage: stage.name,
      key: key.sha256,
      origin: originDigest(origin),
      tree,
      size,
      manifest,
      opaque,
      ...cost,
    }),
  ]);
}

/** The stage as it is known here with this key, tree and manifest and all. */
async function knownHere({ store }: Workshop, stage: Stage, key: Key): Promise<Known | undefined> {
  const latest = await readLatest(store, stage.name);
  const built = await recordedBuild(store, key.sha256, latest);
  if (built === undefined || !(await store.hasTree(built.tree))) return undefined;
  const name = `${stage.name}.json`;
  const text = await store.text("manifests", name);
  const read = text.ok && text.value !== undefined ? readManifest(text.value, name) : undefined;
  if (read?.ok !== true || read.value.manifest.key !== key.sha256 || read.value.manifest.tree.sha256 !== built.tree)
    return undefined;
  const { sha256: manifest, manifest: own } = read.value;
  const { tree, opaque } = own;
  return { key: key.sha256, tree: tree.sha256, size: tree.size, manifest, opaque, how: "reused", here: true };
}

/** Of all that is known by name, the stages that one uses. */
export function usedBy(stage: Stage, found: ReadonlyMap<string, Found>): ReadonlyMap<string, Found> {
  return new Map(stage.uses.map((use) => [use.stage, found.get(use.stage)!]));
}

/** Why a manifest is not that of the stage, as the end of a sentence. */
function faultOf(
  { text, manifest }: ReadManifest,
  stage: Stage,
  { used, origin }: { readonly used: ReadonlyMap<string, Known>; readonly origin: Origin },
): string | undefined {
  if (manifest.stage !== stage.ownName) return `is that of "${manifest.stage}"`;
  const difference = keyInputsDifference(manifest);
  if (difference !== undefined) return `names other inputs than its key: ${difference}`;
  const known = new Set([...used.values()].map((each) => each.manifest));
  const other = manifest.uses.find((use) => !known.has(use.manifest));
  if (other !== undefined) return `names another manifest of "${other.stage}" than is known here`;
  const { tree, opaque } = manifest;
  for (const [name, words] of Object.entries(origin.bridges ?? {}))
    if (
      !opaque.some(
        (input) => input.type === "bridge" && input.name === name && isDeepStrictEqual(wordsOf(input), words),
      )
    )
      return `does not say of "${name}" what the recipe here says: that it is a bridge`;
  return writeManifest({ ...origin, tree, opaque }) === text
    ? undefined
    : "tells its sources or local files otherwise than the recipe here";
}
