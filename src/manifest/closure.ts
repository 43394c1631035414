// The canonical text of a target's closure manifest: one statement that names every stage's key, tree and manifest.
// Must never say less than its stages' manifests do: a signature over it stands for all of them.

import { canonicalJson } from "../bytes/canonical-json.ts";
import type { Result } from "../model/failure.ts";
import type { ClosureManifest } from "../model/manifest.ts";
import { readCanonical } from "./canonical-text.ts";
import { readDigest, writeDigest } from "./descriptor.ts";
import { loneDigest, readEnvelope } from "./envelope.ts";
import { closureFault } from "./fault.ts";
import { CLOSURE_TYPE, MANIFEST_FORM, STATEMENT_TYPE } from "./format.ts";
import type { JsonSpot } from "./json-spot.ts";

/** Writes a closure manifest as RFC 8785 text, with no line feed at its end. */
export function writeClosureManifest(closure: ClosureManifest): string {
  const fault = closureFault(closure);
  if (fault !== undefined) throw new Error(`our bug: a closure manifest was to be written in which ${fault}`);
  return canonicalJson({
    _type: STATEMENT_TYPE,
    subject: [{ name: `${closure.target}/`, digest: writeDigest({ tree: closure.tree }) }],
    predicateType: CLOSURE_TYPE,
    predicate: {
      target: closure.target,
      manifest: closure.manifest,
      stages: closure.stages.map(({ stage, key, tree, manifest }) => ({ stage, key, tree, manifest })),
    },
  });
}

/** Reads a closure manifest's text, or says what is wrong with it. */
export function parseClosureManifest(content: Uint8Array | string, file?: string): Result<ClosureManifest> {
  return readCanonical(
    {
      noun: "closure manifest",
      ...MANIFEST_FORM,
      read: readStatement,
      fault: closureFault,
      write: writeClosureManifest,
    },
    content,
    file,
  );
}

function readStatement(spot: JsonSpot): ClosureManifest {
  const statement = readEnvelope(spot, CLOSURE_TYPE);
  const predicate = statement.predicate.members("target", "manifest", "stages");
  const target = predicate("target").text();
  const own = loneDigest(statement.subject, { name: `${target}/`, called: "the target's tree" });
  const digest = own === undefined ? { tree: predicate("manifest").digest() } : readDigest(own);
  if (!("tree" in digest)) statement.subject.fault("an array of the target's tree alone");
  return {
    target,
    tree: "tree" in digest ? digest.tree : digest.sha256,
    manifest: predicate("manifest").digest(),
    stages: predicate("stages")
      .items()
      .map((each) => {
        const stage = each.members("stage", "key", "tree", "manifest");
        return {
          stage: stage("stage").text(),
          key: stage("key").digest(),
          tree: stage("tree").digest(),
          manifest: stage("manifest").digest(),
        };
      }),
  };
}
