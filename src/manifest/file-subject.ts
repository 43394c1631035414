// A file of a tree as a subject of its manifest: nearly all of a manifest is these, so they are read and written directly,
// without a value or a spot for each of their parts. Must never read what it would not write.

import { asSha256 } from "../bytes/sha256.ts";
import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { TreeEntry } from "../model/tree.ts";
import { PREFIX } from "./format.ts";

type FileEntry = TreeEntry & { readonly type: "file" };
type Members = { readonly [key: string]: Json };

const EXECUTABLE = `${PREFIX}executable`;
const SIZE = `${PREFIX}size`;

/** Canonical JSON: the keys are in their order. */
export function fileSubjectText({ path, sha256, executable, size }: FileEntry): string {
  return `{"annotations":{"${EXECUTABLE}":${executable},"${SIZE}":${size}},"digest":{"sha256":"${sha256}"},"name":${canonicalJson(path)}}`;
}

/** Undefined for whatever is not a file's subject and nothing else: who asked then says what is wrong with it. */
export function fileSubject(value: Json): FileEntry | undefined {
  if (!hasKeys(value, "annotations", "digest", "name")) return undefined;
  const { annotations, digest, name } = value;
  if (!hasKeys(annotations, EXECUTABLE, SIZE) || !hasKeys(digest, "sha256")) return undefined;
  const { [EXECUTABLE]: executable, [SIZE]: size } = annotations;
  const sha256 = typeof digest["sha256"] === "string" ? asSha256(digest["sha256"]) : undefined;
  const isRight =
    typeof name === "string" && name.isWellFormed() && typeof executable === "boolean" && typeof size === "number";
  if (!isRight || sha256 === undefined || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { type: "file", path: name, executable, sha256, size };
}

/** Whether a value is an object with these keys, at least one, and no other. */
function hasKeys(value: Json | undefined, ...keys: readonly string[]): value is Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return own.length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}
