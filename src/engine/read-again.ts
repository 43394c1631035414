// What a claim rests on, read again from the store: a tree or a source that was changed there must not be signed over,
// nor be what a reproduction is made from. Must never trust what was read before.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Workshop } from "../inputs/workshop.ts";
import type { Failure, Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";

/** Reads the trees of stages; those of which nothing is in the store are failures too. */
export async function readTreesAgain(
  store: Store,
  trees: readonly { readonly stage: string; readonly tree: Sha256 }[],
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const failures: Failure[] = [];
  const read = new Set<Sha256>();
  for (const { stage, tree } of trees) {
    if (read.has(tree)) continue;
    read.add(tree);
    const whole = await store.checkTree(tree, signal);
    if (!whole.ok) failures.push(...whole.failures.map((failure) => of(`stage "${stage}"`, failure)));
  }
  return failures.length === 0 ? succeed(undefined) : { ok: false, failures };
}

/** Reads all that a stage is built from, as far as it is in the store: what is not is still to be fetched. */
export async function readInputsAgain(
  { store }: Pick<Workshop, "store">,
  stage: Stage,
  uses: ReadonlyMap<string, Sha256>,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const used = await readTreesAgain(
    store,
    [...uses].map(([name, tree]) => ({ stage: name, tree })),
    signal,
  );
  const failures: Failure[] = used.ok ? [] : [...used.failures];
  for (const { name, sha256, unpack } of stage.recipe.sources) {
    const tree = unpack?.tree;
    if (tree !== undefined ? !(await store.hasTree(tree)) : !(await store.hasBlob(sha256))) continue;
    const whole = tree !== undefined ? await store.checkTree(tree, signal) : await store.checkBlob(sha256);
    if (!whole.ok) failures.push(...whole.failures.map((failure) => of(`source "${name}"`, failure)));
  }
  return failures.length === 0 ? succeed(undefined) : { ok: false, failures };
}

/** The failure with what it is about, which the store does not know. */
function of(what: string, failure: Failure): Failure {
  return { ...failure, details: [`it is that of ${what}`, ...(failure.details ?? [])] };
}
