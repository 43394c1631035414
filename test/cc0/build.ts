// Builds cc0 through the real rungs, and runs what it makes. Must never use a model in place of a rung.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { buildRungs } from "../rungs/build.ts";

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

/** Builds cc0 into an existing directory; gives its path. */
export function buildCc0(directory: string): string {
  const { asm } = buildRungs(directory);
  const program = join(directory, "cc0");
  const { code, stderr } = run(asm, [program, ...sources()], directory);
  if (code !== 0) throw new Error(`asm refuses cc0: ${stderr}`);
  return program;
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

/** Compiles C0 with the machine's gcc, behind the prelude that makes it acceptable. */
export function compileWithGcc(directory: string, name: string, source: string): string {
  const program = join(directory, name);
  writeFileSync(`${program}.c`, prelude + source, "latin1");
  const flags = ["-std=gnu11", "-fno-strict-aliasing", "-fwrapv", "-fno-builtin", "-w", "-O0"];
  const { code, stderr } = run("gcc", [...flags, "-o", program, `${program}.c`], directory);
  if (code !== 0) throw new Error(`gcc refuses ${name}: ${stderr}`);
  return program;
}

/** A directory of its own for a test file, removed behind it. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-cc0-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
