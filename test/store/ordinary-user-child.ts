// A process of the ordinary-user test: seals and removes what only an owner's chmod opens. Argv: home.

import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { succeed } from "../../src/model/failure.ts";
import { openStore } from "../../src/store/open-store.ts";

const opened = await openStore(process.argv[2]!, { bootId: "boot-1" });
if (!opened.ok) throw new Error(JSON.stringify(opened.failures));
const store = opened.value;

async function closedDirectory(): Promise<string> {
  const made = await store.newScratch("tree");
  if (!made.ok) throw new Error(JSON.stringify(made.failures));
  mkdirSync(join(made.value, "closed/inner"), { recursive: true });
  writeFileSync(join(made.value, "closed/inner/secret"), "hidden", { mode: 0o000 });
  chmodSync(join(made.value, "closed/inner"), 0o000);
  chmodSync(join(made.value, "closed"), 0o000);
  return made.value;
}

const dropped = await closedDirectory();
const drop = await store.dropScratch(dropped);
const tree = await store.putTree(await closedDirectory());
const kept = await store.keepFailed("kept", await closedDirectory());
const dead = join(store.home, "scratch/session-dead");
mkdirSync(dead);
renameSync(await closedDirectory(), join(dead, "tree-0"));
const told = await store.collect(async () => succeed({}), { dryRun: true });
const collected = await store.collect(async () => succeed({}));
await closedDirectory();
await store.close();
console.log(
  JSON.stringify({
    user: process.getuid!(),
    dropped: drop.ok && !existsSync(dropped),
    tree: tree.ok && tree.value.entries,
    kept,
    told,
    collected,
  }),
);
