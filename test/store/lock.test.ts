// Locks between processes: one holder at a time, and none that a killed process keeps.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { tryLock, waitForLock } from "../../src/store/lock.ts";
import { messages, temporaryFolder, temporaryStore, value } from "./temporary-store.ts";

function start(home: string, times: number, gap: number): ChildProcess {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "locked-child.ts"), home, String(times), String(gap)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("shared locks go together, an exclusive one alone", async () => {
  const file = join(temporaryFolder(), "lock");
  const one = tryLock(file, "shared")!;
  const two = tryLock(file, "shared")!;
  expect(tryLock(file, "exclusive")).toBeUndefined();
  one.release();
  expect(tryLock(file, "exclusive")).toBeUndefined();
  two.release();
  const alone = tryLock(file, "exclusive")!;
  expect(tryLock(file, "shared")).toBeUndefined();
  expect(tryLock(file, "exclusive")).toBeUndefined();
  alone.release();
  tryLock(file, "shared")!.release();
});

test("a lock's file stays empty and alone in its folder", () => {
  const folder = temporaryFolder();
  const lock = tryLock(join(folder, "lock"), "exclusive")!;
  expect(readdirSync(folder)).toEqual(["lock"]);
  lock.release();
  expect(readFileSync(join(folder, "lock"), "utf8")).toBe("");
});

test("waiting tells of itself once, and ends with the signal", async () => {
  const store = await temporaryStore();
  const order: string[] = [];
  const first = store.withLock("stage", async () => {
    await sleep(100);
    order.push("first");
  });
  const second = store.withLock("stage", async () => order.push("second"), { onWait: () => order.push("waits") });
  value(await first);
  value(await second);
  expect(order).toEqual(["waits", "first", "second"]);

  const held = await waitForLock(join(store.home, "locks/name-other"), "exclusive");
  const abort = new AbortController();
  const stopped = store.withLock("other", async () => expect.unreachable(), { signal: abort.signal });
  abort.abort();
  expect(messages(await stopped)[0]).toContain(": it was stopped");
  held.release();
});

test("an error of the work lets go of the lock", async () => {
  const store = await temporaryStore();
  const failing = store.withLock("stage", async () => {
    throw new Error("work failed");
  });
  await expect(failing).rejects.toThrow("work failed");
  expect(value(await store.withLock("stage", async () => 7))).toBe(7);
});

test("a file that is no lock is a failure", async () => {
  const store = await temporaryStore();
  writeFileSync(join(store.home, "locks/name-stage"), "not a lock, but long enough to be looked at\n".repeat(100));
  expect(messages(await store.withLock("stage", async () => 1))[0]).toContain("Cannot lock");
});

test("six processes never hold one lock at once, though holders are killed all the time", async () => {
  const folder = temporaryFolder();
  const home = join(folder, "home");
  writeFileSync(join(folder, "counter"), "0");
  const victims = Array.from({ length: 3 }, () => start(home, 1000, 20));
  for (const [i, victim] of victims.entries()) {
    await once(victim.stdout!, "data");
    await sleep(7 * i);
    victim.kill("SIGKILL");
    await once(victim, "exit");
  }
  const before = Number(readFileSync(join(folder, "counter"), "utf8"));
  expect(before).toBeGreaterThanOrEqual(3);
  const steady = Array.from({ length: 3 }, () => start(home, 8, 2));
  expect(await Promise.all(steady.map(async (child) => (await once(child, "exit"))[0]))).toEqual([0, 0, 0]);
  // A kill may fall between a read and its write, so that only the later count is exact.
  expect(Number(readFileSync(join(folder, "counter"), "utf8"))).toBe(before + 24);
});
