// Sources on their way into the store: what is pinned of them is believed only with a link that was made here, one file
// is fetched once whoever names it, and its name may be another's too.

import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { carryFile } from "../../src/cli/carried-file.ts";
import { filesOf, obtainAll } from "../../src/inputs/obtain-all.ts";
import type { Obtaining } from "../../src/inputs/obtaining.ts";
import { claimOf, confirmSources, obtainSource } from "../../src/inputs/sources.ts";
import { scanSource } from "../../src/inputs/source-scan.ts";
import { usedSources } from "../../src/inputs/used-sources.ts";
import { verifyLinks } from "../../src/inputs/verify-links.ts";
import type { Source, SourcePlace } from "../../src/model/recipe.ts";
import { writeListing } from "../../src/store/listing.ts";
import type { Store } from "../../src/store/store.ts";
import type { Finding } from "../../src/store/verify.ts";
import { nowhere } from "../engine/stages.ts";
import { answer, mirror, serve } from "../fetch/mirror.ts";
import { scratch } from "../fetch/scratch.ts";
import { archive as tar } from "../fetch/tar-blocks.ts";
import { OFFLINE } from "../offline.ts";
import { keeping, messages, putFiles, temporaryStore, value } from "../store/temporary-store.ts";

const archive = tar({ name: "top/a", content: "a" }, { name: "top/b", content: "b" });

function source(tree: Sha256, places: readonly SourcePlace[] = [], change: Partial<Source> = {}): Source {
  return {
    name: "x",
    file: "x.tar",
    size: archive.length,
    sha256: sha256(archive),
    licence: "MIT",
    places,
    unpack: { tree, strip: 1, keep: [], remove: [] },
    at: nowhere,
    ...change,
  };
}

function obtaining(store: Store, directories: readonly string[] = []): Obtaining {
  const fetching = { ...OFFLINE, offline: false, directories };
  return { store, fetching, signal: new AbortController().signal };
}

/** A directory with the archive, by its name. */
function shelf(): string {
  const directory = scratch();
  writeFileSync(join(directory, "x.tar"), archive);
  return directory;
}

test.each([
  ["1.2", "x-1.2.tar", true],
  ["1.2", "x2_1.2.orig.tar", true],
  ["1.2", "x-1.2-1.2.5.tar", true],
  ["1.2", "x-1.2.5.tar", false],
  ["1.2", "x-11.2.tar", false],
  ["1.2", "x-3.1.2.tar", false],
  ["1", "x-2.tar", false],
])("version %s of file %s: %j", (version, file, named) => {
  const [used] = usedSources({ version, sources: [source(sha256(""), [], { file })] });
  expect(used!.purl).toMatch(named ? `pkg:generic/x@${version}?` : "pkg:generic/x?");
});

test("what registries call a source is how its manifest calls it", () => {
  const purl = (...places: readonly SourcePlace[]) =>
    usedSources({ version: "1", sources: [source(sha256(""), places)] })[0]!.purl!.replace(/=sha256:.*/, "");
  const other: SourcePlace = { type: "url", url: "http://x.example.invalid/" };
  expect(purl(other, { type: "crate", name: "curl-sys", version: "0.4.83+curl-8.15.0" })).toBe(
    "pkg:cargo/curl-sys@0.4.83%2Bcurl-8.15.0?checksum",
  );
  expect(purl({ type: "pypi", name: "Zope.Interface", version: "7.0" })).toBe("pkg:pypi/zope-interface@7.0?checksum");
});

test("a tree that is there is no proof that the file unpacks to it", async () => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const other = await putFiles(store, { c: "c" });
  expect(messages(await obtainSource(obtaining(store), source(right.sha256)))).toEqual([
    'Cannot fetch "x.tar": there is no place to try',
  ]);
  const at = obtaining(store, [shelf()]);
  expect(messages(await confirmSources(at, [source(other.sha256)]))).toEqual([
    `Cannot use source "x": it unpacks to a tree with digest ${right.sha256}, not the pinned ${other.sha256}`,
  ]);
  expect(await store.link(claimOf(source(other.sha256)))).toEqual(claimOf(source(right.sha256)));
  expect(value(await obtainSource(at, source(right.sha256)))).toMatchObject({ type: "tree", tree: right.sha256 });
  // From now on it is known, with no file and no tree.
  value(await store.collect(keeping({ blobs: new Set(), trees: new Set() })));
  value(await confirmSources(obtaining(store), [source(right.sha256)]));
  expect(messages(await confirmSources(obtaining(store), [source(other.sha256)]))).toHaveLength(1);
});

