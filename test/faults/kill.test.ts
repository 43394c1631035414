// kill -9 at moments all over real builds: nothing half-written may remain, and what is finished in the end is the
// same.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tinycc } from "../chain/source.ts";
import { rounds } from "../extent.ts";
import { fromseed, startFromseed, trees } from "./fromseed.ts";

/** The moments of a build at which it is killed: 200 of them lie evenly spread over it. */
const MOMENTS = 200;
const kills = rounds(MOMENTS);
/** The whole chain where its source is at hand, else as far as no source is needed. Never the network. */
const target = tinycc === undefined ? "asm" : "tinycc";
const directory = mkdtempSync(join(tmpdir(), "fromseed-kill-"));
const mirror = join(directory, "mirror");
const build = ["build", target, "--offline", "--mirror", mirror];
let undisturbed: ReadonlyMap<string, string>;
let milliseconds: number;

beforeAll(() => {
  mkdirSync(mirror);
  if (tinycc !== undefined) copyFileSync(tinycc.file, join(mirror, tinycc.name));
  const home = join(directory, "undisturbed");
  const begun = performance.now();
  const built = fromseed(home, build);
  milliseconds = performance.now() - begun;
  expect(built.status, built.stderr + built.stdout).toBe(0);
  undisturbed = trees(home, target);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test(`a build killed ${kills.length} times ends with the same digests`, { timeout: 1_500_000 }, async () => {
  const home = join(directory, "killed");
  let cut = 0;
  let left = milliseconds;
  for (const moment of kills) {
    // An unfinished home is gone on with. One with little left to do is thrown away, so that kills meet a build at work.
    if (left < milliseconds / 10 || existsSync(join(home, "latest", `${target}.json`))) {
      rmSync(home, { recursive: true, force: true });
      left = milliseconds;
    }
    const delay = (moment / MOMENTS) * left;
    const child = startFromseed(home, build);
    const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
    const first = await Promise.race([ended.then(() => "ended"), sleep(delay, "due")]);
    if (first === "due") {
      child.kill("SIGKILL");
      left -= delay;
      cut++;
    } else expect(await ended, `the build to be killed at ${moment} of ${MOMENTS} ended by itself`).toBe(0);
    await ended;
  }
  expect(cut).toBeGreaterThan(kills.length / 2);
  const last = fromseed(home, build);
  expect(last.status, last.stderr + last.stdout).toBe(0);
  expect(trees(home, target)).toEqual(undisturbed);
  const verified = fromseed(home, ["verify", "--store"]);
  expect(verified.stdout).toBe("Every object in the store is as it was put there.\n");
  expect(readdirSync(join(home, "scratch"))).toEqual([]);
});

test("two builds at once on one store share the work and end alike", async () => {
  const home = join(directory, "shared");
  const children = [1, 2, 3].map(() => startFromseed(home, build));
  const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.on("exit", resolve))));
  expect(codes).toEqual([0, 0, 0]);
  expect(trees(home, target)).toEqual(undisturbed);
});
