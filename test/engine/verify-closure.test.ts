// A closure of manifests that tell one lie each, all of them canonical and with the right digests: what a signer could
// be shown.

import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { closureManifestOf } from "../../src/engine/closure-manifest.ts";
import { givenManifests } from "../../src/engine/manifest-source.ts";
import { verifyClosure } from "../../src/engine/verify-closure.ts";
import type { SourceLink } from "../../src/model/source-link.ts";
import { linkName } from "../../src/store/link-text.ts";
import { writeClosureManifest } from "../../src/manifest/closure.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import { succeed } from "../../src/model/failure.ts";
import { KeyText } from "../../src/graph/key-text.ts";
import { walkKey, type KeyedInputs, type KeyedSource } from "../../src/graph/key-walk.ts";
import type { Manifest, OpaqueInput, UsedSource } from "../../src/model/manifest.ts";
import type { TreeEntry } from "../../src/model/tree.ts";
import { treeOf } from "../../src/store/listing.ts";

const file = (path: string, text: string): TreeEntry => ({
  type: "file",
  path,
  executable: false,
  sha256: sha256(text),
  size: text.length,
});
const trees = { seed: treeOf([file("bin/seed", "seed")]), next: treeOf([file("a", "a"), file("b", "b")]) };
type Change = Partial<Manifest> & { readonly key?: never };

function manifestOf(stage: "seed" | "next", inputs: Partial<KeyedInputs>, more: Change): Manifest {
  const writer = new KeyText();
  const keyed = { architecture: "x86_64", contract: 3, uses: [], sources: [], files: [], ...inputs };
  const rest = { crates: [], environment: {}, proc: false, parallel: false, steps: [], checks: [], outputs: [] };
  walkKey({ inputs: keyed, ...rest }, writer);
  const manifest: Omit<Manifest, "key"> = {
    stage,
    recipe: { name: stage, version: "1" },
    architecture: "x86_64",
    contract: 3,
    keyText: writer.text,
    tree: trees[stage],
    uses: [],
    sources: [],
    files: [],
    opaque: [SEED],
    ...more,
  };
  return { ...manifest, key: sha256(manifest.keyText) };
}

const SEED: OpaqueInput = { type: "seed", name: "seed", size: 4, sha256: sha256("seed") };
const unpacked = { strip: 1, keep: [], remove: [], unpacker: 1, tree: sha256("s") };
const SOURCES: readonly UsedSource[] = [
  { name: "b", type: "tree", tree: sha256("b") },
  { name: "s", type: "archive", file: "s.tar", size: 1, sha256: sha256("tar"), unpacked },
  { name: "t", type: "file", file: "t.txt", size: 1, sha256: sha256("t") },
];
const ARCHIVE = { sha256: sha256("tar"), size: 1, unpacked };
/** What was unpacked here. */
const LINKS = new Map(
  [ARCHIVE, { sha256: sha256("t"), size: 1 }].map((link: SourceLink) => [linkName(link), link] as const),
);
/** The sources with another archive. */
const withArchive = (change: object): readonly UsedSource[] =>
  SOURCES.map((source) => (source.type === "archive" ? { ...source, ...change } : source));
const FILES = [{ path: 'f "x', executable: true, sha256: sha256("f") }];
const words = { why: "it cannot be built yet", standsFor: "b from source", until: "it can be", lineage: [] };
const BRIDGE: OpaqueInput = { type: "bridge", name: "b", size: 9, tree: sha256("b"), ...words };

const OTHER = { ...manifestOf("seed", { seed: sha256("seed") }, {}), stage: "other" };

/** Verifies the closure of `next`, which uses `seed`, sources and a local file, with changes to what they say. */
async function verify(
  changes: { readonly seed?: Change; readonly next?: Change; readonly target?: "seed"; readonly more?: Manifest } = {},
): Promise<readonly string[]> {
  const seed = manifestOf("seed", { seed: sha256("seed") }, changes.seed ?? {});
  const uses = [{ stage: "seed", tree: seed.tree.sha256, manifest: sha256(writeManifest(seed)) }];
  const sources: readonly KeyedSource[] = [
    { name: "b", type: "tree", tree: sha256("b") },
    { name: "s", type: "tree", tree: sha256("s") },
    { name: "t", type: "file", sha256: sha256("t") },
  ];
  const next = manifestOf(
    "next",
    { uses, sources, files: FILES },
    { uses, sources: SOURCES, files: FILES, ...changes.next },
  );
  const all = [seed, next, ...(changes.more === undefined ? [] : [changes.more])];
  const texts = new Map(all.map((each) => [`${each.stage}.json`, writeManifest(each)]));
  const stages = all.map((each) => ({
    stage: each.stage,
    key: each.key,
    tree: each.tree.sha256,
    manifest: sha256(texts.get(`${each.stage}.json`)!),
  }));
  texts.set(
    "next.closure.json",
    writeClosureManifest(closureManifestOf(stages[changes.target === "seed" ? 0 : 1]!, stages)),
  );
  const treeSize = (digest: Sha256) =>
    Promise.resolve(succeed((Object.values(trees).find((tree) => tree.sha256 === digest) ?? trees.seed).size));
  const given = givenManifests([...texts].map(([file, text]) => ({ file, content: Buffer.from(text) })));
  if (!given.ok) throw new Error(JSON.stringify(given.failures));
  const closure = () => texts.get("next.closure.json");
  const link = (asked: SourceLink) => Promise.resolve(LINKS.get(linkName(asked)));
  const verified = await verifyClosure({ ...given.value, closure, treeSize, link }, "next", new Map());
  return verified.ok ? [] : verified.failures.map((failure) => failure.message.replace('Cannot verify "next": ', ""));
}

