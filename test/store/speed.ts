// Measures the store on a tree of 100,000 files, against sha256sum and one fsync a file. Run by hand: node
// test/store/speed.ts FOLDER

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Result } from "../../src/model/failure.ts";
import { succeed } from "../../src/model/failure.ts";
import { openStore } from "../../src/store/open-store.ts";

const folder = process.argv[2];
if (folder === undefined) throw new Error("give a folder that does not exist yet");
const files = 100_000;

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

async function measure<T>(what: string, work: () => Promise<T> | T): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${what}: ${Math.round(performance.now() - start)} ms`);
  return result;
}

const store = need(await openStore(folder, { bootId: "measured" }));
const directory = need(await store.newScratch("tree"));
for (let i = 0; i < files; i++) {
  const below = join(directory, `directory-${i % 50}`, `below-${Math.floor(i / 20)}`);
  mkdirSync(below, { recursive: true });
  writeFileSync(join(below, `a-file-with-a-name-${i}.c`), Buffer.alloc(200 + ((i * 7919) % 16_000), `${i} `));
}
await measure("sha256sum of the same files", () =>
  execFileSync("sh", ["-c", "find . -type f -exec sha256sum {} + > /dev/null"], { cwd: directory }),
);
await measure("sealTree", async () => need(await store.sealTree(directory)));
const tree = await measure("putTree, sealing again", async () => need(await store.putTree(directory)));
await measure("tree, first read", () => store.tree(tree.sha256));
await measure("tree, second read", () => store.tree(tree.sha256));
await measure("tree, third read", () => store.tree(tree.sha256));
await measure("verify", async () => {
  for await (const finding of store.verify()) console.log(finding);
});
await measure("one record", () => store.putText("records", "key", "text"));
await measure("five texts at once", () =>
  store.putTexts([1, 2, 3, 4, 5].map((i) => ({ kind: "runs", name: `run-${i}`, content: `${i}` }))),
);
await measure("fsync of each file, 8 at a time", async () => {
  const paths = (await readdir(store.treeDirectory(tree.sha256), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  let next = 0;
  const work = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const file = await open(path, "r");
      await file.sync();
      await file.close();
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
});
await measure("collect it", () => store.collect(async () => succeed({ trees: new Set() })));
await store.close();
