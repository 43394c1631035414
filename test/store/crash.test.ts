// Kill -9 at random moments, and a full disk: whole objects or none, and the next process goes on.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { asSha256 } from "../../src/bytes/sha256.ts";
import { putFiles, temporaryFolder, temporaryStore, value } from "./temporary-store.ts";

const child = join(import.meta.dirname, "putting-child.ts");
const rounds = 12;

test("after each kill -9 everything in the store is whole, and what dead processes left is swept", async () => {
  const home = join(temporaryFolder(), "home");
  for (let round = 0; round < rounds; round++) {
    const victims = [2 * round, 2 * round + 1].map((number) =>
      spawn(process.execPath, [child, home, String(number), "8"], { stdio: ["ignore", "pipe", "inherit"] }),
    );
    // The moments are spread over a whole round of puts, the store's making among them.
    if (round % 5 !== 0) await once(victims[0]!.stdout!, "data");
    await sleep((round * 37) % 150);
    await Promise.all(
      victims.map(async (victim) => {
        victim.kill("SIGKILL");
        await once(victim, "exit");
      }),
    );
  }
  expect(readdirSync(join(home, "scratch")).length).toBeGreaterThan(0);
  const store = await temporaryStore(home);
  for await (const finding of store.verify()) expect.unreachable(JSON.stringify(finding));
  const records = await store.texts("records");
  expect(records.length).toBeGreaterThan(0);
  for (const name of records)
    expect(await store.hasTree(asSha256(value(await store.text("records", name))!)!), name).toBe(true);
  await putFiles(store, { "still/works": "yes" });
  // Sweeping goes on beside all else.
  await expect.poll(() => readdirSync(join(home, "scratch")).length).toBe(1);
});

const canMount = spawnSync("unshare", ["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

test.skipIf(!canMount)(
  "a full disk is a failure with a hint, and loses nothing (skipped where a user may not mount a tmpfs)",
  () => {
    const folder = temporaryFolder();
    // The small disk is copied out before its namespace ends; sizes move the moment at which it is full.
    for (const kilobytes of [1, 3, 16]) {
      const script = `mount -t tmpfs -o size=3m tmpfs "$1/disk" || exit 9; "$2" "$3" "$1/disk/home" 1 ${kilobytes}; status=$?; cp -a "$1/disk/home" "$1/copy-${kilobytes}"; exit $status`;
      execFileSync("mkdir", ["-p", join(folder, "disk")]);
      const run = spawnSync("unshare", ["-Urm", "sh", "-c", script, "sh", folder, process.execPath, child], {
        encoding: "utf8",
      });
      expect(run.status, run.stderr + run.stdout).toBe(3);
      const [failure] = JSON.parse(run.stdout.trim().split("\n").at(-1)!) as {
        message: string;
        hint: string;
        details: string[];
      }[];
      expect(failure!.message).toMatch(
        /no space left on device \(ENOSPC\)|database or disk is full|disk I\/O error|unable to open/,
      );
      expect(failure!.hint).toBeTruthy();
    }
  },
);

test.skipIf(!canMount)("what a full disk leaves is whole, and puts work again once there is room", async () => {
  const folder = temporaryFolder();
  const script = `mkdir "$1/disk"; mount -t tmpfs -o size=3m tmpfs "$1/disk" || exit 9; "$2" "$3" "$1/disk/home" 1 2; cp -a "$1/disk/home" "$1/home"`;
  const run = spawnSync("unshare", ["-Urm", "sh", "-c", script, "sh", folder, process.execPath, child], {
    encoding: "utf8",
  });
  expect(run.status, run.stderr).toBe(0);
  const store = await temporaryStore(join(folder, "home"));
  for await (const finding of store.verify()) expect.unreachable(JSON.stringify(finding));
  expect((await store.texts("records")).length).toBeGreaterThan(0);
  expect(readFileSync(join(folder, "home/version"), "utf8")).toContain("store 1");
  await putFiles(store, { "still/works": "yes" });
});