test.each<[string, Partial<Source> & { readonly way?: Partial<NonNullable<Source["unpack"]>> }]>([
  ["strip", { way: { strip: 0 } }],
  ["remove", { way: { remove: [{ path: "a", at: nowhere }] } }],
  ["inner", { way: { inner: { path: "top/a", sha256: sha256("a") } } }],
  ["size", { size: archive.length + 1 }],
])("another %s is another claim, which fails", async (_, { way, ...change }) => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const at = obtaining(store, [shelf()]);
  value(await obtainSource(at, source(right.sha256)));
  const wrong = source(right.sha256, [], { ...change });
  const claimed = { ...wrong, unpack: { ...wrong.unpack!, ...way } };
  expect(messages(await confirmSources(at, [claimed]))).toHaveLength(1);
});

test("a file that is used as it is has the pinned size, or fails", async () => {
  const store = await temporaryStore();
  const { unpack: _, ...plain } = source(sha256(""));
  const at = obtaining(store, [shelf()]);
  expect(value(await obtainSource(at, plain))).toMatchObject({ type: "file", path: store.blobPath(plain.sha256) });
  expect(messages(await obtainSource(at, { ...plain, size: 3 }))).toEqual([
    `Cannot use source "x": its file has ${archive.length} bytes, not the pinned 3`,
  ]);
});

test("a link that was put without unpacking anything is found and healed", async () => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const forged = claimOf(source(sha256("forged")));
  value(await obtainSource(obtaining(store, [shelf()]), source(right.sha256)));
  value(await store.putLink(forged));
  value(await store.putLink({ sha256: sha256("gone"), size: 4 }));
  for await (const finding of store.verify()) expect.unreachable(JSON.stringify(finding));
  const found = await linkFindings(store, false);
  expect(found.findings.map(({ failure, healed }) => [failure.message, healed])).toEqual([
    [expect.stringContaining(`its file unpacks to ${right.sha256}, not to ${sha256("forged")}`), "no"],
  ]);
  expect(found.result).toEqual({ checked: 1, unchecked: 1 });
  expect((await linkFindings(store, true)).findings[0]!.healed).toBe("put away");
  expect(await store.link(forged)).toBeUndefined();
});

async function linkFindings(store: Store, heal: boolean) {
  const findings: Finding[] = [];
  const links = verifyLinks(store, { heal, signal: new AbortController().signal });
  let next = await links.next();
  for (; next.done !== true; next = await links.next()) findings.push(next.value);
  return { findings, result: next.value };
}

test("what has changed in the store is not recorded as what a file unpacks to, nor held against what is", async () => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const at = obtaining(store, [shelf()]);
  const pinned = source(right.sha256);
  value(await obtainSource(at, pinned));
  const changed = tar({ name: "top/a", content: "a" }, { name: "top/b", content: "c" });
  const blob = store.blobPath(pinned.sha256);
  chmodSync(blob, 0o644);
  writeFileSync(blob, changed);
  chmodSync(blob, 0o444);
  expect(await linkFindings(store, true)).toEqual({ findings: [], result: { checked: 0, unchecked: 1 } });

  value(await store.dropLink(claimOf(pinned)));
  const said = messages(await confirmSources(at, [pinned]));
  expect(said).toEqual([`Cannot trust "blobs/${pinned.sha256}": its sha256 is ${sha256(changed)}`]);
  expect(await store.link(claimOf(pinned))).toBeUndefined();
  for await (const { healed } of store.verify({ heal: true })) expect(healed).toBe("put away");
  value(await confirmSources(at, [pinned]));
});

