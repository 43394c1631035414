// Debian's docker-registry on loopback, for a test file; and what a test of other programs asks first.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  const child = spawn("docker-registry", ["serve", join(root, "registry.yml")], { stdio: ["ignore", "pipe", "pipe"] });
  afterAll(() => void child.kill());
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (piece: Buffer): void => {
      said += piece.toString();
      const [, address] = /listening on (127\.0\.0\.1:[0-9]+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject).on("exit", () => reject(new Error(`the registry ended: ${said}`)));
  });
}
