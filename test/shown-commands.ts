// Pages that show commands, run as they stand: every command ends well, and prints what the page shows of it. A command
// begins with "$ ", goes on after "> ", and what follows is what it prints, all of it indented.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { commandLine } from "./faults/fromseed.ts";

interface ShownCommand {
  readonly command: string;
  readonly shown: readonly string[];
}

/** The commands of a page in their order, with what is shown below each. */
function commandsOf(page: string): readonly ShownCommand[] {
  const found: { command: string; shown: string[] }[] = [];
  for (const line of page.split("\n")) {
    if (!line.startsWith("    ")) continue;
    const text = line.slice(4);
    if (text.startsWith("$ ")) found.push({ command: text.slice(2), shown: [] });
    else if (/^>( |$)/.test(text)) found.at(-1)!.command += `\n${text.slice(2)}`;
    else found.at(-1)?.shown.push(text);
  }
  return found;
}

/** One that ended with an error, and what it printed. */
export interface Failed {
  readonly command: string;
  readonly printed: string;
}

/**
 * One shell runs them all in a scratch folder, where `fromseed` is this checkout's. Gives the first that failed. A page
 * has more commands than `least`, or they were not found.
 */
export function runShown(
  page: string,
  root: string,
  environment: Readonly<Record<string, string>> = {},
  least = 15,
): Failed | undefined {
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin/fromseed"), `#!/bin/sh\nexec ${commandLine} "$@"\n`);
  chmodSync(join(root, "bin/fromseed"), 0o755);
  const commands = commandsOf(page);
  expect(commands.length).toBeGreaterThan(least);
  // What each prints goes to a file of its own. A "!" asks for a failure.
  const out = (i: number): string => join(root, `out-${i}`);
  const script = commands.map(({ command }, i) => `{ ${command}\n} >${out(i)} 2>&1 || exit ${i + 1}\n`).join("");
  const ran = spawnSync("sh", ["-c", script], {
    cwd: root,
    env: { ...process.env, ...environment, PATH: `${join(root, "bin")}:${process.env["PATH"]}`, NO_COLOR: "1" },
    encoding: "utf8",
  });
  const failed = ran.status ?? 0;
  if (failed > 0)
    return { command: commands[failed - 1]!.command, printed: readFileSync(out(failed - 1), "utf8") + ran.stderr };
  for (const [i, { command, shown }] of commands.entries())
    for (const line of shown) expect(readFileSync(out(i), "utf8").split("\n"), command).toContain(line);
  return undefined;
}
