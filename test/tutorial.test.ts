// docs/TUTORIAL.md, run as it stands: every command ends well, and prints what the page shows of it.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finished, tinycc } from "./chain/source.ts";
import { commandLine } from "./faults/fromseed.ts";
import { has, named } from "./image/registry.ts";
import { scratchDirectory } from "./scratch.ts";

/** The commands of the page in their order, with what is shown below each. */
function commandsOf(page: string): readonly { readonly command: string; readonly shown: readonly string[] }[] {
  const found: { command: string; shown: string[] }[] = [];
  for (const line of page.split("\n")) {
    if (!line.startsWith("    ")) continue;
    const text = line.slice(4);
    if (text.startsWith("$ ")) found.push({ command: text.slice(2), shown: [] });
    else if (text.startsWith("> ")) found.at(-1)!.command += `\n${text.slice(2)}`;
    else found.at(-1)?.shown.push(text);
  }
  return found;
}

const needed = ["gpg", "skopeo"];

test.skipIf(!needed.every(has))(named("the tutorial does what it says", ...needed), ({ skip }) => {
  skip(tinycc === undefined || finished === undefined, "tinycc was not built here; ./fromseed build does it");
  const root = scratchDirectory();
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin/fromseed"), `#!/bin/sh\nexec ${commandLine} "$@"\n`);
  chmodSync(join(root, "bin/fromseed"), 0o755);
  const commands = commandsOf(readFileSync(join(import.meta.dirname, "../docs/TUTORIAL.md"), "utf8"));
  expect(commands.length).toBeGreaterThan(15);
  // One shell runs them all, and what each prints goes to a file of its own. A "!" asks for a failure.
  const script = commands.map(({ command }, i) => `{ ${command}\n} >out-${i} 2>&1 || exit ${i + 1}\n`).join("");
  const ran = spawnSync("sh", ["-c", script], {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, "bin")}:${process.env["PATH"]}`, NO_COLOR: "1" },
    encoding: "utf8",
  });
  spawnSync("gpgconf", ["--homedir", join(root, "gnupg"), "--kill", "all"]);
  const printed = (i: number): string => readFileSync(join(root, `out-${i}`), "utf8");
  const failed = ran.status ?? 0;
  if (failed > 0) expect.fail(`${commands[failed - 1]!.command}\n${printed(failed - 1)}${ran.stderr}`);
  for (const [i, { command, shown }] of commands.entries())
    for (const line of shown) expect(printed(i).split("\n"), command).toContain(line);
});