test("a closure that holds together is verified", async () => {
  expect(await verify()).toEqual([]);
  const brought: OpaqueInput = { type: "file", name: "s/a.o", size: 1, sha256: sha256("x") };
  expect(await verify({ next: { opaque: [SEED, BRIDGE, brought] } })).toEqual([]);
});

test.each<[lie: string, changes: Parameters<typeof verify>[0], says: string]>([
  [
    "another file in the list",
    { next: { tree: { ...trees.next, entries: [file("a", "a"), file("b", "c")] } } },
    `the manifest of "next" lists entries that are not those of its tree ${trees.next.sha256}`,
  ],
  [
    "a file that is not listed",
    { next: { tree: { ...trees.next, entries: [file("a", "a")], size: 1 } } },
    `the manifest of "next" lists entries that are not those of its tree ${trees.next.sha256}`,
  ],
  [
    "another size",
    { next: { tree: { ...trees.next, entries: trees.next.entries.map((entry) => ({ ...entry, size: 2 })), size: 4 } } },
    'the manifest of "next" says its tree has 4 bytes, the stored one has 2',
  ],
  [
    "no local file",
    { next: { files: [] } },
    `the manifest of "next" names other inputs than its key: file "f \\"x" 755 ${sha256("f")}`,
  ],
  [
    "another source",
    { next: { sources: SOURCES.filter((source) => source.name !== "s") } },
    `the manifest of "next" names other inputs than its key: source s tree ${sha256("s")}`,
  ],
  ["another contract", { next: { contract: 1 } }, 'the manifest of "next" names other inputs than its key: contract 3'],
  [
    "no seed among the opaque",
    { seed: { opaque: [] }, next: { opaque: [] } },
    `the manifest of "seed" names other inputs than its key: build seed ${sha256("seed")}`,
  ],
  [
    "a use that the key has not",
    { next: { keyText: manifestOf("next", {}, {}).keyText, sources: [], files: [] } },
    `the manifest of "next" names other inputs than its key: use seed ${trees.seed.sha256}`,
  ],
  [
    "a mode that the key has not",
    { next: { files: FILES.map((file) => ({ ...file, executable: false })) } },
    `the manifest of "next" names other inputs than its key: file "f \\"x" 755 ${sha256("f")}`,
  ],
  [
    "an archive that was never fetched",
    { next: { sources: withArchive({ sha256: sha256("tar-2") }) } },
    `the manifest of "next" names a source "s" that was never had here as it says: ${sha256("tar-2")}`,
  ],
  [
    "an archive of another size",
    { next: { sources: withArchive({ size: 2 }) } },
    `the manifest of "next" names a source "s" that was never had here as it says: ${sha256("tar")}`,
  ],
  [
    "another way to unpack it",
    { next: { sources: withArchive({ unpacked: { ...unpacked, strip: unpacked.strip + 1 } }) } },
    `the manifest of "next" names a source "s" that was never had here as it says: ${sha256("tar")}`,
  ],
  [
    "another tree of it",
    { next: { sources: withArchive({ unpacked: { ...unpacked, tree: sha256("u") } }) } },
    `the manifest of "next" says that its source "s" unpacks to ${sha256("u")}, and here it unpacked to ${unpacked.tree}`,
  ],
  [
    "another size of a file",
    { next: { sources: SOURCES.map((source) => (source.type === "file" ? { ...source, size: 2 } : source)) } },
    `the manifest of "next" names a source "t" that was never had here as it says: ${sha256("t")}`,
  ],
  [
    "a seed that gets lost on the way",
    { next: { opaque: [] } },
    'the manifest of "next" does not name the opaque "seed" that its stages descend from',
  ],
  [
    "another seed of the same name",
    { next: { opaque: [{ ...SEED, sha256: sha256("another") }] } },
    'the manifest of "next" names an opaque "seed" that neither its stages nor its own inputs bring',
  ],
  [
    "a bridge of other bytes than its source's",
    { next: { opaque: [SEED, { ...BRIDGE, tree: sha256("c") }] } },
    'the manifest of "next" names an opaque "b" that neither its stages nor its own inputs bring',
  ],
  [
    "an opaque file of no source",
    { next: { opaque: [SEED, { type: "file", name: "x/a.o", size: 1, sha256: sha256("x") }] } },
    'the manifest of "next" names an opaque "x/a.o" that neither its stages nor its own inputs bring',
  ],
  [
    "another opaque local file",
    { next: { opaque: [SEED, { type: "file", name: 'f "x', size: 1, sha256: sha256("x") }] } },
    'the manifest of "next" names an opaque "f "x" that neither its stages nor its own inputs bring',
  ],
  ["the closure of another target", { target: "seed" }, "its closure manifest does not name what its manifests do"],
  [
    "a stage that the target does not descend from",
    { more: OTHER },
    `its closure names a manifest ${sha256(writeManifest(OTHER))} of "other", from which it does not descend`,
  ],
])("%s is found", async (_, changes, says) => {
  expect(await verify(changes)).toContain(says);
});
