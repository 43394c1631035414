// Links: their text against the vectors of LAYOUT.md, found by their question alone, never collected, and found out when
// they are changed, also by somebody who knows how.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import type { SourceLink } from "../../src/model/source-link.ts";
import { linkName, readLink, writeLink } from "../../src/store/link-text.ts";
import type { Store } from "../../src/store/store.ts";
import { keeping, temporaryFolder, temporaryStore, value } from "./temporary-store.ts";

interface Vectors {
  readonly links: readonly {
    readonly about: string;
    readonly link: SourceLink;
    readonly text: string;
    readonly name: Sha256;
  }[];
  readonly refused: readonly { readonly about: string; readonly text: string }[];
}
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "vectors/links.json"), "utf8")) as Vectors;

test.each(vectors.links)("$about", ({ link, text, name, ...more }) => {
  expect(Object.keys(more)).toEqual(["about"]);
  expect(writeLink(link)).toBe(text);
  expect(readLink(text)).toEqual(link);
  expect(linkName(link)).toBe(name);
  expect(sha256(text.replace(/^tree .*\n/m, ""))).toBe(name);
});

test.each(vectors.refused)("no link: $about", ({ text }) => {
  expect(readLink(text)).toBeUndefined();
});

const way = { unpacker: 1, strip: 1, keep: [], remove: ["a"] };
const link: SourceLink = { sha256: sha256("file"), size: 4, unpacked: { ...way, tree: sha256("tree") } };

test("a link is found by its question, whatever tree is thought of, and by no other", async () => {
  const store = await temporaryStore();
  value(await store.putLink(link));
  expect(await store.link({ ...link, unpacked: { ...way, tree: sha256("other") } })).toEqual(link);
  const others: readonly SourceLink[] = [
    { ...link, size: 5 },
    { ...link, sha256: sha256("other") },
    { sha256: link.sha256, size: link.size },
    { ...link, unpacked: { ...link.unpacked!, unpacker: 2 } },
    { ...link, unpacked: { ...link.unpacked!, strip: 0 } },
    { ...link, unpacked: { ...link.unpacked!, remove: [] } },
    { ...link, unpacked: { ...link.unpacked!, keep: ["b"] } },
    { ...link, unpacked: { ...link.unpacked!, inner: { path: "x", sha256: sha256("x") } } },
  ];
  for (const other of others) expect(await store.link(other), JSON.stringify(other)).toBeUndefined();
  expect(await all(store)).toEqual([link]);
});

test("no collection removes a link", async () => {
  const store = await temporaryStore();
  value(await store.putLink(link));
  const none = new Set<never>();
  value(
    await store.collect(
      keeping({ trees: none, blobs: none, records: none, latest: none, manifests: none, runs: none, logs: none }),
    ),
  );
  expect(await store.link(link)).toEqual(link);
});

test("a link that was changed is none, and is found", async () => {
  const store = await temporaryStore();
  value(await store.putLink(link));
  const path = store.textPath("links", linkName(link));
  const forged = writeLink({ ...link, unpacked: { ...way, tree: sha256("forged") } });
  writeFileSync(path, forged);
  expect(await store.link(link)).toBeUndefined();
  expect(await findings(store)).toEqual([[`links/${linkName(link)}`, expect.stringContaining("not that of any text")]]);
});

test("a link in another's place is none, and is found, although it was put once", async () => {
  const store = await temporaryStore();
  const other = { ...link, unpacked: { ...way, strip: 2, tree: sha256("tree") } };
  value(await store.putLink(link));
  value(await store.putLink(other));
  writeFileSync(store.textPath("links", linkName(link)), writeLink(other));
  expect(await store.link(link)).toBeUndefined();
  expect(await findings(store)).toEqual([[`links/${linkName(link)}`, expect.stringContaining("belongs elsewhere")]]);
});

test("a store that was made before there were links gets their folder", async () => {
  const home = join(temporaryFolder(), "home");
  await (await temporaryStore(home)).close();
  rmSync(join(home, "links"), { recursive: true });
  const store = await temporaryStore(home);
  value(await store.putLink(link));
  expect(await all(store)).toEqual([link]);
  mkdirSync(join(home, "links/directory"));
  expect(await all(store)).toEqual([link]);
});

async function all(store: Store): Promise<SourceLink[]> {
  const found: SourceLink[] = [];
  for await (const each of store.links()) found.push(each);
  return found;
}

async function findings(store: Store): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { object, failure } of store.verify()) found.push([object, failure.message]);
  return found;
}
