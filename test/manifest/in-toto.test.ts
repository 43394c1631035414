// Manifests as others read them: the rules for fields of in-toto's Statement v1 and ResourceDescriptor and of SLSA's
// provenance v1, written down here again from those specifications, and nothing in them that names a place.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeManifest } from "../../src/manifest/write.ts";
import { anyManifest } from "./example.ts";

type Members = Readonly<Record<string, unknown>>;

/** ResourceDescriptor: at least one of three fields, digests by name, extensions as <vendor>_<fieldname>. */
function descriptor(value: Members): void {
  const { name, uri, digest, annotations, ...others } = value as {
    name: string;
    uri?: string;
    digest: Readonly<Record<string, string>>;
    annotations?: Members;
  };
  expect(Object.keys(others), "fields of others, a place to download from among them").toEqual([]);
  expect(typeof name).toBe("string");
  expect(Object.keys(digest)).toHaveLength(1);
  for (const [algorithm, hex] of Object.entries(digest)) {
    expect(algorithm).toMatch(/^(sha256|fromseedTree1)$/);
    expect(hex).toMatch(/^[0-9a-f]{64}$/);
    const kind = annotations?.["fromseed_kind"];
    if (name.endsWith("/")) expect(algorithm, name).toBe("fromseedTree1");
    else if (kind !== "source" && kind !== "bridge") expect(algorithm, name).toBe("sha256");
  }
  if (uri !== undefined) {
    const { protocol, host, username, password } = new URL(uri);
    expect(["pkg:", "urn:"]).toContain(protocol);
    expect([host, username, password]).toEqual(["", "", ""]);
    expect(uri).not.toMatch(/_url=/);
  }
  for (const key of Object.keys(annotations ?? {})) expect(key).toMatch(/^fromseed_[a-z][A-Za-z]*$/);
}

function statement(text: string): { readonly predicate: Members; readonly predicateType: string } {
  const value = JSON.parse(text);
  expect(Object.keys(value).sort()).toEqual(["_type", "predicate", "predicateType", "subject"]);
  expect(value._type).toBe("https://in-toto.io/Statement/v1");
  expect(URL.canParse(value.predicateType)).toBe(true);
  expect(value.subject.length).toBeGreaterThan(0);
  value.subject.forEach(descriptor);
  const names = value.subject.map((each: { name: string }) => each.name);
  expect(new Set(names).size).toBe(names.length);
  return value;
}

function provenance(text: string): void {
  const { predicate, predicateType } = statement(text);
  expect(predicateType).toBe("https://slsa.dev/provenance/v1");
  expect(Object.keys(predicate).sort()).toEqual(["buildDefinition", "runDetails"]);
  const { buildDefinition, runDetails } = predicate as any;
  expect(Object.keys(buildDefinition).sort()).toEqual([
    "buildType",
    "externalParameters",
    "internalParameters",
    "resolvedDependencies",
  ]);
  expect(URL.canParse(buildDefinition.buildType)).toBe(true);
  expect(URL.canParse(runDetails.builder.id)).toBe(true);
  for (const each of buildDefinition.resolvedDependencies) {
    expect(typeof each.uri).toBe("string");
    descriptor(each);
  }
}

test.each(["seed", "empty", "everything"])("the vector %s keeps the rules", (name) => {
  provenance(JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), "utf8")).text);
});

test("so does a closure", () => {
  statement(JSON.parse(readFileSync(new URL("vectors/closure.json", import.meta.url), "utf8")).text);
});

test("and any manifest", () => {
  fc.assert(fc.property(anyManifest, (manifest) => provenance(writeManifest(manifest))));
});
