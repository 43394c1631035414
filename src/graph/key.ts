// The stage key: everything that can change a stage's output, as one canonical text (KEY.md). Its digest finds an
// earlier build. Must never hold what a fact of key-walk.ts does not tell.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { namedSources, type Recipe, type Source, type Stage } from "../model/recipe.ts";
import { sourceLink } from "../model/source-link.ts";
import { KeyText } from "./key-text.ts";
import { walkKey, type KeyContent, type KeyedInputs, type KeyedSource } from "./key-walk.ts";

/** What the key needs to know beside the stage itself. */
export interface KeyInputs
  extends Pick<KeyedInputs, "architecture" | "contract" | "files">,
    Pick<KeyContent, "environment"> {
  /** Output tree of each used stage, by what the project that is worked in calls it. */
  readonly uses: ReadonlyMap<string, Sha256>;
}

export interface Key {
  readonly sha256: Sha256;
  readonly text: string;
}

/** Writes a stage's key text and digests it. */
export function stageKey(stage: Stage, inputs: KeyInputs): Key {
  const { text, sha256 } = written(keyContent(stage, inputs));
  return { text, sha256 };
}

function written(content: KeyContent): KeyText {
  const writer = new KeyText();
  walkKey(content, writer);
  return writer;
}

function keyContent(stage: Stage, { architecture, contract, environment, uses, files }: KeyInputs): KeyContent {
  const { recipe } = stage;
  const { build } = recipe;
  const used = stage.uses.map(({ stage: name, ownName }) => {
    const tree = uses.get(name);
    if (tree === undefined)
      throw new Error(`our bug: the key of "${stage.name}" was asked for before "${name}" was built`);
    return { stage: ownName, tree };
  });
  return {
    inputs: {
      architecture,
      contract,
      uses: used,
      sources: [...recipe.sources.map(keyedSource), ...ownSource(recipe)],
      files,
      ...(build.type === "seed" ? { seed: build.sha256 } : {}),
    },
    ...(build.type === "seed" ? { path: build.path } : {}),
    crates: namedSources(recipe).flatMap(({ name, crates }) =>
      crates === undefined
        ? []
        : [{ lock: `${name}/${crates.lock}`, without: crates.without.map(({ path }) => path).sort(byBytes) }],
    ),
    environment,
    proc: recipe.proc,
    parallel: recipe.parallel,
    steps: build.type === "steps" ? build.steps : [],
    checks: recipe.checks,
    outputs: recipe.outputs.map(({ path }) => path),
  };
}

function ownSource({ own }: Recipe): readonly KeyedSource[] {
  return own === undefined ? [] : [{ name: own.name, type: "tree", tree: own.tree }];
}

function keyedSource(source: Source): KeyedSource {
  const { name, sha256, unpack, locked } = source;
  if (locked !== undefined) {
    const { tree: _, ...unpacking } = sourceLink(source, locked.unpacker).unpacked!;
    return { name, type: "archive", sha256, unpacking };
  }
  return unpack === undefined ? { name, type: "file", sha256 } : { name, type: "tree", tree: unpack.tree };
}
