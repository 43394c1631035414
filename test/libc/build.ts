// Builds our libc, and programs with it, for tests: by the machine's gcc and by a gcc-built cc1. Must never become part
// of the chain.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

export const here = import.meta.dirname;
export const folder = join(here, "../../bootstrap-seed/libc");
export const sources = readdirSync(folder)
  .filter((name) => name.endsWith(".c"))
  .map((name) => join(folder, name));

const has = (tool: string): boolean => spawnSync(tool, ["--version"]).status === 0;
export const tools = has("gcc") && has("objcopy");
export const why = tools ? "" : " (skipped: there is no gcc or no objcopy here)";

/** What keeps gcc from bringing in anything of the host's C library. */
export const alone = [
  "-ffreestanding",
  "-fno-builtin",
  "-fno-stack-protector",
  "-fno-pic",
  "-fno-pie",
  "-nostdlib",
  `-I${join(folder, "include")}`,
];

/** Undefined behaviour kills the program. */
export const strict = ["-fsanitize=undefined", "-fsanitize-undefined-trap-on-error"];

/** Runs a program that must succeed. */
export function must(program: string, args: readonly string[], directory: string): void {
  const { status, stderr } = spawnSync(program, args, { cwd: directory, encoding: "utf8", timeout: 60_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}
