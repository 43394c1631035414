// What may not be in a manifest, whoever wrote it: checked before one is written and after one is read.
// Must never look outside the manifest itself: whether a digest is true is for the store and the signatures to say.

import { sha256 } from "../bytes/sha256.ts";
import type { ClosureManifest, Manifest } from "../model/manifest.ts";
import { inputFault } from "./input-fault.ts";
import { first, lineFault, nameFault, numberFault, orderFault } from "./rules.ts";
import { treeFault } from "./tree-fault.ts";

/** The first thing wrong with a manifest, as the end of a sentence; undefined when nothing is. */
export function manifestFault(manifest: Manifest): string | undefined {
  return (
    nameFault("stage", manifest.stage) ??
    lineFault("the recipe's name", manifest.recipe.name) ??
    lineFault("the recipe's version", manifest.recipe.version) ??
    lineFault("the architecture", manifest.architecture) ??
    numberFault("the sandbox contract", manifest.contract) ??
    (sha256(manifest.keyText) === manifest.key
      ? undefined
      : `the key is ${manifest.key}, but its text has the digest ${sha256(manifest.keyText)}`) ??
    treeFault(manifest.tree) ??
    inputFault(manifest)
  );
}

/** The first thing wrong with a closure manifest, as the end of a sentence; undefined when nothing is. */
export function closureFault(closure: ClosureManifest): string | undefined {
  const target = closure.stages.find((each) => each.manifest === closure.manifest);
  const is = (what: string, own: string, other: string | undefined): string | undefined =>
    own === other ? undefined : `the target's ${what} is ${own}, but its stage has ${other}`;
  return (
    first(closure.stages, (each) => nameFault("stage", each.stage)) ??
    orderFault(
      "stages",
      closure.stages.map(({ stage, manifest }) => `${stage}\0${manifest}`),
    ) ??
    (target === undefined
      ? `the target's manifest ${closure.manifest} is not among the stages`
      : (is("name", closure.target, target.stage) ?? is("tree", closure.tree, target.tree)))
  );
}
