// The canonical text of a manifest: an in-toto Statement v1 with a SLSA provenance v1 predicate (MANIFEST.md).
// Must never write a text that parse.ts would refuse, nor anything that two machines could write differently.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Manifest, UsedFile, UsedStage } from "../model/manifest.ts";
import { contentUrn, writeAnnotations, writeDigest } from "./descriptor.ts";
import { manifestFault } from "./fault.ts";
import { fileSubjectText } from "./file-subject.ts";
import { BUILD_TYPE, BUILDER, PROVENANCE_TYPE, STATEMENT_TYPE } from "./format.ts";
import { writeOpaque } from "./opaque.ts";
import { writeSource } from "./used-source.ts";

/** Writes a manifest as RFC 8785 text, with no line feed at its end. These bytes are what is digested and signed. */
export function writeManifest(manifest: Manifest): string {
  const fault = manifestFault(manifest);
  if (fault !== undefined) throw new Error(`our bug: a manifest was to be written in which ${fault}`);
  const { uses, sources, files, opaque } = manifest;
  const text = canonicalJson({
    _type: STATEMENT_TYPE,
    subject: [treeSubject(manifest)],
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
        resolvedDependencies: [
          ...uses.map(writeUse),
          ...sources.map(writeSource),
          ...files.map(writeFile),
          ...opaque.map(writeOpaque),
        ],
      },
      runDetails: { builder: { id: BUILDER } },
    },
  });
  const laid = manifest.tree.entries.map((entry) => (entry.type === "file" ? `,${fileSubjectText(entry)}` : ""));
  // The subjects are the last of the keys.
  return `${text.slice(0, -END.length)}${laid.join("")}${END}`;
}

const END = "]}";

/** The tree comes first, by the digest of its listing and with what in it has no digest; then each file. */
function treeSubject({ stage, tree }: Manifest): Json {
  const links = tree.entries.filter((entry) => entry.type === "link");
  const directories = tree.entries.filter((entry) => entry.type === "directory");
  return {
    name: `${stage}/`,
    digest: writeDigest({ tree: tree.sha256 }),
    annotations: writeAnnotations({
      size: tree.size,
      links: links.map(({ path, target }) => ({ path, target })),
      directories: directories.map((entry) => entry.path),
    }),
  };
}

function writeUse({ stage, tree, manifest }: UsedStage): Json {
  return {
    name: `${stage}/`,
    uri: contentUrn({ tree }),
    digest: writeDigest({ tree }),
    annotations: writeAnnotations({ kind: "stage", manifest }),
  };
}

function writeFile({ path, sha256, executable }: UsedFile): Json {
  return {
    name: path,
    uri: contentUrn({ sha256 }),
    digest: writeDigest({ sha256 }),
    annotations: writeAnnotations({ kind: "file", executable }),
  };
}
