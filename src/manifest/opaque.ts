// Opaque inputs in a manifest: their order, their union along the way down from a seed, and their part of the text.
// Must never take one name for one input: two projects may give different bytes the same name.

import type { Json } from "../bytes/canonical-json.ts";
import { canonicalJson } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import type { Bridge, ContentDigest, OpaqueInput } from "../model/manifest.ts";
import type { BridgeWords } from "../model/recipe.ts";
import { contentUrn, readAnnotations, readDigest, writeAnnotations, writeDigest } from "./descriptor.ts";
import { JsonSpot } from "./json-spot.ts";

/** What descriptors call each type, in the order of the text. */
export const OPAQUE_KINDS = { seed: "seed", bridge: "bridge", file: "opaque" } as const;

const RANKS = Object.keys(OPAQUE_KINDS);

export function contentOf(input: OpaqueInput): ContentDigest {
  return "tree" in input ? { tree: input.tree } : { sha256: input.sha256 };
}

/** Tells one opaque input from another; sorted by its bytes they stand in the order of the text. */
export function opaqueIdentity(input: OpaqueInput): string {
  return `${RANKS.indexOf(input.type)}${input.name}\0${contentUrn(contentOf(input))}`;
}

/**
 * All of them, each once, in the order of the text. Of two that say different things of the same bytes, the one whose
 * text is first by bytes stays.
 */
export function unionOfOpaque(inputs: readonly OpaqueInput[]): readonly OpaqueInput[] {
  const text = (input: OpaqueInput): string => canonicalJson(writeOpaque(input));
  const found = new Map<string, OpaqueInput>();
  for (const input of inputs.toSorted((a, b) => byBytes(text(b), text(a)))) found.set(opaqueIdentity(input), input);
  return [...found].sort(([a], [b]) => byBytes(a, b)).map(([, input]) => input);
}

/** What is said of a bridge, without the bridge. */
export function wordsOf({ why, standsFor, until, lineage }: Bridge): BridgeWords {
  return { why, standsFor, until, lineage };
}

export function writeOpaque(input: OpaqueInput): Json {
  const digest = contentOf(input);
  return {
    name: input.name,
    uri: contentUrn(digest),
    digest: writeDigest(digest),
    annotations: writeAnnotations({
      kind: OPAQUE_KINDS[input.type],
      size: input.size,
      ...(input.type === "bridge" ? wordsOf(input) : {}),
    }),
  };
}

/** Reads what writeOpaque writes. */
export function readOpaque(spot: JsonSpot): OpaqueInput {
  const own = spot.members("name", "uri", "digest", "annotations");
  const more = readAnnotations(own("annotations"), "kind", "size", "why?", "standsFor?", "until?", "lineage?");
  const kind = more("kind").text();
  const type = (RANKS as OpaqueInput["type"][]).find((each) => OPAQUE_KINDS[each] === kind);
  if (type === undefined) more("kind").fault('"seed", "bridge" or "opaque"');
  const digest = readDigest(own("digest"));
  own("uri").constant(contentUrn(digest));
  const common = { name: own("name").text(), size: more("size").count() };
  if (type === "bridge")
    return {
      type,
      ...common,
      ...digest,
      why: more("why").text(),
      standsFor: more("standsFor").text(),
      until: more("until").text(),
      lineage: more("lineage")
        .items()
        .map((each) => each.text()),
    };
  if ("tree" in digest) own("digest").fault("the digest of a file");
  return { type: type ?? "file", ...common, sha256: "sha256" in digest ? digest.sha256 : digest.tree };
}

/** Reads a list of what writeOpaque writes; undefined when it is anything else. */
export function readOpaqueList(json: Json | undefined): readonly OpaqueInput[] | undefined {
  const faults: string[] = [];
  const inputs = new JsonSpot(json, "$", faults).items().map(readOpaque);
  return faults.length === 0 ? inputs : undefined;
}
