// Taking a stage from others in place of building it: its manifest must be the one that a build here would write, as far
// as that can be known without one, and its tree the one that the manifest names. Must never take for built what was not:
// the account of it says from whom it was taken.

import { isDeepStrictEqual } from "node:util";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Key } from "../graph/key.ts";
import { keyInputsDifference } from "../graph/key-inputs.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { wordsOf } from "../manifest/opaque.ts";
import { parseManifest } from "../manifest/parse.ts";
import { writeManifest } from "../manifest/write.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import { writeListing } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { readAccount, takenText } from "./build-accounts.ts";
import { keyedStage } from "./build-stage.ts";
import { checkExpected } from "./expected.ts";
import { originDigest, type Origin } from "./manifest-of.ts";
import { latestText, readLatest, recordedBuild, recordText } from "./records.ts";
import type { Outcome } from "./run.ts";

/** For what is asked about a stage that is taken: that is not stopped halfway. */
const NEVER = new AbortController().signal;

/** A text on its way into the store. */
type Text = Parameters<Store["putTexts"]>[0][number];

/** What somebody gave. */
export interface Givers {
  /** In words, for the account: `/media/bob`. */
  readonly name: string;
  /** The texts of all manifests of a stage that are there. */
  readonly manifests: (stage: string) => readonly string[];
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

/** The text is that of the manifest that others gave, where the stage is not known here. */
export type Found = Known & { readonly text?: string };

/** Takes a stage's manifest, unless the stage is known here; no tree comes with it. */
export async function takeManifest(
  workshop: Workshop,
  stage: Stage,
  used: ReadonlyMap<string, Known>,
  givers: Givers,
): Promise<Result<Known>> {
  const found = await findStage(workshop, stage, used, givers);
  if (!found.ok) return found;
  const put = await workshop.store.putTexts(await takenTexts(workshop.store, stage.name, found.value, givers.name));
  const { text: _, ...known } = found.value;
  return put.ok ? succeed(known) : put;
}

/** What tells of a stage that `findStage` has found with others: its manifest, and from whom it was taken. */
async function takenTexts(
  store: Store,
  stage: string,
  { text, ...known }: Found,
  from: string,
): Promise<readonly Text[]> {
  if (text === undefined) return [];
  const account = await readAccount(store, known);
  return [
    { kind: "manifests", name: `${stage}.json`, content: text },
    ...(account === undefined ? [takenText(known, from)] : []),
  ];
}

/** Takes a stage that `findStage` has found, whose tree is in the store: all that tells of it, at once. */
export async function takeWhole(
  workshop: Workshop,
  stage: Stage,
  { found, used }: { readonly found: Found; readonly used: ReadonlyMap<string, Known> },
  givers: Givers,
): Promise<Result<void>> {
  const also = await takenTexts(workshop.store, stage.name, found, givers.name);
  return recordTaken(workshop, stage, { known: found, used }, also);
}

/** A stage as it is known, here or, with the text of its manifest, from others. Nothing is taken yet. */
export async function findStage(
  workshop: Workshop,
  stage: Stage,
  used: ReadonlyMap<string, Known>,
  givers: Givers,
): Promise<Result<Found>> {
  const keyed = await keyedStage(workshop, stage, { used }, NEVER);
  if (!keyed.ok) return keyed;
  const { key, origin } = keyed.value;
  const own = await knownHere(workshop, stage, key);
  if (own !== undefined) return succeed(own);
  const cannot = (found: string, hint: string) =>
    fail("manifest-missing", `Cannot take stage "${stage.name}": ${found}`, { hint });
  const texts = givers.manifests(stage.name);
  let refused: Result<never> | undefined;
  for (const text of texts) {
    const manifest = parseManifest(text, `${stage.name}.json`);
    if (!manifest.ok || manifest.value.key !== key.sha256) continue;
    const fault = faultOf(manifest.value, stage, { used, origin });
    // One that somebody laid beside must not hide another.
    if (fault !== undefined) {
      refused ??= cannot(`the manifest that was given ${fault}`, "is it the same checkout?");
      continue;
    }
    const { tree, opaque } = manifest.value;
    const expected = checkExpected(workshop, stage, tree.sha256);
    if (!expected.ok) {
      refused ??= expected;
      continue;
    }
    const known = { key: key.sha256, tree: tree.sha256, size: tree.size, manifest: sha256(text), opaque };
    return succeed({ ...known, how: "reused", here: false, text });
  }
  if (refused !== undefined) return refused;
  return texts.length === 0
    ? cannot(`there is no manifest of it in ${givers.name}`, givers.hint)
    : cannot("its manifests there are of other inputs", "is it the same checkout?");
}

/** Brings the tree of a stage whose manifest was taken. */
export async function takeTree(
  workshop: Workshop,
  stage: Stage,
  { known, used }: { readonly known: Known; readonly used: ReadonlyMap<string, Known> },
  givers: Givers,
): Promise<Result<Known>> {
  if (known.here) return succeed(known);
  if (!(await workshop.store.hasTree(known.tree))) {
    const brought = await givers.bring(workshop.store, stage.name, known.tree);
    if (!brought.ok) return brought;
  }
  const recorded = await recordTaken(workshop, stage, { known, used });
  return recorded.ok ? succeed({ ...known, here: true }) : recorded;
}

/** Writes what a build would have, but for what it took; and other texts with it. */
export async function recordTaken(
  workshop: Workshop,
  stage: Stage,
  { known, used }: { readonly known: Known; readonly used: ReadonlyMap<string, Known> },
  also: readonly Text[] = [],
): Promise<Result<void>> {
  const keyed = await keyedStage(workshop, stage, { used }, NEVER);
  if (!keyed.ok) return keyed;
  const { key, origin } = keyed.value;
  const cost = { milliseconds: 0, cpuMilliseconds: 0, peakMemory: 0 };
  const { store } = workshop;
  const { tree, size, manifest, opaque } = known;
  const listing = await store.tree(tree);
  if (!listing.ok) return listing;
  return store.putTexts([
    ...also,
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
  const text = await store.text("manifests", `${stage.name}.json`);
  const manifest = text.ok && text.value !== undefined ? parseManifest(text.value) : undefined;
  if (manifest?.ok !== true || manifest.value.key !== key.sha256 || manifest.value.tree.sha256 !== built.tree)
    return undefined;
  const { tree, opaque } = manifest.value;
  const digest = sha256(text.ok ? text.value! : "");
  return { key: key.sha256, tree: tree.sha256, size: tree.size, manifest: digest, opaque, how: "reused", here: true };
}

/** Of all that is known by name, the stages that one uses. */
export function usedBy(stage: Stage, found: ReadonlyMap<string, Known>): ReadonlyMap<string, Known> {
  return new Map(stage.uses.map((use) => [use.stage, found.get(use.stage)!]));
}

/** Why a manifest is not that of the stage, as the end of a sentence. */
function faultOf(
  manifest: Manifest,
  stage: Stage,
  { used, origin }: { readonly used: ReadonlyMap<string, Known>; readonly origin: Origin },
): string | undefined {
  if (manifest.stage !== stage.name) return `is that of "${manifest.stage}"`;
  const difference = keyInputsDifference(manifest);
  if (difference !== undefined) return `names other inputs than its key: ${difference}`;
  const other = manifest.uses.find((use) => used.get(use.stage)?.manifest !== use.manifest);
  if (other !== undefined) return `names another manifest of "${other.stage}" than is known here`;
  const { tree, opaque } = manifest;
  for (const [name, words] of Object.entries(origin.bridges ?? {}))
    if (
      !opaque.some(
        (input) => input.type === "bridge" && input.name === name && isDeepStrictEqual(wordsOf(input), words),
      )
    )
      return `does not say of "${name}" what the recipe here says: that it is a bridge`;
  return writeManifest({ ...origin, tree, opaque }) === writeManifest(manifest)
    ? undefined
    : "tells its sources or local files otherwise than the recipe here";
}
