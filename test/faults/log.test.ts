// The log of a build that is under way, and of one that kill -9 cut off: what was printed a second before is there.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { fromseed, startFromseed } from "./fromseed.ts";

const directory = mkdtempSync(join(tmpdir(), "fromseed-cut-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const home = join(directory, "home");
const project = join(directory, "project");

/** An ELF file of one segment, small enough for a seed: write(1, "said\n", 5), pause(). */
const says = Buffer.from(
  "7f454c46020101000000000000000000" +
    "02003e00010000007800400000000000" +
    "40000000000000000000000000000000" +
    "00000000400038000100000000000000" +
    "0100000005000000" +
    "0000000000000000" +
    "0000400000000000" +
    "0000400000000000" +
    "9a00000000000000" +
    "9a00000000000000" +
    "0010000000000000" +
    "b801000000" +
    "bf01000000" +
    "be95004000" +
    "ba05000000" +
    "0f05" +
    "b822000000" +
    "0f05" +
    "736169640a",
  "hex",
);
const files = {
  "says.hex": says.toString("hex"),
  "recipes/seed/recipe.yaml": `about: says something, then waits for ever\nversion: "1"\nfiles: [says.hex]\nseed:\n  text: says.hex\n  path: bin/says\n  size: ${says.length}\n  sha256: ${createHash("sha256").update(says).digest("hex")}\n`,
  "recipes/slow/recipe.yaml": `about: never ends\nversion: "1"\nsteps:\n  - name: say\n    argv: [/bin/says]\noutputs: [none]\n`,
  "stages/all.yaml":
    "default: slow\nstages:\n  - name: seed\n    recipe: seed\n  - name: slow\n    recipe: slow\n    uses: [seed]\n",
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

const LOG = '# step say: ["/bin/says"]\nsaid\n';
const log = (...words: string[]) => fromseed(home, ["log", "slow", ...words, "--project", project]);

/** When the log of the unfinished build was last written to. */
const written = (): number | undefined =>
  statSync(join(home, "unfinished/slow.log.gz"), { throwIfNoEntry: false })?.mtimeMs;

/** Starts a build, and waits until its log can be read, and not one that an earlier build left. */
async function building() {
  const before = written();
  const build = startFromseed(home, ["build", "--project", project]);
  const ended = new Promise((resolve) => build.once("exit", (code, signal) => resolve(code ?? signal)));
  for (
    let tries = 0;
    written() === before || log().stdout !== LOG || !log().stderr.includes("is being built");
    tries++
  ) {
    if (tries === 50 || build.exitCode !== null) throw new Error(`no build is under way: ${JSON.stringify(log())}`);
    await sleep(100);
  }
  return { build, ended };
}

test("a log can be read along, and what there was of it outlives a kill", { timeout: 60_000 }, async () => {
  const { build, ended } = await building();
  expect(log()).toMatchObject({ status: 0, stdout: LOG, stderr: '"slow" is being built; this is its log so far.\n' });
  const follower = startFromseed(home, ["log", "--follow", "--tail", "1", "slow", "--project", project], "pipe");
  let read = "";
  follower.stdout!.on("data", (piece: Buffer) => (read += piece.toString()));
  const followed = new Promise((resolve) => follower.once("exit", resolve));
  expect(await Promise.race([followed, sleep(1000, "still reads")])).toBe("still reads");
  build.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  expect(await followed).toBe(0);
  expect(read).toBe("said\n");
  const cut = 'The build of "slow" was cut off; this is its log up to then.\n';
  expect(log()).toMatchObject({ status: 0, stdout: LOG, stderr: cut });
  expect(log("--tail", "1")).toMatchObject({ status: 0, stdout: "said\n", stderr: cut });

  // The next build starts its own log. Interrupted, it puts what it has, and keeps no root to be entered.
  const second = await building();
  second.build.kill("SIGINT");
  expect(await second.ended).toBe(130);
  expect(log()).toMatchObject({ status: 0, stdout: LOG, stderr: "" });
  expect(readdirSync(join(home, "unfinished"))).toEqual([]);
  expect(fromseed(home, ["shell", "--failed", "slow"]).stderr).toContain("none is kept");
});

test("a collection takes a log that was cut off", { timeout: 60_000 }, async () => {
  const { build, ended } = await building();
  build.kill("SIGKILL");
  await ended;
  expect(fromseed(home, ["gc", "--project", project]).stdout).toContain("deleted  unfinished/slow.log.gz");
  expect(readdirSync(join(home, "unfinished"))).toEqual([]);
  expect(log().stderr).toBe("");
});
