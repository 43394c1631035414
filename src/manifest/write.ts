// The canonical text of a manifest: an in-toto Statement v1 with a SLSA provenance v1 predicate (MANIFEST.md).
// Must never write a text that parse.ts would refuse, nor anything that two machines could write differently.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Manifest } from "../model/manifest.ts";
import type { TreeEntry } from "../model/tree.ts";
import { manifestFault } from "./fault.ts";

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const PROVENANCE_TYPE = "https://slsa.dev/provenance/v1";
export const BUILD_TYPE = "urn:fromseed:build:1";
export const BUILDER = "urn:fromseed:builder:1";

/** Writes a manifest as RFC 8785 text, with no line feed at its end. These bytes are what is digested and signed. */
export function writeManifest(manifest: Manifest): string {
  const fault = manifestFault(manifest);
  if (fault !== undefined) throw new Error(`our bug: a manifest was to be written in which ${fault}`);
  return canonicalJson({
    _type: STATEMENT_TYPE,
    subject: subjects(manifest),
    predicateType: PROVENANCE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          stage: manifest.stage,
          recipe: { name: manifest.recipe.name, version: manifest.recipe.version },
          architecture: manifest.architecture,
        },
        internalParameters: { contract: manifest.contract, key: manifest.key, keyText: manifest.keyText },
        resolvedDependencies: dependencies(manifest),
      },
      runDetails: { builder: { id: BUILDER } },
    },
  });
}

/** The tree first, by the digest of its listing and with what in it has no digest; then each file. */
function subjects({ stage, tree }: Manifest): Json {
  const files = tree.entries.filter((entry) => entry.type === "file");
  const links = tree.entries.filter((entry) => entry.type === "link");
  const directories = tree.entries.filter((entry) => entry.type === "directory");
  return [
    {
      name: `${stage}/`,
      digest: { sha256: tree.sha256 },
      annotations: {
        size: tree.size,
        links: links.map(({ path, target }) => ({ path, target })),
        directories: directories.map((entry) => entry.path),
      },
    },
    ...files.map(fileSubject),
  ];
}

function fileSubject(file: TreeEntry & { readonly type: "file" }): Json {
  return {
    name: file.path,
    digest: { sha256: file.sha256 },
    annotations: { executable: file.executable, size: file.size },
  };
}

function dependencies({ uses, sources, files, opaque }: Manifest): Json {
  return [
    ...uses.map((each) => ({
      name: `${each.stage}/`,
      digest: { sha256: each.tree },
      annotations: { kind: "stage", manifest: each.manifest },
    })),
    ...sources.map((each) => ({
      name: each.name,
      digest: { sha256: each.sha256 },
      annotations: {
        kind: "source",
        file: each.file,
        size: each.size,
        ...(each.tree === undefined ? {} : { tree: each.tree }),
      },
    })),
    ...files.map((each) => ({ name: each.path, digest: { sha256: each.sha256 }, annotations: { kind: "file" } })),
    ...opaque.map((each) => ({
      name: each.name,
      digest: { sha256: each.sha256 },
      annotations: { kind: "opaque", size: each.size },
    })),
  ];
}
