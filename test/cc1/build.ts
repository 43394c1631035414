// Builds cc1 with the machine's gcc for tests. Must never become part of the chain: there cc0 builds it.

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "../scratch.ts";

export const here = import.meta.dirname;
export const folder = join(here, "../../bootstrap-seed/cc1");

export const gcc = spawnSync("gcc", ["--version"]).status === 0;
export const why = gcc ? "" : " (skipped: there is no gcc here)";

/** The sources in cc0's order, as the table of NOTES.md gives it. */
export function sources(): readonly string[] {
  const notes = readFileSync(join(folder, "NOTES.md"), "utf8");
  return [...notes.matchAll(/^\| ([a-z-]+\.c) \|/gm)].map((match) => match[1]!);
}

/** The sources as one text, without the prelude. */
export function joined(): string {
  return sources()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
}

/** The path of cc1 by gcc, which is built when the first test file of a run asks for it with these flags. */
export function buildWithGcc(...flags: readonly string[]): string {
  return once(["cc1-by-gcc", ...flags].join(" "), (path) => {
    const source = `${path}.c`;
    writeFileSync(source, readFileSync(join(here, "prelude.c"), "utf8") + joined());
    const { status, stderr } = spawnSync(
      "gcc",
      ["-std=gnu11", "-fno-strict-aliasing", "-fwrapv", "-fno-builtin", "-w", "-O1", ...flags, "-o", path, source],
      { encoding: "utf8", timeout: 60_000 },
    );
    if (status !== 0) throw new Error(`gcc refuses cc1: ${stderr}`);
    rmSync(source);
  });
}

export interface Run {
  /** null when a signal or the time limit ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(program: string, args: readonly string[], directory: string): Run {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: directory,
    timeout: 20_000,
    encoding: "latin1",
    env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0:exitcode=99", UBSAN_OPTIONS: "exitcode=99" },
  });
  return { code: status, stdout, stderr };
}

export interface Case {
  readonly message: string;
  readonly source: string;
}

/** The bad programs of errors/cases.txt, each with the message that it must get. */
export function errorCases(): readonly Case[] {
  const parts = readFileSync(join(here, "errors/cases.txt"), "utf8").split(/^==== (.*)\n/m);
  const cases: Case[] = [];
  for (let i = 1; i < parts.length; i += 2) cases.push({ message: parts[i]!, source: parts[i + 1]! });
  return cases;
}
