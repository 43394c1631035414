// Sources in a manifest: their part of the text, written and read side by side. Must never give an archive's digest to
// the tree that it unpacks to, nor the other way round: the two are linked by what was unpacked here.

import type { Json } from "../bytes/canonical-json.ts";
import type { ContentDigest, UsedSource } from "../model/manifest.ts";
import type { SourceLink } from "../model/source-link.ts";
import { contentUrn, readAnnotations, readDigest, writeAnnotations, writeDigest } from "./descriptor.ts";
import type { JsonSpot } from "./json-spot.ts";

export function writeSource(source: UsedSource): Json {
  const digest: ContentDigest = source.type === "tree" ? { tree: source.tree } : { sha256: source.sha256 };
  return {
    name: source.name,
    uri: source.purl ?? contentUrn(digest),
    digest: writeDigest(digest),
    annotations: writeAnnotations({
      kind: "source",
      ...(source.type === "tree" ? {} : { file: source.file, size: source.size, lock: source.lock }),
      ...(source.type === "archive" ? { unpacked: unpackedJson(source.unpacked) } : {}),
    }),
  };
}

function unpackedJson({ strip, inner, keep, remove, unpacker, tree }: NonNullable<SourceLink["unpacked"]>): Json {
  return {
    strip,
    ...(inner === undefined ? {} : { inner: { path: inner.path, sha256: inner.sha256 } }),
    keep,
    remove,
    unpacker,
    tree,
  };
}

/** Reads what writeSource writes. */
export function readSource(spot: JsonSpot): UsedSource {
  const own = spot.members("name", "uri", "digest", "annotations");
  const more = readAnnotations(own("annotations"), "kind", "file?", "size?", "lock?", "unpacked?");
  const digest = readDigest(own("digest"));
  const uri = own("uri").text();
  if (!uri.startsWith("pkg:")) own("uri").constant(contentUrn(digest));
  const named = { name: own("name").text(), ...(uri.startsWith("pkg:") ? { purl: uri } : {}) };
  if ("tree" in digest) return { ...named, type: "tree", tree: digest.tree };
  const file = {
    ...named,
    file: more("file").text(),
    size: more("size").count(),
    sha256: digest.sha256,
    ...(more("lock").present() ? { lock: more("lock").text() } : {}),
  };
  return more("unpacked").present()
    ? { ...file, type: "archive", unpacked: readUnpacked(more("unpacked")) }
    : { ...file, type: "file" };
}

function readUnpacked(spot: JsonSpot): NonNullable<SourceLink["unpacked"]> {
  const own = spot.members("strip", "inner?", "keep", "remove", "unpacker", "tree");
  const inner = own("inner").present() ? own("inner").members("path", "sha256") : undefined;
  const patterns = (name: "keep" | "remove"): readonly string[] =>
    own(name)
      .items()
      .map((each) => each.text());
  return {
    strip: own("strip").count(),
    ...(inner === undefined ? {} : { inner: { path: inner("path").text(), sha256: inner("sha256").digest() } }),
    keep: patterns("keep"),
    remove: patterns("remove"),
    unpacker: own("unpacker").count(),
    tree: own("tree").digest(),
  };
}
