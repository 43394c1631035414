// fromseed stage: what a built stage offers: programs, libraries, headers.

import { hasTree, stageStates, takenFrom } from "../../engine/stage-states.ts";
import { closure } from "../../graph/order.ts";
import { fail } from "../../model/failure.ts";
import type { Tree, TreeEntry } from "../../model/tree.ts";
import { count } from "../../report/event-words.ts";
import { harmless } from "../../report/harmless.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { sizeText } from "../../report/size-text.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { oneStage, stateParts } from "../targets.ts";
import { withStore } from "../home-store.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  return withStore(context, async (store) => {
    const states = await stageStates(stateParts(project, store), closure(project.stages, [target]));
    if (!states.ok) return reportFailures(context, states.failures);
    const state = states.value.get(target)!;
    if (!hasTree(state))
      return reportFailures(
        context,
        fail("not-built", `Cannot show stage "${target}": it is not built`, { hint: `run fromseed build ${target}` })
          .failures,
      );
    const tree = await store.tree(state.tree);
    if (!tree.ok) return reportFailures(context, tree.failures);
    const from = await takenFrom(store, state);
    const { recipe } = state.stage;
    const offers = offersOf(tree.value);
    if (context.json)
      context.write(
        jsonLine({
          stage: target,
          recipe: recipe.name,
          version: recipe.version,
          tree: state.tree,
          size: tree.value.size,
          ...(from === undefined ? {} : { takenFrom: from }),
          ...offers,
        }),
      );
    else {
      const lines = [
        `${target}  ${recipe.name} ${recipe.version}: ${recipe.about.trim()}`,
        `${state.tree}  ${sizeText(tree.value.size)}${from === undefined ? "" : `  taken from ${from}`}`,
        ...(["programs", "libraries", "headers", "others"] as const).flatMap((kind) => [
          `${kind}: ${offers[kind].length === 0 ? "none" : count(offers[kind].length, "file")}`,
          ...(kind === "others" ? [] : shortened(offers[kind])),
        ]),
      ];
      context.write(lines.map((line) => `${harmless(line)}\n`).join(""));
    }
    return EXIT.done;
  });
}

/** Paths of files and links by what they are for. */
type Offers = Readonly<Record<"programs" | "libraries" | "headers" | "others", readonly string[]>>;

function offersOf({ entries }: Tree): Offers {
  const kinds = Map.groupBy(
    entries.filter(({ type }) => type !== "directory"),
    kindOf,
  );
  const paths = (kind: keyof Offers): readonly string[] => (kinds.get(kind) ?? []).map(({ path }) => path);
  return {
    programs: paths("programs"),
    libraries: paths("libraries"),
    headers: paths("headers"),
    others: paths("others"),
  };
}

function kindOf(entry: TreeEntry): keyof Offers {
  const { path } = entry;
  if (/(^|\/)include\//.test(path) || /\.(h|hh|hpp|inc)$/.test(path)) return "headers";
  if (/\.(a|so(\.[0-9]+)*|o)$/.test(path)) return "libraries";
  const runs = entry.type === "link" || (entry.type === "file" && entry.executable);
  return runs && /(^|\/)(s?bin|libexec)\//.test(path) ? "programs" : "others";
}

/** The most paths of one kind that a person is shown. */
const FEW = 40;

function shortened(paths: readonly string[]): readonly string[] {
  const more = paths.length - FEW;
  return [...paths.slice(0, FEW).map((path) => `  ${path}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}
