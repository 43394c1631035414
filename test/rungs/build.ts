// Makes the rungs' binaries through the real chain, from the seed's text up. Must never use a model or a tool in place
// of a rung.

import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hex0 } from "./hex0-model.ts";

export const seedFolder = join(import.meta.dirname, "../../bootstrap-seed");

export interface Rungs {
  readonly hex0: string;
  readonly linker: string;
  readonly asm: string;
}

/**
 * Builds all rungs into an existing directory and gives the paths of the programs. The seed builds itself once more on
 * the way.
 */
export function buildRungs(directory: string): Rungs {
  const seed = join(directory, "seed");
  const text = hex0(readFileSync(join(seedFolder, "hex0/hex0.hex0")));
  if (!text.ok) throw new Error("our bug: hex0.hex0 is not hex text");
  writeFileSync(seed, text.bytes);
  chmodSync(seed, 0o755);
  const rungs = { hex0: join(directory, "hex0"), linker: join(directory, "linker"), asm: join(directory, "asm") };
  step(seed, [join(seedFolder, "hex0/hex0.hex0"), rungs.hex0]);
  step(rungs.hex0, [join(seedFolder, "linker/linker.hex0"), rungs.linker]);
  step(rungs.linker, [join(seedFolder, "asm/asm.hex1"), rungs.asm]);
  return rungs;
}

function step(program: string, args: readonly string[]): void {
  const { status, stderr, signal } = spawnSync(program, args, { timeout: 10_000, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: exit code ${status} (${signal}): ${stderr}`);
}
