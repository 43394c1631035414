// Failed builds: one of a name, the last few of all, through the end of the process that kept them; never from under
// somebody's feet.

import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { keeping, messages, temporaryFolder, temporaryStore, value } from "./temporary-store.ts";

/** Keeps a directory with one file, which was made that many seconds after the epoch. */
async function keep(store: Store, name: string, text: string, time = 1): Promise<boolean> {
  const directory = value(await store.newScratch(name));
  mkdirSync(join(directory, "work"));
  writeFileSync(join(directory, "work/file"), text);
  utimesSync(directory, time, time);
  return value(await store.keepFailed(name, directory));
}

const read = (store: Store, name: string) =>
  store.withFailed(name, async (directory) => readFileSync(join(directory, "work/file"), "utf8"));

test("what is kept outlives the process that kept it, and a newer one takes its place", async () => {
  const home = join(temporaryFolder(), "home");
  const store = await temporaryStore(home);
  expect(await keep(store, "a", "first")).toBe(true);
  expect(await keep(store, "a", "second")).toBe(true);
  await store.close();
  expect(readdirSync(join(home, "scratch"))).toEqual([]);
  const later = await temporaryStore(home);
  value(await later.newScratch("sweeps"));
  expect(value(await read(later, "a"))).toBe("second");
  value(await later.dropFailed("a"));
  expect(messages(await read(later, "a"))).toEqual(['Cannot enter the failed build of "a": none is kept']);
  value(await later.dropFailed("a"));
});

test("the oldest of more than three goes, whatever its name", async () => {
  const store = await temporaryStore();
  for (const [name, time] of [
    ["c", 10],
    ["a", 20],
    ["d", 30],
    ["b", 40],
  ] as const)
    expect(await keep(store, name, name, time)).toBe(true);
  expect(readdirSync(join(store.home, "failed")).sort()).toEqual(["a", "b", "d"]);
});

test("while somebody is in it, nobody else enters, replaces, removes or collects it", async () => {
  const home = join(temporaryFolder(), "home");
  const store = await temporaryStore(home);
  const other = await temporaryStore(home);
  await keep(store, "a", "first");
  value(
    await store.withFailed("a", async (directory) => {
      expect(messages(await read(other, "a"))).toEqual([
        'Cannot enter the failed build of "a": another shell is in it',
      ]);
      expect(await keep(other, "a", "second")).toBe(false);
      value(await other.dropFailed("a"));
      expect((await other.collect(keeping({}))).ok).toBe(false);
      expect(readFileSync(join(directory, "work/file"), "utf8")).toBe("first");
    }),
  );
  expect(await keep(other, "a", "second")).toBe(true);
  expect(value(await read(store, "a"))).toBe("second");
});

test("a collection takes all of them, and tells how much that is", async () => {
  const store = await temporaryStore();
  await keep(store, "a", "12345");
  expect(value(await store.collect(keeping({})))).toMatchObject({
    removed: [{ object: "failed/a", bytes: 5 }],
    freed: 5,
  });
  expect(existsSync(store.failedDirectory("a"))).toBe(false);
});