test("what is seen in a file is not taken for what is in the tree whose listing it is, nor in a file of another name", async () => {
  const store = await temporaryStore();
  const tree = await putFiles(store, { a: "a", b: "\x7fELF\0" });
  const directory = scratch();
  const packed = tar({ name: "top/a", content: "a" }, { name: "top/b", content: "\x7fELF\0" });
  const listing = writeListing(tree.entries);
  const text = "/* A Bison parser, made by GNU Bison 3.8.2.  */\n";
  const { unpack: _, ...plain } = source(tree.sha256);
  const of = (file: string, content: string | Buffer): Source => {
    writeFileSync(join(directory, file), content);
    return { ...plain, file, size: content.length, sha256: sha256(content) };
  };
  const at = obtaining(store, [directory]);
  const found = async (each: Source) => {
    const { opaque, marked } = value(await scanSource(at, each));
    return [...opaque, ...marked].map(({ name }) => name);
  };
  expect(sha256(listing)).toBe(tree.sha256);
  expect(await found(of("listing", listing))).toEqual([]);
  expect(await found({ ...source(tree.sha256), ...of("x.tar", packed) })).toEqual(["b"]);
  expect(await found(of("ChangeLog", text))).toEqual([]);
  expect(await found(of("parse.c", text))).toEqual([""]);
});

test.each(["", ".partial", ".copy"])("a directory or link in a download's place (%s) is put away", async (suffix) => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const good = await mirror(serve(archive));
  const places: SourcePlace[] = [{ type: "url", url: `${good.url}/x.tar` }];
  mkdirSync(join(store.partialPath(sha256(archive)) + suffix, "full"), { recursive: true });
  value(await obtainSource(obtaining(store), source(right.sha256, places)));
  expect(readdirSync(join(store.home, "quarantine"))).toHaveLength(1);

  const outside = join(scratch(), "outside");
  value(await store.collect(keeping({ blobs: new Set(), trees: new Set() })));
  symlinkSync(outside, store.partialPath(sha256(archive)) + suffix);
  value(await obtainSource(obtaining(store, [shelf()]), source(right.sha256)));
  expect(existsSync(outside)).toBe(false);
});

test("a directory in a source's place is put away, and the source fetched again", async () => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  mkdirSync(store.blobPath(sha256(archive)));
  value(await obtainSource(obtaining(store, [shelf()]), source(right.sha256)));
  expect(await store.hasBlob(sha256(archive))).toBe(true);
});

test("what the file system refuses is a failure of that source alone", async () => {
  const store = await temporaryStore();
  const { unpack: _, ...plain } = source(sha256(""));
  const other = { ...plain, name: "other", file: "other", size: 5, sha256: sha256("other") };
  const directory = shelf();
  writeFileSync(join(directory, "other"), "other");
  // Nothing can be made below a name that is as long as a name may be.
  const broken: Store = {
    ...store,
    partialPath: (digest) => store.partialPath(digest) + (digest === other.sha256 ? "x".repeat(250) : ""),
  };
  const failures = await obtainAll(obtaining(broken, [directory]), filesOf([other, plain]));
  expect(failures.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Cannot obtain source "other": .*ENAMETOOLONG/),
  ]);
  expect(await store.hasBlob(plain.sha256)).toBe(true);
});

test("one file is fetched once, for all who name it at the same time", async () => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const good = await mirror(serve(archive));
  const places: SourcePlace[] = [{ type: "url", url: `${good.url}/x.tar` }];
  const { unpack: _, ...plain } = source(right.sha256, places);
  await Promise.all([
    obtainSource(obtaining(store), source(right.sha256, places)).then(value),
    obtainSource(obtaining(store), source(right.sha256, places, { name: "other" })).then(value),
    obtainSource(obtaining(store), plain).then(value),
    obtainAll(obtaining(store), filesOf([plain, source(right.sha256, places)])),
  ]);
  expect(good.asked).toEqual(["/x.tar"]);
});

