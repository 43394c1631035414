// Runs test/cli/scripts/*.txt: a shell session each, commands after "$ " and what they print below. GOLDEN=write
// rewrites them.
//
// Before a script's commands run in a fresh folder, its files are written: each starts with a line `-- path --` after
// the session. `fromseed` is this checkout's, on the project in that folder, with its state in another. What differs
// from run to run is replaced: times by TIME, the folders by PROJECT and HOME. A code other than 0 shows as [exit N].

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { checkout, commandLine } from "../faults/fromseed.ts";

const scripts = join(import.meta.dirname, "scripts");

interface Script {
  readonly session: string;
  readonly files: ReadonlyMap<string, string>;
  readonly rest: string;
}

function parse(text: string): Script {
  const at = text.search(/^-- .+ --$/m);
  const session = at < 0 ? text : text.slice(0, at);
  const rest = at < 0 ? "" : text.slice(at);
  const files = new Map<string, string>();
  const pieces = rest.split(/^-- (.+) --\n/m);
  for (let i = 1; i + 1 < pieces.length; i += 2) files.set(pieces[i]!, pieces[i + 1]!);
  return { session, files, rest };
}

function play(script: Script): string {
  const root = mkdtempSync(join(tmpdir(), "fromseed-script-"));
  const [project, home, bin] = ["project", "home", "bin"].map((name) => join(root, name)) as [string, string, string];
  try {
    for (const directory of [project, home, bin, join(project, "stages"), join(project, "recipes")])
      mkdirSync(directory, { recursive: true });
    cpSync(join(checkout, "bootstrap-seed/hex0"), join(project, "bootstrap-seed/hex0"), { recursive: true });
    for (const [path, content] of script.files) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), content);
    }
    writeFileSync(join(bin, "fromseed"), `#!/bin/sh\nexec ${commandLine} "$@"\n`);
    chmodSync(join(bin, "fromseed"), 0o755);
    const environment = {
      PATH: `${bin}:${process.env["PATH"]}`,
      HOME: home,
      FROMSEED_HOME: join(home, "state"),
      LC_ALL: "C",
      HERE: project,
      CHECKOUT: checkout,
    };
    // Comments stand at the top only: below, a line with "#" is what a command printed.
    let played = script.session.slice(0, script.session.indexOf("$ "));
    for (const line of script.session.split("\n")) {
      if (!line.startsWith("$ ")) continue;
      const { status, signal, stdout } = spawnSync(
        "/bin/sh",
        ["-c", `{ ${line.slice(2).replaceAll("fromseed ", 'fromseed --project "$HERE" ')}\n} 2>&1`],
        { cwd: project, env: environment, encoding: "utf8", timeout: 60_000 },
      );
      const printed = stdout
        .replaceAll(join(home, "state"), "HOME")
        .replaceAll(project, "PROJECT")
        // Commands to type keep the flag that each command here is given; called.test.ts looks at it.
        .replaceAll("fromseed --project PROJECT ", "fromseed ")
        .replace(/\((?:last time )?(?:\d+ (?:ms|s|min)|\d+\.\d+ s|\d+ (?:min|h) \d+ (?:s|min))\)/g, "(TIME)")
        .replace(/ in (\d+ ms|\d+\.\d+ s)\./g, " in TIME.");
      played += `${line}\n${printed}${printed === "" || printed.endsWith("\n") ? "" : "\n"}${status === 0 ? "" : `[exit ${status ?? signal}]\n`}`;
    }
    return played;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

for (const name of readdirSync(scripts)
  .filter((each) => each.endsWith(".txt"))
  .sort()) {
  test(name, { timeout: 120_000 }, () => {
    const text = readFileSync(join(scripts, name), "utf8");
    const script = parse(text);
    const played = play(script);
    if (process.env["GOLDEN"] === "write")
      writeFileSync(join(scripts, name), played.trimEnd() + "\n" + (script.rest === "" ? "" : "\n" + script.rest));
    else expect(played.trimEnd()).toBe(script.session.trimEnd());
  });
}
