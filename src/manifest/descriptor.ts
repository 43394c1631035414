// in-toto's resource descriptors as manifests have them: a name, a uri, one digest and our annotations. Written and read
// side by side. Must never name a place to fetch from: only what two people agree on.

import type { Json } from "../bytes/canonical-json.ts";
import type { ContentDigest } from "../model/manifest.ts";
import { PREFIX, TREE_DIGEST } from "./format.ts";
import type { JsonSpot } from "./json-spot.ts";

export function writeDigest(digest: ContentDigest): Json {
  return "sha256" in digest ? { sha256: digest.sha256 } : { [TREE_DIGEST]: digest.tree };
}

export function readDigest(spot: JsonSpot): ContentDigest {
  const own = spot.members("sha256?", `${TREE_DIGEST}?`);
  if (own("sha256").present() === own(TREE_DIGEST).present()) spot.fault(`either a sha256 or a ${TREE_DIGEST}`);
  return own(TREE_DIGEST).present() ? { tree: own(TREE_DIGEST).digest() } : { sha256: own("sha256").digest() };
}

/** What identifies content wherever it is had from, when it has no package URL. */
export function contentUrn(digest: ContentDigest): string {
  return "sha256" in digest ? `urn:fromseed:sha256:${digest.sha256}` : `urn:fromseed:${TREE_DIGEST}:${digest.tree}`;
}

/** Annotations by their names without the prefix; those that are undefined are left out. */
export function writeAnnotations(values: Readonly<Record<string, Json | undefined>>): Json {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[`${PREFIX}${name}`, value]])),
  );
}

/** Reads annotations by their names without the prefix; "?" at the end of a name as in JsonSpot.members. */
export function readAnnotations<Name extends string>(
  spot: JsonSpot,
  ...names: readonly Name[]
): (name: Name extends `${infer Bare}?` ? Bare : Name) => JsonSpot {
  const own = spot.members<string>(...names.map((name) => `${PREFIX}${name}`));
  return (name) => own(`${PREFIX}${name}`);
}
