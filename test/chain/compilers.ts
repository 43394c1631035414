// The compilers that are held against one another here: cc1 as the rungs make it, tinycc by cc1, by gcc, and of the
// chain. Must never let a compiler see the host's headers by accident: each is given its include directories in full.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCc0 } from "../cc0/build.ts";
import { folder as cc1Folder, sources as cc1Sources } from "../cc1/build.ts";
import { folder as libc, sources as libcSources } from "../libc/build.ts";
import { once } from "../scratch.ts";
import { finished, project, tinycc } from "./source.ts";

// csmith leaves a file where it is called.
const has = (tool: string): boolean => spawnSync(tool, ["--version"], { cwd: tmpdir() }).status === 0;
export const gcc = has("gcc");
export const csmith = has("csmith");

/** Why the chain's tinycc cannot be held against gcc's; empty when it can. */
export const whyNoTinycc = !gcc
  ? " (skipped: there is no gcc here)"
  : tinycc === undefined || finished === undefined
    ? " (skipped: tinycc was not built here; ./fromseed build does it)"
    : "";

/** What a program said and how it ended. The code is null when a signal or the time limit ended it. */
export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program; its two outputs are one text, as on a terminal. */
export function run(program: string, args: readonly string[], cwd: string, timeout = 10_000): Run {
  const { status, stdout } = spawnSync("sh", ["-c", 'exec "$@" 2>&1', "sh", program, ...args], {
    cwd,
    timeout,
    encoding: "latin1",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { code: status, output: stdout };
}

export function must(program: string, args: readonly string[], cwd: string): void {
  const { code, output } = run(program, args, cwd, 60_000);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: exit code ${code}: ${output}`);
}

/** cc1 by cc0, through every rung. */
export function buildCc1(): string {
  return once("cc1-by-cc0", (path) => {
    must(buildCc0(), [path, ...cc1Sources().map((name) => join(cc1Folder, name))], project);
  });
}

/** The arguments with which cc1 compiles a program whole, with our libc. */
export const withLibc: readonly string[] = [
  `-I${join(libc, "include-cc1")}`,
  `-I${join(libc, "include")}`,
  ...libcSources,
];

/** The arguments with which cc1 compiles tinycc, in the folder of tinycc's source. */
export const tinyccByCc1: readonly string[] = [`-I${join(project, "recipes/tinycc")}`, ...withLibc, "tcc.c"];

/** tinycc by gcc, configured as in the recipe. */
export function buildTinyccWithGcc(): string {
  return once("tcc-by-gcc", (path) => {
    must("gcc", ["-w", "-O0", "-static", `-I${join(project, "recipes/tinycc")}`, "-o", path, "tcc.c"], tinycc!.tree);
  });
}

/** tinycc by cc1. */
export function buildTinyccWithCc1(): string {
  return once("tcc-by-cc1", (path) => must(buildCc1(), ["-o", path, ...tinyccByCc1], tinycc!.tree));
}

const at = (path: string): string => join(finished ?? "none", path);

/** The finished tinycc, and what of its tree a program is linked with. */
export const chain = {
  tcc: at("bin/tcc"),
  ownHeaders: ["-nostdinc", `-I${at("lib/tcc/include")}`],
  headers: ["-nostdinc", `-I${at("lib/tcc/include")}`, `-I${at("include")}`],
  libtcc1: at("lib/tcc/libtcc1.a"),
};

/** Links objects with our libc into a program, as the compiler would by itself in a root of its own. */
export function link(program: string, objects: readonly string[], directory: string): Run {
  return run(
    chain.tcc,
    ["-static", "-nostdlib", "-o", program, at("lib/crt1.o"), ...objects, at("lib/libc.a"), chain.libtcc1],
    directory,
  );
}

/** Writes a text for a compiler to read, and gives its path. */
export function write(directory: string, name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, "latin1");
  return path;
}
