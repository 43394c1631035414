// The form of fromseed.yaml, key by key in its order. src/imports/IMPORTS.md tells the same to a person.
// Must never say what a key means without that page saying so too: a test looks for every key there.

import { ANY_PLACE, COMMIT, GIT_ADDRESS, LINE, NAME, PREFIX, PROJECT_DIRECTORY, PROJECT_TREE } from "./forms.ts";
import { integer, list, optional, record, required, text } from "./shape.ts";

const place = record(
  {
    git: optional(text(GIT_ADDRESS), "A repository's address, as git takes it."),
    commit: optional(text(COMMIT), "With git: the whole name of the commit."),
    archive: optional(text(ANY_PLACE), "An archive, by its address or its path."),
    directory: optional(text(PROJECT_DIRECTORY), "A checkout: absolute, or from this project's folder."),
  },
  {
    schema: {
      oneOf: [
        { required: ["git", "commit"], properties: { archive: false, directory: false } },
        { required: ["archive"], properties: { git: false, commit: false, directory: false } },
        { required: ["directory"], properties: { git: false, commit: false, archive: false } },
      ],
    },
    check({ keys, mark }, reading, what) {
      const kinds = ["git", "archive", "directory"].filter((key) => keys.has(key));
      if (kinds.length !== 1)
        reading.fail(
          mark,
          `${what} must have one of git, archive and directory, not ${kinds.length}`,
          "write one place an item",
        );
      else if (keys.has("git") !== keys.has("commit"))
        reading.fail(
          mark,
          `${what} must have git and commit together`,
          "write the whole name of a commit, as git rev-parse HEAD tells it: branches and tags move",
        );
      else return true;
      return false;
    },
  },
);

const imported = record({
  name: required(text(NAME), "What messages call it."),
  prefix: optional(text(PREFIX), "What stands here before the names of its stages and images; nothing by default."),
  contract: required(integer(1, 1_000_000), "The version of the sandbox contract that it is imported for."),
  digest: required(text(PROJECT_TREE), "Digest of the tree of its recipes, stages, seed and rungs."),
  places: required(list(place), "Where to get it, in the order to try."),
});

export const PROJECT = record({
  about: required(text(LINE), "One line: what this project is."),
  imports: optional(list(imported), "Other projects, whose stages this one's may use."),
});

export type ProjectForm = NonNullable<ReturnType<typeof PROJECT.read>>;
export type ImportForm = NonNullable<ReturnType<typeof imported.read>>;
export type ImportPlaceForm = NonNullable<ReturnType<typeof place.read>>;