test("a file has the places of all who name it, and where none gives it, it is tried once", async () => {
  const store = await temporaryStore();
  const right = await putFiles(store, { a: "a", b: "b" });
  const none = await mirror(answer(404));
  const good = await mirror(serve(archive));
  const at = (base: string): SourcePlace[] => [{ type: "url", url: `${base}/x.tar` }];
  const missing = sha256("missing");
  const sources = [
    source(right.sha256, at(none.url)),
    source(right.sha256, at(good.url), { name: "y" }),
    source(right.sha256, at(`${none.url}/gone`), { sha256: missing }),
    source(right.sha256, at(`${none.url}/gone`), { sha256: missing, name: "z" }),
  ];
  const told: string[] = [];
  const failures = await obtainAll(obtaining(store), filesOf(sources), async (each, found) => {
    told.push(`${each.sources.map(({ name }) => name).join()} ${found.length}`);
  });
  expect(failures.map(({ message }) => message)).toEqual([
    'Cannot fetch "x.tar": no place that was tried gave the pinned file',
  ]);
  expect(told).toEqual(["x,y 0", "x,z 1"]);
  expect(none.asked.sort()).toEqual(["/gone/x.tar", "/x.tar"]);
  expect(good.asked).toEqual(["/x.tar"]);
});

test("files are fetched side by side, four at a time, and told in their order", async () => {
  const store = await temporaryStore();
  const contents = Array.from({ length: 6 }, (_, i) => Buffer.from(`file ${i}`));
  let most = 0;
  const waiting: (() => void)[] = [];
  const slow = await mirror((request, response, self) => {
    waiting.push(() => serve(contents[Number(request.url!.slice(1))]!)(request, response, self));
    most = Math.max(most, waiting.length);
    // The last that came is answered first, once four have come or no more can.
    if (waiting.length === 4 || self.asked.length >= 5) for (const go of waiting.splice(0).reverse()) go();
  });
  const sources = contents.map((content, i): Source => {
    const places: SourcePlace[] = [{ type: "url", url: `${slow.url}/${i}` }];
    const { unpack: _, ...plain } = source(sha256(""), places, { file: `${i}`, name: `s${i}` });
    return { ...plain, size: content.length, sha256: sha256(content) };
  });
  const told: string[] = [];
  const failures = await obtainAll(obtaining(store), filesOf(sources), async ({ sources: [first] }) => {
    told.push(first!.name);
  });
  expect(failures).toEqual([]);
  expect(most).toBe(4);
  expect(told).toEqual(["s0", "s1", "s2", "s3", "s4", "s5"]);
});

test("what was stopped before its end does not count as done", async () => {
  const store = await temporaryStore();
  const { unpack: _, ...plain } = source(sha256(""));
  const stop = new AbortController();
  const at = { ...obtaining(store, [shelf()]), signal: stop.signal };
  const many = Array.from({ length: 9 }, (_, i) => ({ ...plain, sha256: sha256(`${i}`) }));
  const told: string[] = [];
  const all = obtainAll(at, filesOf([...many, plain]), async ({ sources: [first] }) => {
    told.push(first!.sha256);
    stop.abort();
  });
  await expect(all).rejects.toThrow("aborted");
  expect(told.length).toBeLessThan(10);
});

test("two files of one name are carried side by side, and both are found again", async () => {
  const store = await temporaryStore();
  const into = scratch();
  const from = scratch();
  const files = ["one", "two"].map((content, i) => {
    writeFileSync(join(from, content), content);
    const { unpack: _, ...plain } = source(sha256(""), [], { name: `s${i}` });
    return { ...plain, size: 3, sha256: sha256(content) };
  });
  for (const each of [...files, ...files]) {
    value(await carryFile(join(from, each.sha256 === sha256("one") ? "one" : "two"), each, into));
  }
  expect(readFileSync(join(into, "x.tar"), "utf8")).toBe("one");
  expect(readFileSync(join(into, sha256("two"), "x.tar"), "utf8")).toBe("two");
  expect(await obtainAll(obtaining(store, [into]), filesOf(files))).toEqual([]);
  mkdirSync(join(into, sha256("3"), "x.tar"), { recursive: true });
  expect(messages(await carryFile(join(from, "one"), { ...files[0]!, sha256: sha256("3") }, into))).toHaveLength(1);
  expect(existsSync(join(into, "x.tar.part"))).toBe(false);
});
