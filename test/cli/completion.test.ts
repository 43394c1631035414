// The completion scripts, asked as the shells ask them. `fromseed` is a stand-in that knows three stages.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../faults/fromseed.ts";

const fish = spawnSync("fish", ["--version"]).status === 0;
if (!fish) console.log("there is no fish here: its completion is not tested");

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-completion-"));
  mkdirSync(join(root, "asmdir"));
  writeFileSync(join(root, "a file"), "");
  writeFileSync(
    join(root, "fromseed"),
    `#!/bin/sh\n[ "$1 $2" = "list --names" ] && printf 'seed\\nasm\\nasm-2\\n'\n[ "$3" != --project ] || echo "of-$4"\n`,
  );
  chmodSync(join(root, "fromseed"), 0o755);
  for (const shell of ["bash", "fish"]) {
    writeFileSync(join(root, shell), call(["completion", shell]).stdout);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What bash would offer for the last of the words. */
function offered(words: readonly string[]): string[] {
  const script = `. ./bash; COMP_WORDS=(./fromseed "$@"); COMP_CWORD=$#; _fromseed; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("/bin/bash", ["--norc", "-c", script, "bash", ...words], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}

test.each<[words: string[], expected: string[]]>([
  [["repr"], ["reproduce"]],
  [
    ["--home", "asmdir", "rep"],
    ["replay", "reproduce"],
  ],
  [
    ["help", "rep"],
    ["replay", "reproduce"],
  ],
  [
    ["build", "as"],
    ["asm", "asm-2"],
  ],
  [
    ["build", "seed", "as"],
    ["asm", "asm-2"],
  ],
  [["--project", "there", "build", "of"], ["of-there"]],
  [["build", "--off"], ["--offline"]],
  [["build", "--jobs", ""], []],
  [
    ["build", "--mirror", "a"],
    ["a file", "asmdir"],
  ],
  [
    ["graph", "--format", ""],
    ["dot", "svg", "text"],
  ],
  [
    ["export", "as"],
    ["asm", "asm-2"],
  ],
  [["export", "asm", "as"], ["asmdir"]],
  [["diff", ".", "as"], ["asmdir"]],
  [["verify", "--keys", "as"], ["asmdir"]],
  [
    ["completion", ""],
    ["bash", "fish", "zsh"],
  ],
  [["gc", ""], []],
  [["nothing", ""], []],
])("bash, %j", (words, expected) => {
  expect(offered(words)).toEqual(expected);
});

test.runIf(fish).each<[line: string, expected: string[]]>([
  ["fromseed rep", ["replay", "reproduce"]],
  ["fromseed build as", ["asm", "asm-2"]],
  ["fromseed graph --format ", ["dot", "svg", "text"]],
  ["fromseed completion ", ["bash", "fish", "zsh"]],
  ["fromseed build --off", ["--offline"]],
])("fish, %j", (line, expected) => {
  const { stdout } = spawnSync(
    "fish",
    ["--no-config", "-c", `set PATH . $PATH; source ./fish; complete -C ${JSON.stringify(line)}`],
    { cwd: root, encoding: "utf8" },
  );
  expect(
    stdout
      .split("\n")
      .map((each) => each.split("\t")[0])
      .filter((each) => each !== "")
      .sort(),
  ).toEqual(expected);
});
