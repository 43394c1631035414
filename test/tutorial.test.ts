// docs/TUTORIAL.md, run as it stands: every command ends well, and prints what the page shows of it.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finished, tinycc } from "./chain/source.ts";
import { has, named } from "./image/registry.ts";
import { scratchDirectory } from "./scratch.ts";
import { runShown } from "./shown-commands.ts";

const needed = ["gpg", "skopeo"];

test.skipIf(!needed.every(has))(named("the tutorial does what it says", ...needed), ({ skip }) => {
  skip(tinycc === undefined || finished === undefined, "tinycc was not built here; ./fromseed build does it");
  const root = scratchDirectory();
  try {
    expect(runShown(readFileSync(join(import.meta.dirname, "../docs/TUTORIAL.md"), "utf8"), root)).toBeUndefined();
  } finally {
    spawnSync("gpgconf", ["--homedir", join(root, "gnupg"), "--kill", "all"]);
  }
});
