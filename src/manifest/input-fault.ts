// What may not be among the inputs of a manifest: used stages, sources, local files, opaque inputs.
// Must never look outside the manifest: whether an archive unpacks to the tree it is said to is for a store to say.

import type { Manifest, OpaqueInput, UsedSource } from "../model/manifest.ts";
import type { SourceLink } from "../model/source-link.ts";
import { opaqueIdentity } from "./opaque.ts";
import { purlFault } from "../model/purl.ts";
import { first, lineFault, nameFault, numberFault, orderFault, pathFault } from "./rules.ts";

/** The first thing wrong with the inputs, as the end of a sentence; undefined when nothing is. */
export function inputFault({
  uses,
  sources,
  files,
  opaque,
}: Pick<Manifest, "uses" | "sources" | "files" | "opaque">): string | undefined {
  return (
    first(uses, ({ stage }) => nameFault("used stage", stage)) ??
    orderFault(
      "used stages",
      uses.map(({ stage, manifest }) => `${stage}\0${manifest}`),
    ) ??
    first(sources, sourceFault) ??
    orderFault(
      "sources",
      sources.map(({ name }) => name),
    ) ??
    first(files, ({ path }) => pathFault(path)) ??
    orderFault(
      "local files",
      files.map(({ path }) => path),
    ) ??
    first(opaque, opaqueFault) ??
    orderFault("opaque inputs", opaque.map(opaqueIdentity))
  );
}

function sourceFault(source: UsedSource): string | undefined {
  const what = `source "${source.name}"`;
  const sha256 = source.type === "tree" ? undefined : source.sha256;
  return (
    nameFault("source", source.name) ??
    (source.purl === undefined ? undefined : purlFault(source.purl, sha256)) ??
    (source.type === "tree"
      ? undefined
      : (nameFault("file", source.file) ??
        numberFault(`the size of ${what}`, source.size) ??
        (source.lock === undefined ? undefined : pathFault(source.lock)))) ??
    (source.type === "archive" ? unpackedFault(what, source.unpacked) : undefined)
  );
}

function unpackedFault(
  what: string,
  { strip, inner, keep, remove, unpacker }: NonNullable<SourceLink["unpacked"]>,
): string | undefined {
  return (
    numberFault(`what is stripped of ${what}`, strip) ??
    numberFault(`the unpacker's version of ${what}`, unpacker) ??
    (inner === undefined ? undefined : pathFault(inner.path)) ??
    first([...keep, ...remove], (pattern) => pathFault(pattern.replace(/\/$/, ""))) ??
    orderFault(`patterns that keep parts of ${what}`, keep) ??
    orderFault(`patterns that remove parts of ${what}`, remove)
  );
}

function opaqueFault(input: OpaqueInput): string | undefined {
  const what = `opaque input ${JSON.stringify(input.name)}`;
  return (
    numberFault(`the size of ${what}`, input.size) ??
    (input.type === "file" ? pathFault(input.name) : nameFault(input.type, input.name)) ??
    (input.type === "bridge"
      ? (lineFault(`the reason for ${what}`, input.why) ??
        lineFault(`what ${what} stands for`, input.standsFor) ??
        lineFault(`how ${what} could go`, input.until) ??
        first(input.lineage, (line) => lineFault(`the lineage of ${what}`, line)) ??
        orderFault(`ancestors of ${what}`, input.lineage))
      : undefined)
  );
}
