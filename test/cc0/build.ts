// Builds cc0 through the real rungs, and runs what it makes. Must never use a model in place of a rung.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildRungs } from "../rungs/build.ts";
import { once } from "../scratch.ts";

export const here = import.meta.dirname;
export const folder = join(here, "../../bootstrap-seed/cc0");
const prelude = readFileSync(join(here, "../cc1/prelude.c"), "latin1");

export const gcc = spawnSync("gcc", ["--version"]).status === 0;
export const why = gcc ? "" : " (skipped: there is no gcc here)";

/** The sources in the order of the table in NOTES.md, which is that of the stage. */
export function sources(): readonly string[] {
  const notes = readFileSync(join(folder, "NOTES.md"), "utf8");
  return [...notes.matchAll(/^\| ([a-z-]+\.asm) \|/gm)].map((match) => join(folder, match[1]!));
}

/** The path of cc0, which is built when the first test file of a run asks for it. */
export function buildCc0(): string {
  return once("cc0", (path) => {
    const rungs = `${path}.rungs`;
    mkdirSync(rungs);
    const { code, stderr } = run(buildRungs(rungs).asm, [path, ...sources()], rungs);
    if (code !== 0) throw new Error(`asm refuses cc0: ${stderr}`);
    rmSync(rungs, { recursive: true });
  });
}

export interface Run {
  /** null when a signal or the time limit ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(program: string, args: readonly string[], directory: string): Run {
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    cwd: directory,
    timeout: 10_000,
    encoding: "latin1",
  });
  return { code: status, signal, stdout, stderr };
}

/** Compiles C0 with the machine's gcc, after the prelude that makes it acceptable. */
export function compileWithGcc(directory: string, name: string, source: string): string {
  const program = join(directory, name);
  writeFileSync(`${program}.c`, prelude + source, "latin1");
  const flags = ["-std=gnu11", "-fno-strict-aliasing", "-fwrapv", "-fno-builtin", "-w", "-O0"];
  const { code, stderr } = run("gcc", [...flags, "-o", program, `${program}.c`], directory);
  if (code !== 0) throw new Error(`gcc refuses ${name}: ${stderr}`);
  return program;
}
