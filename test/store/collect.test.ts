// Collection: removes exactly what is not kept, says so beforehand, and never while another process uses the store.

import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { fail, succeed } from "../../src/model/failure.ts";
import { tryLock } from "../../src/store/lock.ts";
import { keeping, putFiles, messages, temporaryFolder, temporaryStore, value } from "./temporary-store.ts";

test("one that is stopped leaves nothing half there, and the next does the rest", async () => {
  const home = join(temporaryFolder(), "home");
  const store = await temporaryStore(home);
  const tree = await putFiles(store, Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`file-${i}`, ""])));
  const stop = new AbortController();
  const stopped = store.collect(
    async () => {
      // It is heard when the tree has been taken away, and has begun to go.
      const left = setInterval(() => existsSync(store.treeDirectory(tree.sha256)) || stop.abort(), 0);
      stop.signal.addEventListener("abort", () => clearInterval(left));
      return succeed({ trees: new Set() });
    },
    { signal: stop.signal },
  );
  expect(messages(await stopped)[0]).toContain(": it was stopped");
  expect(await store.hasTree(tree.sha256)).toBe(false);
  await store.close();
  const next = await temporaryStore(home);
  expect(value(await next.collect(keeping({}))).removed.map(({ object }) => object)).toEqual([
    `listings/${tree.sha256}`,
    `sizes/${tree.sha256}`,
    `unsettled/${tree.sha256}`,
  ]);
});

test("what is not kept goes, with what stands beside it; a dry run only tells", async () => {
  const store = await temporaryStore();
  const kept = await putFiles(store, { kept: "kept" });
  const gone = await putFiles(store, { "gone/file": "12345" });
  value(await store.putText("records", "kept", "k"));
  value(await store.putText("records", "gone", "ggg"));
  value(await store.putText("logs", "old.log", "log"));
  value(await store.putText("runs", "run.json", "{}"));
  writeFileSync(store.partialPath(sha256("x")), "part");
  value(await store.withLock("stage", async () => undefined));

  const keep = { trees: new Set([kept.sha256]), records: new Set(["kept"]), logs: new Set<string>() };
  const told = value(await store.collect(keeping(keep), { dryRun: true }));
  expect(await store.hasTree(gone.sha256)).toBe(true);
  const done = value(await store.collect(keeping(keep)));
  expect(done).toEqual(told);
  const sizes = Object.fromEntries(done.removed.map(({ object, bytes }) => [object, bytes]));
  expect(sizes).toEqual({
    [`trees/${gone.sha256}`]: 5,
    [`listings/${gone.sha256}`]: 79,
    [`sizes/${gone.sha256}`]: 2,
    [`unsettled/${gone.sha256}`]: 7,
    "records/gone": 3,
    "logs/old.log": 3,
    [`partial/${sha256("x")}`]: 4,
  });
  expect(done.freed).toBe(103);
  expect(await store.hasTree(gone.sha256)).toBe(false);
  expect(value(await store.tree(kept.sha256))).toEqual(kept);
  expect(value(await store.text("records", "kept"))).toBe("k");
  expect(value(await store.text("runs", "run.json"))).toBe("{}");
  expect(readdirSync(join(store.home, "sums")).sort()).toEqual([sha256("4\n"), sha256("k"), sha256("{}")].sort());
  expect(readdirSync(join(store.home, "locks")).sort()).toEqual(["scratch-guard", "store"]);
  expect(value(await store.collect(keeping(keep))).removed).toEqual([]);
});

test("listings without a tree and the scratch of dead processes are swept", async () => {
  const store = await temporaryStore();
  const own = value(await store.newScratch("work"));
  writeFileSync(join(store.home, "listings", sha256("")), "");
  mkdirSync(join(store.home, "scratch/session-dead/work"), { recursive: true });
  writeFileSync(join(store.home, "scratch/session-dead/lock"), "");
  expect(value(await store.collect(keeping({}))).removed.map(({ object }) => object)).toEqual([
    `listings/${sha256("")}`,
    "scratch/session-dead",
  ]);
  expect(readdirSync(own)).toEqual([]);
});

test("the scratch of dead processes is told of, and a dry run leaves it", async () => {
  const store = await temporaryStore();
  mkdirSync(join(store.home, "scratch/session-dead/work"), { recursive: true });
  writeFileSync(join(store.home, "scratch/session-dead/lock"), "");
  writeFileSync(join(store.home, "scratch/session-dead/work/file"), "12345");
  const told = value(await store.collect(keeping({}), { dryRun: true }));
  expect(told).toEqual({ removed: [{ object: "scratch/session-dead", bytes: 5 }], freed: 5 });
  expect(value(await store.collect(keeping({})))).toEqual(told);
});

test("a store that another process has open is not collected, and opens again afterwards", async () => {
  const home = join(temporaryFolder(), "home");
  const one = await temporaryStore(home);
  const other = await temporaryStore(home);
  const tree = await putFiles(one, { file: "" });
  expect(messages(await other.collect(keeping({ trees: new Set() })))[0]).toContain(
    "another fromseed process uses this store",
  );
  expect(await one.hasTree(tree.sha256)).toBe(true);
  await one.close();
  expect(value(await other.collect(keeping({ trees: new Set() }))).removed).toHaveLength(4);
});

test("what is to be kept is found when no other process can put anything any more", async () => {
  const store = await temporaryStore();
  const lock = join(store.home, "locks/store");
  const found: unknown[] = [];
  const kept = await store.collect(async () => {
    found.push(tryLock(lock, "shared"));
    return fail("store-busy", "not now");
  });
  expect(messages(kept)).toEqual(["not now"]);
  expect(found).toEqual([undefined]);
  tryLock(lock, "shared")!.release();
});

test("a path that is longer than the kernel takes keeps nothing from being kept, told of and removed", async () => {
  const store = await temporaryStore();
  const directory = value(await store.newScratch("deep"));
  writeFileSync(join(directory, "file"), "12345");
  // Made from within: no path to its depth would be taken.
  for (let depth = 0; depth < 30; depth++) {
    mkdirSync(join(directory, "outer"));
    if (depth > 0) renameSync(join(directory, "d".repeat(200)), join(directory, "outer", "d".repeat(200)));
    renameSync(join(directory, "outer"), join(directory, "d".repeat(200)));
  }
  expect(value(await store.keepFailed("deep", directory))).toBe(true);
  const told = value(await store.collect(keeping({}), { dryRun: true }));
  expect(told).toEqual({ removed: [{ object: "failed/deep", bytes: 5 }], freed: 5 });
  expect(value(await store.collect(keeping({})))).toEqual(told);
});
