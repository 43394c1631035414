// What would happen to each stage if it were built now, found without building anything.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Key } from "../graph/key.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Workshop } from "../inputs/workshop.ts";
import { keyOf } from "./build-stage.ts";
import { readLocalFiles, type LocalFile } from "../inputs/local-files.ts";
import { knownStage } from "../inputs/locked-crates.ts";
import type { Store } from "../store/store.ts";
import { readAccount } from "./build-accounts.ts";
import { readLatest, recordedBuild, type Latest } from "./records.ts";

export type StageState =
  /** The key is known, and its tree is in the store and is the expected one, if one is expected. */
  | {
      readonly type: "built";
      readonly stage: Stage;
      readonly key: Key;
      readonly files: readonly LocalFile[];
      readonly tree: Sha256;
      readonly latest: Latest | undefined;
    }
  /** It was built to another tree than stages/expected.sha256 pins, so that no other stage may use it. */
  | {
      readonly type: "refused";
      readonly stage: Stage;
      readonly key: Key;
      readonly files: readonly LocalFile[];
      readonly tree: Sha256;
      readonly pinned: Sha256;
      readonly latest: Latest | undefined;
    }
  /** It was built with another key, or its tree is gone. */
  | {
      readonly type: "stale";
      readonly stage: Stage;
      readonly key: Key;
      readonly files: readonly LocalFile[];
      readonly latest: Latest;
    }
  /** It was never built here. */
  | {
      readonly type: "new";
      readonly stage: Stage;
      readonly key: Key;
      readonly files: readonly LocalFile[];
      readonly latest: undefined;
    }
  /** Its key cannot be known before these stages are built. */
  | {
      readonly type: "waits";
      readonly stage: Stage;
      readonly for: readonly string[];
      readonly latest: Latest | undefined;
    };

/** Whether there is a tree of the stage as it is now, be it accepted or not. */
export function hasTree(state: StageState): state is Extract<StageState, { readonly tree: Sha256 }> {
  return state.type === "built" || state.type === "refused";
}

/** From whom the stage was taken whose tree is here, in the taker's words; undefined when it was not taken. */
export async function takenFrom(store: Store, state: StageState): Promise<string | undefined> {
  const account = hasTree(state) ? await readAccount(store, { key: state.key.sha256, tree: state.tree }) : undefined;
  return account?.type === "taken" ? account.from : undefined;
}

/**
 * The state in a word. A tree that is here is stale all the same while a source that its recipe pins is unproven: a
 * build obtains that first, and may find that it is another.
 */
export function stateWord(state: StageState, unproven: readonly unknown[]): StageState["type"] {
  return state.type === "built" && unproven.length > 0 ? "stale" : state.type;
}

/** Finds the state of each of `ordered` (as `closure` gives it: uses first). */
export async function stageStates(
  { store, contract, expected }: Pick<Workshop, "store" | "contract" | "expected">,
  ordered: readonly Stage[],
): Promise<Result<ReadonlyMap<string, StageState>>> {
  const states = new Map<string, StageState>();
  /** By a recipe's own list, as many stages may share one: all are asked about at one moment. */
  const read = new Map<readonly string[], Awaited<ReturnType<typeof readLocalFiles>>>();
  for (const closed of ordered) {
    // While a lock was not read here, the stage's key lacks its crates: it is none that was built.
    const stage = (await knownStage(store, closed)) ?? closed;
    const latest = await readLatest(store, stage.name);
    const missing = stage.uses.map((use) => use.stage).filter((use) => states.get(use)?.type !== "built");
    if (missing.length > 0) {
      states.set(stage.name, { type: "waits", stage, for: missing, latest });
      continue;
    }
    const { recipe } = stage;
    const files = read.get(recipe.files) ?? (await readLocalFiles(recipe.root, recipe.files));
    if (!files.ok) return files;
    read.set(recipe.files, files);
    const key = keyOf(contract, stage, files.value, usedTrees(stage, states));
    const tree = (await recordedBuild(store, key.sha256, latest))?.tree;
    const pinned = expected.get(stage.name);
    const common = { stage, key, files: files.value };
    if (tree !== undefined && (await store.hasTree(tree))) {
      if (pinned === undefined || pinned === tree) states.set(stage.name, { type: "built", ...common, tree, latest });
      else states.set(stage.name, { type: "refused", ...common, tree, pinned, latest });
    } else if (latest === undefined) states.set(stage.name, { type: "new", ...common, latest });
    else states.set(stage.name, { type: "stale", ...common, latest });
  }
  return succeed(states);
}

/** Trees of the stages that a stage uses, all of which must be built. */
export function usedTrees(stage: Stage, states: ReadonlyMap<string, StageState>): ReadonlyMap<string, Sha256> {
  return new Map(
    stage.uses.map((use) => {
      const state = states.get(use.stage);
      if (state?.type !== "built")
        throw new Error(`our bug: the tree of "${use.stage}" was asked for before it was built`);
      return [use.stage, state.tree];
    }),
  );
}
