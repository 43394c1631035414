// Building a stage that was taken, to say whether it comes out the same: from the inputs that others gave, each read again.
// Must never let another tree take the place of what was taken: it is kept beside, with a manifest of its own, so that
// it can be attested whatever others say.

import type { Sha256 } from "../bytes/sha256.ts";
import { opaqueFiles, opaqueInSources } from "../inputs/opaque-inputs.ts";
import { obtainingFor } from "../inputs/stage-obtaining.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { succeed, type Result } from "../model/failure.ts";
import { builtText } from "./build-accounts.ts";
import { manifestOf } from "./manifest-of.ts";
import { readInputsAgain } from "./read-again.ts";
import { recordTaken, type Found } from "./take-stage.ts";

export type Rebuilt =
  | { readonly type: "same"; readonly known: Found }
  /** The text of the manifest that goes with what came out here. */
  | { readonly type: "other"; readonly tree: Sha256; readonly manifest: string };

/** Builds a stage whose manifest was taken, whatever is here of it already. The account of the build is kept either way. */
export async function rebuildTaken(
  workshop: Workshop,
  { known, used }: { readonly known: Found; readonly used: ReadonlyMap<string, Found> },
  signal: AbortSignal,
): Promise<Result<Rebuilt>> {
  const { store, witness } = workshop;
  // As it was taken: what changed meanwhile is found when the inputs are gathered, and is no build of this key.
  const { stage, files, uses, origin } = known.keyed;
  const whole = await readInputsAgain(workshop, stage, uses, signal);
  if (!whole.ok) return whole;
  const brought = await opaqueFiles(stage.recipe.root, files);
  if (!brought.ok) return brought;
  const { buildTree } = await import("./build-tree.ts");
  const built = await buildTree(workshop, { stage, files, uses }, signal);
  if (!built.ok) return built;
  const { left, tree } = built.value;
  const made = { key: known.key, tree: tree.sha256, ...(left === undefined ? {} : { left }) };
  const put = await store.putTexts([await builtText(store, made, witness)]);
  if (!put.ok) return put;
  if (tree.sha256 === known.tree) {
    const recorded = await recordTaken(store, known.keyed, known);
    return recorded.ok ? succeed({ type: "same", known: { ...known, here: true } }) : recorded;
  }
  const own = await opaqueInSources(obtainingFor(workshop, stage.name, signal), stage);
  if (!own.ok) return own;
  const inherited = [...used.values()].flatMap(({ opaque }) => opaque);
  const { text } = manifestOf(origin, stage, [...inherited, ...brought.value, ...own.value], tree);
  return succeed({ type: "other", tree: tree.sha256, manifest: text });
}
