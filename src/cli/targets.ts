// Which stages a command line means, and the project they are in.

import type { Sha256 } from "../bytes/sha256.ts";
import type { stageStates } from "../engine/stage-states.ts";
import type { PinnedTrees } from "../engine/verify-closure.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Image, Recipe } from "../model/recipe.ts";
import type { Project } from "../recipe/project.ts";
import { openProject } from "./open-project.ts";
import { CONTRACT_VERSION } from "../sandbox/contract.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import { nearest } from "../bytes/nearest.ts";
import type { Options } from "./options.ts";

/** The project and the stages that were named, or when none was, its default target or all of them. */
export async function namedStages(
  context: Context,
  options: Options,
  otherwise: "default" | "all" = "default",
): Promise<Result<{ readonly project: Project; readonly targets: readonly string[] }>> {
  const project = await openProject(context);
  if (!project.ok) return project;
  if (options.operands.length === 0) {
    if (otherwise === "all") return succeed({ project: project.value, targets: [...project.value.stages.keys()] });
    const target = project.value.defaultTarget;
    if (target === undefined)
      return fail("usage", "Cannot choose a stage: none was named, and the project marks no default", {
        hint: "name one; fromseed list shows them",
      });
    return succeed({ project: project.value, targets: [target] });
  }
  for (const name of options.operands) {
    if (!project.value.stages.has(name)) return unknownStage(name, project.value);
  }
  return succeed({ project: project.value, targets: [...new Set(options.operands)] });
}

/** The project and the one stage that the command is about: its first operand, of those that `wanted` names. */
export async function oneStage(
  context: Context,
  options: Options,
  wanted: readonly string[] = ["STAGE"],
): Promise<Result<{ readonly project: Project; readonly target: string }>> {
  if (options.operands.length !== wanted.length) {
    return fail(
      "usage",
      `Cannot read the command line: it must name ${wanted.join(" and ")}, and names ${options.operands.map((word) => JSON.stringify(word)).join(", ") || "nothing"}`,
      {
        hint: "fromseed list shows all stages; --help shows how this command is used",
      },
    );
  }
  const project = await openProject(context);
  if (!project.ok) return project;
  const target = options.operands[0]!;
  return project.value.stages.has(target)
    ? succeed({ project: project.value, target })
    : unknownStage(target, project.value);
}

/** The recipe of that name. `action` is what is to be done with it, for the message. */
export function namedRecipe({ recipes }: Project, action: string, name: string): Result<Recipe> {
  const recipe = recipes.get(name);
  if (recipe !== undefined) return succeed(recipe);
  const close = nearest(name, recipes.keys());
  return fail("unknown-recipe", `Cannot ${action} "${name}": there is none of that name`, {
    ...(close === undefined ? {} : { hint: `did you mean ${close}?` }),
  });
}

/** What `export --oci` is to write. */
export interface NamedImage extends Pick<Image, "stages" | "entrypoint" | "path"> {
  readonly project: Project;
  readonly title: string;
}

/** The image that the only operand names, or the stages that all of them do. */
export async function namedImage(context: Context, options: Options): Promise<Result<NamedImage>> {
  if (options.operands.length === 0)
    return fail("usage", "Cannot read the command line: it names no stage and no image", {
      hint: "fromseed export STAGE... --oci DIR; see fromseed export --help",
    });
  const loaded = await openProject(context);
  if (!loaded.ok) return loaded;
  const project = loaded.value;
  const image = options.operands.length === 1 ? project.images.get(options.operands[0]!) : undefined;
  if (image !== undefined) return succeed({ project, title: image.name, ...image });
  const stages = [...new Set(options.operands)];
  for (const name of stages) if (!project.stages.has(name)) return unknownStage(name, project);
  return succeed({ project, title: stages.join("-"), stages });
}

/** The trees that stages/expected.sha256 pins, by stage. */
export function pinnedTrees(project: Project): ReadonlyMap<string, Sha256> {
  return new Map([...project.expected].map(([stage, { sha256 }]) => [stage, sha256]));
}

/** The same, by what each stage's own project calls it, as manifests do. A name is not pinned while one of several is not. */
export function pinnedByOwnName({ stages, expected }: Project): PinnedTrees {
  const pinned = new Map<string, readonly Sha256[]>();
  for (const [ownName, same] of Map.groupBy(stages.values(), (stage) => stage.ownName)) {
    const trees = same.map(({ name }) => expected.get(name)?.sha256);
    if (trees.every((tree) => tree !== undefined)) pinned.set(ownName, [...new Set(trees)]);
  }
  return pinned;
}

/** All that the states of a project's stages depend on. */
export function stateParts(project: Project, store: Store): Parameters<typeof stageStates>[0] {
  return { store, contract: CONTRACT_VERSION, expected: pinnedTrees(project) };
}

function unknownStage(name: string, project: Project): Result<never> {
  const close = nearest(name, project.stages.keys());
  return fail("unknown-stage", `Cannot find stage "${name}": no stage has that name`, {
    hint: close === undefined ? "fromseed list shows all stages" : `did you mean ${close}?`,
  });
}
