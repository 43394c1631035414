// Debian's docker-registry on loopback, for a test file; and what a test of other programs asks first.

import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll } from "vitest";

/** Whether a program is here; Debian has it as a package of that name. */
export const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

/** What a test is called that needs a program which is not here. */
export const named = (title: string, ...programs: readonly string[]): string => {
  const missing = programs.filter((program) => !has(program));
  return missing.length === 0 ? title : `${title} (skipped: apt-get install ${missing.join(" ")})`;
};

/** Starts a registry that keeps its blobs below `root`; gives `127.0.0.1:PORT` once it listens. */
export async function startRegistry(root: string): Promise<string> {
  mkdirSync(join(root, "registry"));
  writeFileSync(
    join(root, "registry.yml"),
    `version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: ${join(root, "registry")}\nhttp:\n  addr: 127.0.0.1:0\n`,
  );
  // To a file: nobody reads a pipe while a test waits for another program, and the registry would stop at a full one.
  const log = join(root, "registry.log");
  const output = openSync(log, "w");
  const child = spawn("docker-registry", ["serve", join(root, "registry.yml")], { stdio: ["ignore", output, output] });
  closeSync(output);
  afterAll(() => void child.kill());
  for (let tries = 0; tries < 300; tries++) {
    const [, address] = /listening on (127\.0\.0\.1:[0-9]+)/.exec(readFileSync(log, "utf8")) ?? [];
    if (address !== undefined) return address;
    await setTimeout(100);
  }
  throw new Error(`the registry does not listen: ${readFileSync(log, "utf8")}`);
}
