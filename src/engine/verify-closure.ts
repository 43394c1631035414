// A target's closure manifest, followed down to the seed: every manifest it names must be there, be canonical, agree
// with the others, and describe a tree that the store holds. Must never take a manifest's word for what another one
// says.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { keyInputsDifference } from "../graph/key-inputs.ts";
import { parseClosureManifest } from "../manifest/closure.ts";
import { parseManifest } from "../manifest/parse.ts";
import type { Failure, Result } from "../model/failure.ts";
import { fail } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import { opaqueFaults } from "./opaque-faults.ts";
import { writeListing } from "../store/listing.ts";
import type { Store } from "../store/store.ts";

export interface VerifiedClosure {
  /** The manifests' own bytes, by stage. */
  readonly manifests: ReadonlyMap<string, { readonly text: string; readonly manifest: Manifest }>;
  readonly text: string;
}

/**
 * Follows `<target>.closure.json`. `expected` are the digests that the project pins. Every failure is found, not only
 * the first.
 */
export async function verifyClosure(
  store: Store,
  target: string,
  expected: ReadonlyMap<string, Sha256>,
): Promise<Result<VerifiedClosure>> {
  const text = await store.text("manifests", `${target}.closure.json`);
  if (!text.ok) return text;
  if (text.value === undefined)
    return fail("manifest-missing", `Cannot verify "${target}": there is no closure manifest of it`, {
      hint: `run fromseed build ${target}`,
    });
  const closure = parseClosureManifest(text.value, `${target}.closure.json`);
  if (!closure.ok) return closure;
  if (closure.value.target !== target)
    return fail(
      "manifest-mismatch",
      `Cannot verify "${target}": its closure manifest is that of "${closure.value.target}"`,
    );

  const failures: Failure[] = [];
  const wrong = (message: string, hint?: string): void =>
    void failures.push({
      kind: "failure",
      code: "manifest-mismatch",
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  const manifests = new Map<string, { readonly text: string; readonly manifest: Manifest }>();
  for (const named of closure.value.stages) {
    const own = await store.text("manifests", `${named.stage}.json`);
    if (!own.ok) failures.push(...own.failures);
    if (!own.ok || own.value === undefined) {
      if (own.ok)
        wrong(`Cannot verify "${target}": the manifest of "${named.stage}" is gone`, `run fromseed build ${target}`);
      continue;
    }
    if (sha256(own.value) !== named.manifest) {
      wrong(
        `Cannot verify "${target}": the manifest of "${named.stage}" is ${sha256(own.value)}, the closure names ${named.manifest}`,
        `the stage was built anew since: run fromseed build ${target}`,
      );
      continue;
    }
    const manifest = parseManifest(own.value, `${named.stage}.json`);
    if (!manifest.ok) failures.push(...manifest.failures);
    else manifests.set(named.stage, { text: own.value, manifest: manifest.value });
  }
  for (const named of closure.value.stages) {
    const manifest = manifests.get(named.stage)?.manifest;
    if (manifest === undefined) continue;
    const what = `Cannot verify "${target}": the manifest of "${named.stage}"`;
    if (manifest.stage !== named.stage) wrong(`${what} is that of "${manifest.stage}"`);
    if (manifest.key !== named.key || sha256(manifest.keyText) !== manifest.key)
      wrong(`${what} does not hold the key ${named.key}`);
    if (manifest.tree.sha256 !== named.tree)
      wrong(`${what} says its tree is ${manifest.tree.sha256}, the closure ${named.tree}`);
    const pinned = expected.get(named.stage);
    if (pinned !== undefined && pinned !== named.tree)
      wrong(`${what} says its tree is ${named.tree}, stages/expected.sha256 wants ${pinned}`);
    if (sha256(writeListing(manifest.tree.entries)) !== manifest.tree.sha256)
      wrong(`${what} lists entries that are not those of its tree ${manifest.tree.sha256}`);
    const difference = keyInputsDifference(manifest);
    if (difference !== undefined) wrong(`${what} names other inputs than its key: ${difference}`);
    const stored = await store.tree(named.tree);
    if (!stored.ok) failures.push(...stored.failures);
    else if (stored.value.size !== manifest.tree.size)
      wrong(`${what} says its tree has ${manifest.tree.size} bytes, the stored one has ${stored.value.size}`);
    for (const use of manifest.uses) {
      const used = closure.value.stages.find((each) => each.manifest === use.manifest);
      if (used === undefined || used.stage !== use.stage || used.tree !== use.tree)
        wrong(`${what} uses a "${use.stage}" that is not the closure's`);
    }
    const inherited = manifest.uses.flatMap((use) => manifests.get(use.stage)?.manifest.opaque ?? []);
    for (const fault of opaqueFaults(manifest, inherited)) wrong(`${what} ${fault}`);
  }
  const reached = reachedFrom(target, manifests);
  const stray = manifests.keys().find((stage) => !reached.has(stage));
  if (failures.length === 0 && stray !== undefined)
    wrong(`Cannot verify "${target}": its closure names "${stray}", which it does not descend from`);
  return failures.length === 0 ? { ok: true, value: { manifests, text: text.value } } : { ok: false, failures };
}

/** The stages that a target descends from, itself among them. */
function reachedFrom(target: string, manifests: VerifiedClosure["manifests"]): ReadonlySet<string> {
  const reached = new Set([target]);
  for (const stage of reached) for (const use of manifests.get(stage)?.manifest.uses ?? []) reached.add(use.stage);
  return reached;
}
