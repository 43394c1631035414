// When this home first had each signature file: what dates a signature whose own time cannot be believed. A text of the
// home, one line for each file: its sha256 and the time. Must never move a time that is there.

import { asSha256, sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";

const NAME = "first-seen";

/** Gives what is known, after noting `files` as seen at `now` where they are new. */
export async function firstSeen(
  store: Store,
  files: readonly Uint8Array[],
  now: Date,
): Promise<Result<ReadonlyMap<Sha256, number>>> {
  const digests = [...new Set(files.map((file) => sha256(file)))];
  const known = await read(store);
  if (!known.ok || digests.every((digest) => known.value.has(digest))) return known;
  const locked = await store.withLock("first-seen", async (): Promise<Result<ReadonlyMap<Sha256, number>>> => {
    const again = await read(store);
    if (!again.ok) return again;
    const all = new Map(again.value);
    for (const digest of digests) if (!all.has(digest)) all.set(digest, now.getTime());
    const lines = [...all]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([digest, time]) => `${digest} ${timeText(time)}\n`);
    const put = await store.putText("trust", NAME, lines.join(""));
    return put.ok ? { ok: true, value: all } : put;
  });
  return locked.ok ? locked.value : locked;
}

async function read(store: Store): Promise<Result<ReadonlyMap<Sha256, number>>> {
  const text = await store.text("trust", NAME);
  if (!text.ok) return text;
  const found = new Map<Sha256, number>();
  for (const line of (text.value ?? "").split("\n")) {
    const [word = "", time = ""] = line.split(" ");
    const digest = asSha256(word);
    if (digest !== undefined && !Number.isNaN(Date.parse(time))) found.set(digest, Date.parse(time));
  }
  return { ok: true, value: found };
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
