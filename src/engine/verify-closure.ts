// A stage's manifest, followed down to the seed: every manifest that it descends from must be there, be canonical, agree
// with the others, and describe a tree that the store holds, if there is one. Must never take a manifest's word for what
// another one says.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { keyInputsDifference } from "../graph/key-inputs.ts";
import { parseClosureManifest, writeClosureManifest } from "../manifest/closure.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { ClosedStage, UsedSource } from "../model/manifest.ts";
import { closureManifestOf } from "./closure-manifest.ts";
import type { ManifestSource, ReadManifest, WantedManifest } from "./manifest-source.ts";
import { opaqueFaults } from "./opaque-faults.ts";
import { writeListing } from "../store/listing.ts";

export interface VerifiedManifest extends ReadManifest {
  readonly stage: string;
}

export interface VerifiedClosure {
  readonly target: VerifiedManifest;
  /** All that the target descends from, itself among them, in the order of the closure manifest. */
  readonly manifests: readonly VerifiedManifest[];
  /** The text of the closure manifest, which follows from the others. */
  readonly text: string;
  /** Stages that this home took from others. What their manifests say of sources was not checked against files. */
  readonly taken: readonly string[];
}

/** The trees that projects pin for stages of a name; several only where several projects have stages of that name. */
export type PinnedTrees = ReadonlyMap<string, readonly Sha256[]>;

/**
 * `target` is by what the project that is worked in calls it, `expected` by what each stage's own does. Every failure is
 * found, not only the first.
 */
export async function verifyClosure(
  source: ManifestSource,
  target: string,
  expected: PinnedTrees,
): Promise<Result<VerifiedClosure>> {
  const failures: Failure[] = [];
  const wrong = (found: string, more: Partial<Failure> = {}): void => {
    const message = `Cannot verify "${target}": ${found}`;
    failures.push({ kind: "failure", code: "manifest-mismatch", message, ...more });
  };
  const hint = source.hint(target);

  const found = new Map<Sha256, VerifiedManifest>();
  const seen = new Set<Sha256>();
  const taken: string[] = [];
  let top: VerifiedManifest | undefined;
  const claimed = source.closure(target);
  const parsed = claimed === undefined ? undefined : parseClosureManifest(claimed, `${target}.closure.json`);
  if (parsed?.ok === false) return parsed;
  const ownName = source.ownName(target);
  const wanted: (WantedManifest & { readonly by?: string })[] = [
    // Of several people's manifests of the target, the one that the closure names.
    {
      stage: ownName,
      target,
      ...(parsed?.value.target === ownName ? { digest: parsed.value.manifest, by: `${target}.closure.json` } : {}),
    },
  ];
  for (const { by, ...asked } of wanted) {
    const { stage, digest } = asked;
    if (digest !== undefined && seen.has(digest)) continue;
    if (digest !== undefined) seen.add(digest);
    const read = await source.manifest(asked);
    if (!read.ok) failures.push(...read.failures);
    else if (read.value === undefined)
      wrong(`there is no manifest of ${by === undefined ? "it" : `"${stage}"`}`, { code: "manifest-missing", hint });
    else if (digest !== undefined && read.value.sha256 !== digest)
      wrong(`the manifest of "${stage}" is ${read.value.sha256}, not the ${digest} that "${by}" uses`, { hint });
    else {
      const own = { stage, ...read.value };
      top ??= own;
      found.set(own.sha256, own);
      for (const use of own.manifest.uses) wanted.push({ stage: use.stage, digest: use.manifest, by: stage });
    }
  }
  for (const own of found.values()) {
    for (const fault of manifestFaults(own, found, expected)) wrong(`the manifest of "${own.stage}" ${fault}`);
    const { sha256: tree, size } = own.manifest.tree;
    const stored = await source.treeSize?.(tree);
    if (stored?.ok === false) failures.push(...stored.failures);
    else if (stored !== undefined && stored.value !== size)
      wrong(`the manifest of "${own.stage}" says its tree has ${size} bytes, the stored one has ${stored.value}`);
    if ((await source.taken?.({ key: own.manifest.key, tree })) === true) {
      taken.push(own.stage);
      continue;
    }
    for (const used of own.manifest.sources) {
      const fault = await linkFault(source.link, used);
      if (fault !== undefined)
        wrong(`the manifest of "${own.stage}" ${fault}`, { hint: `run fromseed fetch ${own.stage}` });
    }
  }
  if (failures.length > 0 || top === undefined) return { ok: false, failures };

  const stages = [...found.values()].map(closed);
  const closure = closureManifestOf(closed(top), stages);
  const text = writeClosureManifest(closure);
  if (parsed !== undefined && claimed !== text) {
    const stray = parsed.value.stages.find((each) => !found.has(each.manifest));
    wrong(
      stray === undefined
        ? "its closure manifest does not name what its manifests do"
        : `its closure names a manifest ${stray.manifest} of "${stray.stage}", from which it does not descend`,
    );
    return { ok: false, failures };
  }
  return {
    ok: true,
    value: { target: top, manifests: closure.stages.map(({ manifest }) => found.get(manifest)!), text, taken },
  };
}

/** Why a manifest's word on a source cannot be signed for here, as the end of a sentence. */
export async function linkFault(link: ManifestSource["link"], used: UsedSource): Promise<string | undefined> {
  if (link === undefined || used.type === "tree") return undefined;
  const { name, sha256: digest, size } = used;
  const told = { sha256: digest, size, ...(used.type === "archive" ? { unpacked: used.unpacked } : {}) };
  const known = await link(told);
  if (known === undefined) return `names a source "${name}" that was never had here as it says: ${digest}`;
  return known.unpacked?.tree === told.unpacked?.tree
    ? undefined
    : `says that its source "${name}" unpacks to ${told.unpacked?.tree}, and here it unpacked to ${known.unpacked?.tree}`;
}

const closed = ({ stage, sha256: manifest, manifest: { key, tree } }: VerifiedManifest): ClosedStage => ({
  stage,
  key,
  tree: tree.sha256,
  manifest,
});

/** What a manifest says that cannot be, by itself or beside those it uses: each as the end of a sentence. */
function manifestFaults(
  { stage, manifest }: VerifiedManifest,
  found: ReadonlyMap<Sha256, VerifiedManifest>,
  expected: PinnedTrees,
): readonly string[] {
  const faults: string[] = [];
  const { tree, key, keyText, uses } = manifest;
  if (manifest.stage !== stage) faults.push(`is that of "${manifest.stage}"`);
  if (sha256(keyText) !== key) faults.push(`does not hold the key ${key}`);
  const pinned = expected.get(stage) ?? [];
  if (pinned.length > 0 && !pinned.includes(tree.sha256))
    faults.push(`says its tree is ${tree.sha256}, stages/expected.sha256 has ${pinned.join(" and ")}`);
  if (sha256(writeListing(tree.entries)) !== tree.sha256)
    faults.push(`lists entries that are not those of its tree ${tree.sha256}`);
  const difference = keyInputsDifference(manifest);
  if (difference !== undefined) faults.push(`names other inputs than its key: ${difference}`);
  for (const use of uses) {
    const used = found.get(use.manifest)?.manifest.tree.sha256;
    if (used !== undefined && used !== use.tree)
      faults.push(`uses the tree ${use.tree} of "${use.stage}", whose manifest says ${used}`);
  }
  const inherited = uses.flatMap((use) => found.get(use.manifest)?.manifest.opaque ?? []);
  return [...faults, ...opaqueFaults(manifest, inherited)];
}
