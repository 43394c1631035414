// A process of the lock test: adds one to a counter under a lock, again and again, with a gap in which a second holder
// would show. Argv: home, how often, milliseconds between reading and writing.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../src/store/open-store.ts";

const [home, times, gap] = process.argv.slice(2);
const opened = await openStore(home!, { bootId: "boot-1" });
if (!opened.ok) throw new Error(JSON.stringify(opened.failures));
const store = opened.value;
const counter = join(home!, "..", "counter");
for (let i = 0; i < Number(times); i++) {
  const result = await store.withLock("counter", async () => {
    const before = Number(readFileSync(counter, "utf8"));
    await sleep(Number(gap));
    if (Number(readFileSync(counter, "utf8")) !== before) throw new Error("two holders");
    writeFileSync(counter, String(before + 1));
    process.stdout.write(".");
  });
  if (!result.ok) throw new Error(JSON.stringify(result.failures));
  // Who waits looks again now and then: a lock that is taken back at once would keep the others waiting by chance.
  await sleep(5 * Number(gap));
}
await store.close();
