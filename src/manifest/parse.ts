// Reading a stage's manifest: the exact reverse of write.ts.
// Must never accept a text that write.ts would not have written, to the byte.

import { byBytes } from "../bytes/order.ts";
import type { Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { readCanonical } from "./canonical-text.ts";
import { manifestFault } from "./fault.ts";
import type { JsonSpot } from "./json-spot.ts";
import { BUILD_TYPE, BUILDER, PROVENANCE_TYPE, STATEMENT_TYPE, writeManifest } from "./write.ts";

/**
 * Reads a manifest's text, or says what is wrong with it. Whether it is true, only signatures and a rebuild can say.
 */
export function parseManifest(content: Uint8Array | string, file?: string): Result<Manifest> {
  return readCanonical(
    { noun: "manifest", read: readStatement, fault: manifestFault, write: writeManifest },
    content,
    file,
  );
}

function readStatement(spot: JsonSpot): Manifest {
  const statement = spot.members("_type", "subject", "predicateType", "predicate");
  statement("_type").constant(STATEMENT_TYPE);
  statement("predicateType").constant(PROVENANCE_TYPE);
  const predicate = statement("predicate").members("buildDefinition", "runDetails");
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
    tree: readTree(statement("subject"), stage),
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
  const more = own("annotations").members("size", "links", "directories");
  const entries: TreeEntry[] = files.map(readFile);
  for (const each of more("links").items()) {
    const link = each.members("path", "target");
    entries.push({ type: "link", path: link("path").text(), target: link("target").text() });
  }
  for (const each of more("directories").items()) entries.push({ type: "directory", path: each.text() });
  return {
    sha256: readDigest(own("digest")),
    entries: entries.sort((a, b) => byBytes(a.path, b.path)),
    size: more("size").count(),
  };
}

function readFile(spot: JsonSpot): TreeEntry {
  const file = spot.members("name", "digest", "annotations");
  const more = file("annotations").members("executable", "size");
  return {
    type: "file",
    path: file("name").text(),
    executable: more("executable").truth(),
    sha256: readDigest(file("digest")),
    size: more("size").count(),
  };
}

function readDependencies(spots: readonly JsonSpot[]): Pick<Manifest, "uses" | "sources" | "files" | "opaque"> {
  const uses: Manifest["uses"][number][] = [];
  const sources: Manifest["sources"][number][] = [];
  const files: Manifest["files"][number][] = [];
  const opaque: Manifest["opaque"][number][] = [];
  for (const spot of spots) {
    const dependency = spot.members("name", "digest", "annotations");
    const sha256 = readDigest(dependency("digest"));
    const name = dependency("name");
    const more = dependency("annotations").members("kind", "manifest?", "file?", "size?", "tree?");
    const kind = more("kind").text();
    if (kind === "stage") uses.push({ stage: name.directoryName(), tree: sha256, manifest: more("manifest").digest() });
    else if (kind === "source")
      sources.push({
        name: name.text(),
        file: more("file").text(),
        size: more("size").count(),
        sha256,
        ...(more("tree").present() ? { tree: more("tree").digest() } : {}),
      });
    else if (kind === "file") files.push({ path: name.text(), sha256 });
    else if (kind === "opaque") opaque.push({ name: name.text(), size: more("size").count(), sha256 });
    else more("kind").fault('"stage", "source", "file" or "opaque"');
  }
  return { uses, sources, files, opaque };
}

function readDigest(spot: JsonSpot): ReturnType<JsonSpot["digest"]> {
  return spot.members("sha256")("sha256").digest();
}
