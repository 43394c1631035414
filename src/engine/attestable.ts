// A closure that may be attested: its manifests hold together down to the seed, and what was built here is still as it
// was. A tree other than the pinned one is no fault here: whoever got one must be able to say so.

import type { Failure, Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import type { UsedSource } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import { readManifest, storedManifests, type ManifestSource } from "./manifest-source.ts";
import { accountsOf, type Accounted } from "./observe.ts";
import { readSourcesAgain, readTreesAgain } from "./read-again.ts";
import { linkFault, verifyClosure, type VerifiedClosure } from "./verify-closure.ts";

export interface Attestable {
  readonly closure: VerifiedClosure;
  readonly accounts: readonly Accounted[];
}

/** `stages` are the project's; `own` is the text of the target's manifest, where it is not the stored one. */
export async function attestable(
  store: Store,
  stages: ReadonlyMap<string, Stage>,
  target: string,
  { signal, own: text }: { readonly signal: AbortSignal; readonly own?: string | undefined },
): Promise<Result<Attestable>> {
  const { manifest: stored, ownName, closure: claimed, hint, link } = storedManifests(store, stages);
  const manifest: ManifestSource["manifest"] = async (wanted) =>
    wanted.target !== undefined && text !== undefined ? readManifest(text, `${wanted.stage}.json`) : stored(wanted);
  const closure = await verifyClosure({ manifest, ownName, closure: claimed, hint }, target, new Map());
  if (!closure.ok) return closure;
  const accounts = await accountsOf(store, closure.value);
  const built = accounts.filter(({ account }) => account?.type === "built").map(({ own }) => own);
  const failures: Failure[] = [];
  for (const own of built)
    for (const used of own.manifest.sources) {
      const fault = await linkFault(link, used);
      if (fault !== undefined)
        failures.push({
          kind: "failure",
          code: "manifest-mismatch",
          message: `Cannot attest "${target}": the manifest of "${own.stage}" ${fault}`,
          hint: `run fromseed fetch ${own.stage}`,
        });
    }
  if (failures.length > 0) return { ok: false, failures };
  const trees = built.map(({ stage, manifest: { tree } }) => ({ stage, tree: tree.sha256 }));
  const whole = await readTreesAgain(store, trees, signal);
  if (!whole.ok) return whole;
  const sources = built.flatMap((own) => own.manifest.sources.map(seenOf));
  const unchanged = await readSourcesAgain(store, sources, signal);
  return unchanged.ok ? succeed({ closure: closure.value, accounts }) : unchanged;
}

/** What the steps saw of a source. */
export function seenOf(source: UsedSource) {
  const { name } = source;
  if (source.type === "file") return { name, file: source.sha256 };
  return { name, tree: source.type === "tree" ? source.tree : source.unpacked.tree };
}
