// The commands of those who write recipes. Part of the table of commands.

import type { Command } from "./command.ts";
import { OFFLINE, PLACES } from "./source-flags.ts";

export const RECIPE_COMMANDS: readonly Command[] = [
  {
    name: "init",
    operands: "[NAME]",
    about: "begin a project of your own that uses these stages: fromseed.yaml, a recipe, a stage, with comments",
    more: [
      "In this folder, or that of --project; NAME is the folder's by default. A file that is there stays as it is.",
      "What it imports is this fromseed's own project, as it is now (src/imports/IMPORTS.md).",
    ],
    flags: [],
    example: ["cd hello && ../fromseed/fromseed init", "fromseed init hello --project ~/hello"],
    state: "makes",
    completes: "none",
    load: () => import("./commands/init.ts"),
  },
  {
    name: "pin",
    operands: "PLACE... | RECIPE VERSION",
    about: "take a source as it comes, and tell what a recipe has to say of it: size, digest, tree, licence",
    more: [
      "A place is an address, a file, or one as recipes have it: debian:PATH, crate:NAME@VERSION, pypi:NAME@VERSION, rustup:COMPONENT@RELEASE, which are looked for where fetch would. How many leading folders to strip is a guess, and so is a licence that no packaging names: look at them.",
      "With --update RECIPE VERSION: the sources whose files have the recipe's version in their names are fetched in the other version, and the recipe is changed: version, file, size, sha256, places and tree.",
      "What comes the first time is what the place gave: nothing vouches for it but you.",
    ],
    flags: [
      { name: "write", value: "RECIPE", about: "put it into this recipe" },
      { name: "update", about: "move a recipe to another version" },
      OFFLINE,
      ...PLACES,
    ],
    example: [
      "fromseed pin https://example.org/x-1.0.tar.gz",
      "fromseed pin debian:pool/main/m/make-dfsg/make-dfsg_4.4.1.orig.tar.xz",
      "fromseed pin crate:ripgrep@15.2.0 --write mine",
      "fromseed pin --update make 4.4.1",
    ],
    state: "makes",
    completes: "files",
    load: () => import("./commands/pin.ts"),
  },
  {
    name: "check",
    operands: "[RECIPE]",
    about: "tell all that is wrong with the recipes and stages, or with one recipe, without building",
    more: [
      "What is allowed but worth knowing is told too: sources with one place alone, recipes that no stage uses, two versions of one project.",
    ],
    flags: [OFFLINE],
    example: ["fromseed check", "fromseed check tinycc"],
    state: "reads",
    completes: "none",
    load: () => import("./commands/check.ts"),
  },
  {
    name: "stage",
    operands: "STAGE",
    about: "show what a built stage offers: programs, libraries, headers",
    more: [],
    flags: [],
    example: ["fromseed stage gcc-13"],
    state: "reads",
    completes: "stages",
    load: () => import("./commands/stage.ts"),
  },
];
