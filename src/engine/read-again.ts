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
  const sources = await readSourcesAgain(
    store,
    [
      ...stage.recipe.sources.map(({ name, sha256, unpack }) =>
        unpack === undefined ? { name, file: sha256 } : { name, tree: unpack.tree },
      ),
      ...(stage.recipe.own === undefined ? [] : [stage.recipe.own]),
    ],
    signal,
  );
  const failures = [used, sources].flatMap((read) => (read.ok ? [] : read.failures));
  return failures.length === 0 ? succeed(undefined) : { ok: false, failures };
}

/** Reads sources, by what the steps see of them, as far as they are in the store. */
export async function readSourcesAgain(
  store: Store,
  sources: readonly ({ readonly name: string } & ({ readonly file: Sha256 } | { readonly tree: Sha256 }))[],
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const failures: Failure[] = [];
  const read = new Set<Sha256>();
  for (const source of sources) {
    const digest = "tree" in source ? source.tree : source.file;
    if (read.has(digest)) continue;
    read.add(digest);
    if (!("tree" in source ? await store.hasTree(digest) : await store.hasBlob(digest))) continue;
    const whole = "tree" in source ? await store.checkTree(digest, signal) : await store.checkBlob(digest);
    if (!whole.ok) failures.push(...whole.failures.map((failure) => of(`source "${source.name}"`, failure)));
  }
  return failures.length === 0 ? succeed(undefined) : { ok: false, failures };
}

/** The failure with what it is about, which the store does not know. */
function of(what: string, failure: Failure): Failure {
  return { ...failure, details: [`it is that of ${what}`, ...(failure.details ?? [])] };
}
