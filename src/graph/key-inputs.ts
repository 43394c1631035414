// What a key's text says of a stage's inputs, held against what its manifest says of them. Pure.
// Must never take one for the other: a manifest is signed whole, and a reader sees only one of the two.

import { canonicalJson } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import type { Manifest } from "../model/manifest.ts";

/** The first line on which the two differ, as it should be by one of them; undefined when they agree. */
export function keyInputsDifference(manifest: Manifest): string | undefined {
  const key = manifest.keyText
    .split("\n")
    .filter((line) => /^(architecture|contract|use|source|file|seed) /.test(line))
    .map(withoutMode);
  const seeds = key.filter((line) => line.startsWith("seed "));
  const told = [
    `architecture ${manifest.architecture}`,
    `contract ${manifest.contract}`,
    ...manifest.uses.map((use) => `use ${use.stage} ${use.tree}`),
    ...manifest.sources.map((source) =>
      source.tree === undefined
        ? `source ${source.name} file ${canonicalJson(source.file)} ${source.sha256}`
        : `source ${source.name} tree ${source.tree}`,
    ),
    ...manifest.files.map((file) => `file ${file.sha256} ${canonicalJson(file.path)}`),
    // A manifest names the seed among the opaque inputs, without its path.
    ...seeds.filter((line) => manifest.opaque.some((each) => line.startsWith(`seed ${each.sha256} `))),
  ].sort(byBytes);
  const lines = key.sort(byBytes);
  return lines.find((line, i) => line !== told[i]) ?? told[lines.length];
}

/** A manifest does not say whether a local file is executable. */
function withoutMode(line: string): string {
  return line.replace(/^file (644|755) /, "file ");
}
