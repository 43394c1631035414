// A small manifest and a closure for the tests, and fast-check's arbitrary ones.

import fc from "fast-check";
import { byBytes } from "../../src/bytes/order.ts";
import { sha256 } from "../../src/bytes/sha256.ts";
import { unionOfOpaque } from "../../src/manifest/opaque.ts";
import type { Manifest, OpaqueInput, UsedSource } from "../../src/model/manifest.ts";
import { writePurl } from "../../src/model/purl.ts";
import type { TreeEntry } from "../../src/model/tree.ts";

const KEY_TEXT = `fromseed-key\t2\narchitecture\tx86_64\ncontract\t3\nbuild\tseed ${sha256("hex0")}\npath\t"bin/hex0"\n`;

export const EXAMPLE: Manifest = {
  stage: "hex0",
  recipe: { name: "hex0", version: "1" },
  architecture: "x86_64",
  contract: 3,
  key: sha256(KEY_TEXT),
  keyText: KEY_TEXT,
  tree: {
    sha256: sha256("listing"),
    entries: [{ type: "file", path: "bin/hex0", executable: true, sha256: sha256("hex0"), size: 180 }],
    size: 180,
  },
  uses: [],
  sources: [],
  files: [{ path: "bootstrap-seed/hex0/hex0.hex0", executable: false, sha256: sha256("text") }],
  opaque: [{ type: "seed", name: "hex0", size: 180, sha256: sha256("hex0") }],
};

const digest = fc.string().map((text) => sha256(text));
const size = fc.nat({ max: 1_000_000 });
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 4 })
    .filter((text) => /^[^/\p{C}\p{Zl}\p{Zp}\p{DI}]+$/u.test(text) && text !== "." && text !== ".."),
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

/** Prose of one line. */
const line = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((each) => /^[^\p{C}\p{Zl}\p{Zp}\p{DI}]+$/u.test(each));
const patterns = fc
  .uniqueArray(
    fc.tuple(path, fc.constantFrom("", "/")).map(([each, end]) => each + end),
    { maxLength: 3 },
  )
  .map((each) => each.sort(byBytes));
const unpacked = fc
  .record({
    strip: size,
    inner: fc.option(fc.record({ path, sha256: digest })),
    keep: patterns,
    remove: patterns,
    unpacker: size,
    tree: digest,
  })
  .map(({ inner, ...rest }) => ({ ...rest, ...(inner === null ? {} : { inner }) }));

const source: fc.Arbitrary<UsedSource> = fc
  .record({
    type: fc.constantFrom("file" as const, "archive" as const, "tree" as const),
    name,
    purl: fc.option(fc.record({ type: fc.constantFrom("generic", "cargo", "pypi", "deb"), name, version: line })),
    file: name,
    size,
    sha256: digest,
    lock: fc.option(path),
    unpacked,
  })
  .map(({ type, name, purl, lock, ...more }) => {
    const named = { name, ...(purl === null ? {} : { purl: writePurl(purl) }) };
    if (type === "tree") return { ...named, type, tree: more.unpacked.tree };
    const { file, size, sha256 } = more;
    const upstream = { ...named, file, size, sha256, ...(lock === null ? {} : { lock }) };
    return type === "file" ? { ...upstream, type } : { ...upstream, type, unpacked: more.unpacked };
  });

export const anyOpaque: fc.Arbitrary<OpaqueInput> = fc.oneof(
  fc.record({ type: fc.constant("seed" as const), name, size, sha256: digest }),
  fc.record({ type: fc.constant("file" as const), name: path, size, sha256: digest }),
  fc
    .record({
      type: fc.constant("bridge" as const),
      name,
      size,
      why: line,
      standsFor: line,
      until: line,
      lineage: fc.uniqueArray(line, { maxLength: 3 }).map((each) => each.sort(byBytes)),
      digest: fc.oneof(fc.record({ sha256: digest }), fc.record({ tree: digest })),
    })
    .map(({ digest, ...bridge }) => ({ ...bridge, ...digest })),
);

/** Entries of which none lies below another. */
const entries = sorted(entry, (each) => each.path).map((all) =>
  all.filter(({ path }) => !all.some((other) => other.path.startsWith(`${path}/`))),
);

export const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    stage: name,
    recipe: fc.record({ name: line, version: line }),
    architecture: line,
    contract: size,
    keyText: text,
    tree: fc.record({ sha256: digest, entries }),
    uses: sorted(
      fc.record({ stage: name, tree: digest, manifest: digest }),
      ({ stage, manifest }) => `${stage}\0${manifest}`,
    ),
    sources: sorted(source, (each) => each.name),
    files: sorted(fc.record({ path, executable: fc.boolean(), sha256: digest }), (each) => each.path),
    opaque: fc.array(anyOpaque, { maxLength: 6 }).map(unionOfOpaque),
  })
  .map((value) => ({
    ...value,
    key: sha256(value.keyText),
    tree: {
      ...value.tree,
      size: value.tree.entries.reduce((sum, each) => sum + (each.type === "file" ? each.size : 0), 0),
    },
  }));
