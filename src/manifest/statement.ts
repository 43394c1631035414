// Any text that fromseed signs, told apart by its predicate type. Must never guess: a third kind is a failure.

import type { Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import type { ClosureManifest, Manifest } from "../model/manifest.ts";
import { parseClosureManifest } from "./closure.ts";
import { CLOSURE_TYPES } from "./format.ts";
import { parseManifest } from "./parse.ts";

export type Statement =
  | { readonly type: "stage"; readonly manifest: Manifest }
  | { readonly type: "closure"; readonly closure: ClosureManifest };

/** Reads a manifest of either kind. */
export function parseStatement(content: Uint8Array | string, file?: string): Result<Statement> {
  // Inside a JSON string its quotes would be escaped, so this can only be a key; one elsewhere is refused by the
  // parser.
  const text =
    typeof content === "string" ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (text.includes(`"predicateType":"${CLOSURE_TYPES}`)) {
    const closure = parseClosureManifest(content, file);
    return closure.ok ? succeed({ type: "closure", closure: closure.value }) : closure;
  }
  const manifest = parseManifest(content, file);
  return manifest.ok ? succeed({ type: "stage", manifest: manifest.value }) : manifest;
}
