// Reading a stage's manifest: the exact reverse of write.ts.
// Must never accept a text that write.ts would not have written, to the byte.

import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { Manifest, UsedFile, UsedStage } from "../model/manifest.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { readCanonical } from "./canonical-text.ts";
import { contentUrn, readAnnotations, readDigest } from "./descriptor.ts";
import { readEnvelope } from "./envelope.ts";
import { manifestFault } from "./fault.ts";
import { fileSubject } from "./file-subject.ts";
import { BUILD_TYPE, BUILDER, MANIFEST_FORM, PREFIX, PROVENANCE_TYPE } from "./format.ts";
import type { JsonSpot } from "./json-spot.ts";
import { OPAQUE_KINDS, readOpaque } from "./opaque.ts";
import { readSource } from "./used-source.ts";
import { writeManifest } from "./write.ts";

/**
 * Reads a manifest's text, or says what is wrong with it. Whether it is true, only signatures and a rebuild can say.
 */
export function parseManifest(content: Uint8Array | string, file?: string): Result<Manifest> {
  return readCanonical(
    { noun: "manifest", ...MANIFEST_FORM, read: readStatement, fault: manifestFault, write: writeManifest },
    content,
    file,
  );
}

function readStatement(spot: JsonSpot): Manifest {
  const statement = readEnvelope(spot, PROVENANCE_TYPE);
  const predicate = statement.predicate.members("buildDefinition", "runDetails");
  predicate("runDetails").members("builder")("builder").members("id")("id").constant(BUILDER);
  const build = predicate("buildDefinition").members(
    "buildType",
    "externalParameters",
    "internalParameters",
    "resolvedDependencies",
  );
  build("buildType").constant(BUILD_TYPE);
  const external = build("externalParameters").members("stage", "recipe", "architecture");
  const recipe = external("recipe").members("name", "version");
  const internal = build("internalParameters").members("contract", "key", "keyText");
  const stage = external("stage").text();
  return {
    stage,
    recipe: { name: recipe("name").text(), version: recipe("version").text() },
    architecture: external("architecture").text(),
    contract: internal("contract").count(),
    key: internal("key").digest(),
    keyText: internal("keyText").text(),
    tree: readTree(statement.subject, stage),
    ...readDependencies(build("resolvedDependencies").items()),
  };
}

function readTree(subject: JsonSpot, stage: string): Tree {
  const [tree, ...files] = subject.items();
  if (tree === undefined) {
    subject.fault("an array that begins with the stage's tree");
    return { sha256: subject.digest(), entries: [], size: 0 };
  }
  const own = tree.members("name", "digest", "annotations");
  own("name").constant(`${stage}/`);
  const more = readAnnotations(own("annotations"), "size", "links", "directories");
  const entries: TreeEntry[] = files.map((spot) => spot.whole(fileSubject) ?? readFileSubject(spot));
  for (const each of more("links").items()) {
    const link = each.members("path", "target");
    entries.push({ type: "link", path: link("path").text(), target: link("target").text() });
  }
  for (const each of more("directories").items()) entries.push({ type: "directory", path: each.text() });
  return {
    sha256: treeDigest(own("digest")),
    entries: entries.sort((a, b) => byBytes(a.path, b.path)),
    size: more("size").count(),
  };
}

function readFileSubject(spot: JsonSpot): TreeEntry {
  const file = spot.members("name", "digest", "annotations");
  const more = readAnnotations(file("annotations"), "executable", "size");
  return {
    type: "file",
    path: file("name").text(),
    executable: more("executable").truth(),
    sha256: fileDigest(file("digest")),
    size: more("size").count(),
  };
}

/** What stands in a manifest after its own facts, by kind. */
type Dependencies = { -readonly [Key in "uses" | "sources" | "files" | "opaque"]: Manifest[Key][number][] };

function readDependencies(spots: readonly JsonSpot[]): Dependencies {
  const found: Dependencies = { uses: [], sources: [], files: [], opaque: [] };
  const opaque: ReadonlySet<string> = new Set(Object.values(OPAQUE_KINDS));
  for (const spot of spots) {
    const kind = spot.inner("annotations", `${PREFIX}kind`);
    const name = kind.textIfAny();
    if (name === "stage") found.uses.push(readUse(spot));
    else if (name === "source") found.sources.push(readSource(spot));
    else if (name === "file") found.files.push(readFile(spot));
    else if (name !== undefined && opaque.has(name)) found.opaque.push(readOpaque(spot));
    else kind.fault('"stage", "source", "file", "seed", "bridge" or "opaque"');
  }
  return found;
}

function readUse(spot: JsonSpot): UsedStage {
  const own = spot.members("name", "uri", "digest", "annotations");
  const more = readAnnotations(own("annotations"), "kind", "manifest");
  const tree = treeDigest(own("digest"));
  own("uri").constant(contentUrn({ tree }));
  return { stage: own("name").directoryName(), tree, manifest: more("manifest").digest() };
}

function readFile(spot: JsonSpot): UsedFile {
  const own = spot.members("name", "uri", "digest", "annotations");
  const more = readAnnotations(own("annotations"), "kind", "executable");
  const sha256 = fileDigest(own("digest"));
  own("uri").constant(contentUrn({ sha256 }));
  return { path: own("name").text(), executable: more("executable").truth(), sha256 };
}

function treeDigest(spot: JsonSpot): Sha256 {
  const digest = readDigest(spot);
  if ("tree" in digest) return digest.tree;
  spot.fault("the digest of a tree");
  return digest.sha256;
}

function fileDigest(spot: JsonSpot): Sha256 {
  const digest = readDigest(spot);
  if ("sha256" in digest) return digest.sha256;
  spot.fault("the digest of a file");
  return digest.tree;
}
