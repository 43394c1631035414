// Whether a manifest's opaque inputs are those that its stages hand down and its own inputs bring: none is lost on the way
// down from a seed, and none comes from nowhere. Pure.

import type { Sha256 } from "../bytes/sha256.ts";
import { contentOf, opaqueIdentity } from "../manifest/opaque.ts";
import type { Bridge, Manifest, OpaqueInput, UsedSource } from "../model/manifest.ts";

/** What is wrong, each as the end of a sentence about the manifest; `inherited` are those of all stages it uses. */
export function opaqueFaults(manifest: Manifest, inherited: readonly OpaqueInput[]): readonly string[] {
  const named = new Set(manifest.opaque.map(opaqueIdentity));
  const known = new Set(inherited.map(opaqueIdentity));
  const lost = inherited.filter((input) => !named.has(opaqueIdentity(input)));
  const stray = manifest.opaque.filter((input) => !known.has(opaqueIdentity(input)) && !brings(manifest, input));
  return [
    ...lost.map(({ name }) => `does not name the opaque "${name}" that its stages descend from`),
    ...stray.map(({ name }) => `names an opaque "${name}" that neither its stages nor its own inputs bring`),
  ];
}

/** Whether a stage's own inputs can bring an opaque one. That the seed is the key's is for keyInputsDifference. */
export function brings({ uses, sources, files, opaque }: Manifest, input: OpaqueInput): boolean {
  switch (input.type) {
    case "seed":
      return uses.length === 0 && opaque.filter(({ type }) => type === "seed").length === 1;
    case "bridge":
      return sources.some((source) => source.name === input.name && isSame(source, input));
    case "file":
      return (
        sources.some((source) =>
          source.type === "file" ? isFile(source, input) : input.name.startsWith(`${source.name}/`),
        ) || files.some(({ path, sha256 }) => isFile({ name: path, sha256 }, input))
      );
  }
}

function isFile({ name, sha256 }: { readonly name: string; readonly sha256: Sha256 }, input: OpaqueInput): boolean {
  return name === input.name && "sha256" in input && sha256 === input.sha256;
}

/** Whether the steps see the same bytes by both. */
function isSame(source: UsedSource, bridge: Bridge): boolean {
  const content = contentOf(bridge);
  if (source.type === "file") return "sha256" in content && content.sha256 === source.sha256;
  return "tree" in content && content.tree === (source.type === "tree" ? source.tree : source.unpacked.tree);
}
