// docs/OWN-RECIPES.md, run as it stands, in a state folder of its own: from the seed to a program of another repository,
// its image, and somebody who takes both on its maker's word.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { all } from "./extent.ts";
import { SOMEBODY } from "./git/somebody.ts";
import { has, named } from "./image/registry.ts";
import { scratchDirectory } from "./scratch.ts";
import { runShown } from "./shown-commands.ts";

const needed = ["git", "ssh-keygen"];

test.runIf(all && needed.every(has))(
  named("recipes in one's own repository do what the page says", ...needed),
  { timeout: 600_000 },
  ({ skip }) => {
    const root = scratchDirectory();
    const page = readFileSync(join(import.meta.dirname, "../docs/OWN-RECIPES.md"), "utf8");
    const failed = runShown(page, root, { ...SOMEBODY, FROMSEED_HOME: join(root, "home") });
    skip(/no place gave|--offline forbids/.test(failed?.printed ?? ""), "a source cannot be had here");
    expect(failed).toBeUndefined();
  },
);
