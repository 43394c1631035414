// What the texts of this version of the format are called (MANIFEST.md), and how one of another version is told.
// Must never change without a new number: what was signed stays as it is.

import type { Json } from "../bytes/canonical-json.ts";

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const PROVENANCE_TYPE = "https://slsa.dev/provenance/v1";
export const BUILDER = "urn:fromseed:builder:1";

/** Of both kinds of manifest. */
export const FORMAT_VERSION = 2;
export const BUILD_TYPE = `urn:fromseed:build:${FORMAT_VERSION}`;
/** With a version after it, the type of a closure manifest. */
export const CLOSURE_TYPES = "urn:fromseed:closure:";
export const CLOSURE_TYPE = `${CLOSURE_TYPES}${FORMAT_VERSION}`;

/** The name of a tree's digest in a DigestSet: sha256 of its listing, whose format has version 1. */
export const TREE_DIGEST = "fromseedTree1";

/** What each annotation's name starts with, as SLSA asks of extensions, so that it is nobody else's. */
export const PREFIX = "fromseed_";

/** The version of a fromseed manifest of any kind, when it is another one than ours. */
export function otherVersion(json: Json): number | undefined {
  const predicate = member(json, "predicate");
  const buildType = member(member(predicate, "buildDefinition"), "buildType");
  for (const type of [member(json, "predicateType"), buildType]) {
    const found = typeof type === "string" ? /^urn:fromseed:(?:build|closure):(\d{1,9})$/.exec(type)?.[1] : undefined;
    if (found !== undefined && Number(found) !== FORMAT_VERSION) return Number(found);
  }
  return undefined;
}

/** The version of a statement whose predicate's type is `types` and a number, when that is another one than ours. */
export function otherStatement(json: Json, types: string, ours: number): number | undefined {
  const type = member(json, "predicateType");
  const found = typeof type === "string" && type.startsWith(types) ? type.slice(types.length) : "";
  return /^\d{1,9}$/.test(found) && Number(found) !== ours ? Number(found) : undefined;
}

/** What both kinds of manifest have in common for readCanonical. */
export const MANIFEST_FORM = {
  page: "src/manifest/MANIFEST.md",
  version: FORMAT_VERSION,
  older: "fromseed build writes it again in this version; who signed the old text signs the new one",
  otherVersion,
} as const;

function member(json: Json | undefined, key: string): Json | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return Object.hasOwn(json, key) ? (json as { readonly [key: string]: Json })[key] : undefined;
}
