// The form of stages/*.yaml, key by key in its order. recipes/FORMAT.md tells the same to a person.
// Must never say what a key means without FORMAT.md saying so too: a test looks for every key there.

import { LINE, NAME, PATH_ENTRY, VALUE } from "./forms.ts";
import { dictionary, list, optional, record, required, text } from "./shape.ts";

const stage = record({
  name: required(text(NAME), "What everything else calls it; its tree is found by it."),
  recipe: required(text(NAME), "The folder below recipes/ that says how it is built."),
  uses: optional(list(text(NAME)), "The stages whose trees are laid over each other at /."),
  with: optional(dictionary(NAME, text(VALUE)), "Values for the recipe's parameters."),
});

const image = record({
  name: required(text(NAME), "What export calls it; no stage has the same name."),
  about: required(text(LINE), "One line: what it is for."),
  stages: required(list(text(NAME)), "The stages whose trees are its layers, the lowest first."),
  entrypoint: optional(text(LINE), "The program that a container runs, by its absolute path."),
  path: optional(list(text(PATH_ENTRY)), "The folders that a container finds programs in by name; /bin by default."),
});

export const STAGES = record({
  default: optional(text(NAME), "The stage that is built when none is named; in one file only."),
  stages: optional(list(stage), "Stages, in the order in which a reader should meet them."),
  images: optional(list(image), "Sets of stages that are exported together, as a container image."),
});

export type StagesForm = NonNullable<ReturnType<typeof STAGES.read>>;
export type StageForm = NonNullable<StagesForm["values"]["stages"]>[number];
export type ImageForm = NonNullable<StagesForm["values"]["images"]>[number];
