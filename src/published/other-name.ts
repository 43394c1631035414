// Where a text goes whose name another text has already. Must never let one text take the place of another.

import { sha256 } from "../bytes/sha256.ts";

/** `tinycc-1a2b3c4d5e6f.closure.json`, for another text than the one that lies there. */
export function otherName(name: string, content: string | Uint8Array): string {
  return name.replace(/(\.[a-z.]+)$/, `-${sha256(content).slice(0, 12)}$1`);
}
