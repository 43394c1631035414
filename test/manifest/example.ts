// A small manifest and a closure for the tests, and fast-check's arbitrary ones.

import fc from "fast-check";
import { byBytes } from "../../src/bytes/order.ts";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Manifest } from "../../src/model/manifest.ts";
import type { TreeEntry } from "../../src/model/tree.ts";

const KEY_TEXT = 'fromseed-key 1\narchitecture x86_64\ncontract 1\nseed 0000 "hex0"\n';

export const EXAMPLE: Manifest = {
  stage: "hex0",
  recipe: { name: "hex0", version: "1" },
  architecture: "x86_64",
  contract: 1,
  key: sha256(KEY_TEXT),
  keyText: KEY_TEXT,
  tree: {
    sha256: sha256("listing"),
    entries: [{ type: "file", path: "bin/hex0", executable: true, sha256: sha256("hex0"), size: 180 }],
    size: 180,
  },
  uses: [],
  sources: [],
  files: [{ path: "bootstrap-seed/hex0/hex0.hex0", sha256: sha256("text") }],
  opaque: [{ name: "hex0", size: 180, sha256: sha256("hex0") }],
};

const digest = fc.string().map((text) => sha256(text));
const size = fc.nat({ max: 1_000_000 });
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 4 })
    .filter((text) => /^[^/\p{Cc}]+$/u.test(text) && text !== "." && text !== ".." && text.isWellFormed()),
);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
const text = fc.string({ unit: "grapheme" }).filter((each) => each.isWellFormed());

function sorted<T>(value: fc.Arbitrary<T>, key: (value: T) => string): fc.Arbitrary<readonly T[]> {
  return fc
    .uniqueArray(value, { maxLength: 6, selector: key })
    .map((values) => values.sort((a, b) => byBytes(key(a), key(b))));
}

const entry: fc.Arbitrary<TreeEntry> = fc.oneof(
  fc.record({ type: fc.constant("file" as const), path, executable: fc.boolean(), sha256: digest, size }),
  fc.record({
    type: fc.constant("link" as const),
    path,
    target: text.filter((each) => each !== "" && !/[\0\n]/.test(each)),
  }),
  fc.record({ type: fc.constant("directory" as const), path }),
);

/** Entries of which none lies below another. */
const entries = sorted(entry, (each) => each.path).map((all) =>
  all.filter(({ path }) => !all.some((other) => other.path.startsWith(`${path}/`))),
);

export const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    stage: name,
    recipe: fc.record({ name: text, version: text }),
    architecture: text,
    contract: size,
    keyText: text,
    tree: fc.record({ sha256: digest, entries }),
    uses: sorted(fc.record({ stage: name, tree: digest, manifest: digest }), (each) => each.stage),
    sources: sorted(
      fc.record({ name: text, file: text, size, sha256: digest, tree: fc.option(digest, { nil: undefined }) }),
      (each) => each.name,
    ),
    files: sorted(fc.record({ path, sha256: digest }), (each) => each.path),
    opaque: sorted(fc.record({ name: text, size, sha256: digest }), (each) => each.name),
  })
  .map((value) => ({
    ...value,
    key: sha256(value.keyText),
    tree: {
      ...value.tree,
      size: value.tree.entries.reduce((sum, each) => sum + (each.type === "file" ? each.size : 0), 0),
    },
    sources: value.sources.map(({ tree, ...source }) => (tree === undefined ? source : { ...source, tree })),
  }));
