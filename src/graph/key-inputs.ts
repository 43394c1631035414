// What a key says of a stage's inputs, held against what its manifest says of them: the same walk over both. Pure.
// Must never take one for the other: a manifest is signed whole, and a reader sees only one of the two.

import type { Manifest, UsedSource } from "../model/manifest.ts";
import { KeyText } from "./key-text.ts";
import { KEY_VERSION, walkInputs, type KeyedInputs, type KeyedSource } from "./key-walk.ts";
import { replayKey } from "./read-key.ts";

/** The first fact on which the two differ, as it should be by one of them; undefined when they agree. */
export function keyInputsDifference(manifest: Manifest): string | undefined {
  const told = new KeyText();
  if (!replayKey(manifest.keyText, { fact: () => undefined })) return `fromseed-key ${KEY_VERSION}`;
  walkInputs(keyedInputs(manifest), told);
  // A key has its facts in one order, and the last one of the inputs once: so no more inputs follow.
  if (manifest.keyText.startsWith(told.text)) return undefined;
  const key = manifest.keyText.split("\n");
  const lines = told.text.split("\n");
  const at = lines.findIndex((line, index) => line !== key[index]);
  const line = lines.includes(key[at] ?? "") ? lines[at]! : key[at]!;
  return line.replace("\t", " ");
}

function keyedInputs({ architecture, contract, uses, sources, files, opaque }: Manifest): KeyedInputs {
  // The seed uses nothing, and only what descends from it names it beside used stages.
  const seed = uses.length > 0 ? undefined : opaque.find((each) => each.type === "seed");
  return {
    architecture,
    contract,
    uses,
    sources: sources.map(keyedSource),
    files,
    ...(seed?.type === "seed" ? { seed: seed.sha256 } : {}),
  };
}

/** The tree of an archive is pinned by its recipe, so that it is keyed, unless a lock file names the archive alone. */
function keyedSource(source: UsedSource): KeyedSource {
  const { name } = source;
  if (source.type === "file") return { name, type: "file", sha256: source.sha256 };
  if (source.type === "tree") return { name, type: "tree", tree: source.tree };
  const { tree, ...unpacking } = source.unpacked;
  return source.lock === undefined
    ? { name, type: "tree", tree }
    : { name, type: "archive", sha256: source.sha256, unpacking };
}
