// The stage key: everything that can change a stage's output, as one canonical text (KEY.md). Its digest finds an
// earlier build, its lines explain a rebuild: one text for both, so that the explanation cannot drift from the key.
// Must never hold what cannot change the output: mirrors, comments, limits, job count, a path of the host, a name of a
// step.

import { canonicalJson } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Stage } from "../model/recipe.ts";

export const KEY_VERSION = 1;

/** What the key needs to know beside the stage itself. */
export interface KeyInputs {
  readonly architecture: string;
  /** Version of the sandbox contract. */
  readonly contract: number;
  /** The whole environment of the steps, but for what tells the number of jobs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Output tree of each used stage, by stage name. */
  readonly uses: ReadonlyMap<string, Sha256>;
  /** Local files with their content digests. */
  readonly files: readonly { readonly path: string; readonly executable: boolean; readonly sha256: Sha256 }[];
}

export interface Key {
  readonly sha256: Sha256;
  readonly text: string;
}

/** Writes a stage's key text and digests it. */
export function stageKey(stage: Stage, inputs: KeyInputs): Key {
  const recipe = stage.recipe;
  const lines = [`fromseed-key ${KEY_VERSION}`, `architecture ${inputs.architecture}`, `contract ${inputs.contract}`];
  for (const name of Object.keys(inputs.environment).sort(byBytes))
    lines.push(`environment ${name} ${canonicalJson(inputs.environment[name]!)}`);
  if (recipe.proc) lines.push("proc");
  if (recipe.parallel) lines.push("parallel");
  for (const use of stage.uses.map((each) => each.stage).sort(byBytes)) {
    const tree = inputs.uses.get(use);
    if (tree === undefined)
      throw new Error(`our bug: the key of "${stage.name}" was asked for before "${use}" was built`);
    lines.push(`use ${use} ${tree}`);
  }
  for (const source of [...recipe.sources].sort((a, b) => byBytes(a.name, b.name))) {
    lines.push(
      source.unpack === undefined
        ? `source ${source.name} file ${canonicalJson(source.file)} ${source.sha256}`
        : `source ${source.name} tree ${source.unpack.tree}`,
    );
  }
  for (const file of [...inputs.files].sort((a, b) => byBytes(a.path, b.path))) {
    lines.push(`file ${file.executable ? "755" : "644"} ${file.sha256} ${canonicalJson(file.path)}`);
  }
  if (recipe.build.type === "seed") lines.push(`seed ${recipe.build.sha256} ${canonicalJson(recipe.build.path)}`);
  else
    for (const step of recipe.build.steps)
      lines.push(`step ${canonicalJson(step.directory)} ${canonicalJson(step.argv)}`);
  for (const step of recipe.checks) lines.push(`check ${canonicalJson(step.directory)} ${canonicalJson(step.argv)}`);
  for (const { path } of recipe.outputs) lines.push(`output ${canonicalJson(path)}`);
  const text = lines.join("\n") + "\n";
  return { sha256: sha256(text), text };
}
