// A process of the crash and full-disk tests: puts objects until it is killed, or until a put fails; then it prints the
// failure. Argv: home, a number that makes its objects its own, kilobytes of each file.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Result } from "../../src/model/failure.ts";
import { openStore } from "../../src/store/open-store.ts";

const [home, number, kilobytes] = process.argv.slice(2);

class PutFailed extends Error {}

function need<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  console.log(JSON.stringify(result.failures));
  throw new PutFailed();
}

try {
  const store = need(await openStore(home!, { bootId: "boot-1" }));
  console.log("open");
  for (let round = 0; ; round++) {
    const content = `${number}/${round}\n`.padEnd(Number(kilobytes) << 10, ".");
    const directory = need(await store.newScratch("tree"));
    try {
      for (let file = 0; file < 20; file++) writeFileSync(join(directory, `file-${file}`), content);
    } catch (error) {
      // The disk is full before the store is asked: as a build would find.
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
    const tree = need(await store.putTree(directory));
    const download = need(await store.newScratch("download"));
    let blob = content;
    try {
      writeFileSync(join(download, "file"), content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      blob = "";
      writeFileSync(join(download, "file"), blob);
    }
    need(await store.putBlob(join(download, "file"), sha256(blob)));
    need(await store.putText("records", `record-${number}-${round}`, tree.sha256));
    need(await store.putText("latest", "stage", `${number}/${round}`.padEnd(Number(kilobytes) << 10, "-")));
  }
} catch (error) {
  if (!(error instanceof PutFailed)) throw error;
  process.exit(3);
}
