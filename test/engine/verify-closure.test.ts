// A closure of manifests that tell one lie each, all of them canonical and with the right digests: what a signer could
// be shown.

import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { closureManifestOf } from "../../src/engine/closure-manifest.ts";
import { verifyClosure } from "../../src/engine/verify-closure.ts";
import { writeClosureManifest } from "../../src/manifest/closure.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import { succeed } from "../../src/model/failure.ts";
import type { Manifest } from "../../src/model/manifest.ts";
import type { TreeEntry } from "../../src/model/tree.ts";
import { treeOf } from "../../src/store/listing.ts";
import type { Store } from "../../src/store/store.ts";

const file = (path: string, text: string): TreeEntry => ({
  type: "file",
  path,
  executable: false,
  sha256: sha256(text),
  size: text.length,
});
const trees = { seed: treeOf([file("bin/seed", "seed")]), next: treeOf([file("a", "a"), file("b", "b")]) };
type Change = Partial<Manifest> & { readonly key?: never };

function manifestOf(stage: "seed" | "next", keyLines: string, more: Change): Manifest {
  const keyText = `fromseed-key 1\narchitecture x86_64\ncontract 1\n${keyLines}`;
  const opaque = [{ name: "seed", size: 4, sha256: sha256("seed") }];
  const manifest = {
    stage,
    recipe: { name: stage, version: "1" },
    architecture: "x86_64",
    contract: 1,
    keyText,
    tree: trees[stage],
    uses: [],
    sources: [],
    files: [],
    opaque,
    ...more,
  };
  return { ...manifest, key: sha256(manifest.keyText) };
}

/** Verifies the closure of `next`, which uses `seed` and a local file, with changes to what they say. */
async function verify(
  changes: { readonly seed?: Change; readonly next?: Change; readonly target?: string; readonly more?: Manifest } = {},
): Promise<readonly string[]> {
  const seed = manifestOf("seed", `seed ${sha256("seed")} "bin/seed"\n`, changes.seed ?? {});
  const uses = [{ stage: "seed", tree: seed.tree.sha256, manifest: sha256(writeManifest(seed)) }];
  const keyLines = `use seed ${trees.seed.sha256}\nsource s tree ${sha256("s")}\nsource t file "t.txt" ${sha256("t")}\nfile 755 ${sha256("f")} "f \\"x"\nstep "/work" ["/bin/seed"]\n`;
  const sources = [
    { name: "s", file: "s.tar", size: 1, sha256: sha256("tar"), tree: sha256("s") },
    { name: "t", file: "t.txt", size: 1, sha256: sha256("t") },
  ];
  const next = manifestOf("next", keyLines, {
    uses,
    sources,
    files: [{ path: 'f "x', sha256: sha256("f") }],
    ...changes.next,
  });
  const all = [seed, next, ...(changes.more === undefined ? [] : [changes.more])];
  const texts = new Map(all.map((each) => [`${each.stage}.json`, writeManifest(each)]));
  const stages = all.map((each) => ({
    stage: each.stage,
    key: each.key,
    tree: each.tree.sha256,
    manifest: sha256(texts.get(`${each.stage}.json`)!),
  }));
  texts.set("next.closure.json", writeClosureManifest(closureManifestOf(changes.target ?? "next", stages)));
  const store = {
    text: (_: string, name: string) => Promise.resolve(succeed(texts.get(name))),
    tree: (digest: Sha256) =>
      Promise.resolve(succeed(Object.values(trees).find((tree) => tree.sha256 === digest) ?? trees.seed)),
  };
  const verified = await verifyClosure(store as unknown as Store, "next", new Map());
  return verified.ok ? [] : verified.failures.map((failure) => failure.message.replace('Cannot verify "next": ', ""));
}

test("a closure that holds together is verified", async () => {
  expect(await verify()).toEqual([]);
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
    `the manifest of "next" names other inputs than its key: file ${sha256("f")} "f \\"x"`,
  ],
  [
    "another source",
    { next: { sources: [] } },
    `the manifest of "next" names other inputs than its key: source s tree ${sha256("s")}`,
  ],
  ["another contract", { next: { contract: 3 } }, 'the manifest of "next" names other inputs than its key: contract 1'],
  [
    "no seed among the opaque",
    { seed: { opaque: [] }, next: { opaque: [] } },
    `the manifest of "seed" names other inputs than its key: seed ${sha256("seed")} "bin/seed"`,
  ],
  [
    "a use that the key has not",
    { next: { keyText: "fromseed-key 1\narchitecture x86_64\ncontract 1\n", sources: [], files: [] } },
    `the manifest of "next" names other inputs than its key: use seed ${trees.seed.sha256}`,
  ],
  ["the closure of another target", { target: "seed" }, 'its closure manifest is that of "seed"'],
  [
    "a stage that the target does not descend from",
    { more: { ...manifestOf("seed", "", {}), stage: "other" } },
    'its closure names "other", which it does not descend from',
  ],
])("%s is found", async (_, changes, says) => {
  expect(await verify(changes)).toContain(says);
});
