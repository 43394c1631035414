// Takes away a directory that steps have written in: an ordinary user's fromseed has steps that may lock that user out.

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

export function removeScratch(directory: string): void {
  spawnSync("chmod", ["-R", "u+rwX", directory]);
  rmSync(directory, { recursive: true, force: true });
}
