// Every stage up to tinycc comes out the same for another user, in another directory, with another locale, time zone,
// umask and number of cores. Must never compare with what the same circumstances made.

import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { argv } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { project, tinycc } from "./source.ts";

const NOBODY = 65534;
const isRoot = process.getuid!() === 0;
const last = tinycc === undefined ? "cc1" : "tinycc";

interface Circumstances {
  readonly wrap: readonly string[];
  readonly umask: string;
  readonly env: Readonly<Record<string, string>>;
}

const plain: Circumstances = { wrap: [], umask: "022", env: { LC_ALL: "C", TZ: "UTC" } };

/** As far as the machine lets us: an ordinary user where root runs the tests, and one core where there is taskset. */
function otherwise(): Circumstances {
  const works = (wrap: readonly string[]): boolean =>
    spawnSync(wrap[0]!, [...wrap.slice(1), ...argv, "--help"], { stdio: "ignore" }).status === 0;
  const user = [`setpriv`, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const unshares =
    spawnSync(user[0]!, [...user.slice(1), "unshare", "--user", "--map-root-user", "--mount", "true"]).status === 0;
  const wrap = [
    ...(isRoot && unshares && works(user) ? user : []),
    ...(works(["taskset", "-c", "0"]) ? ["taskset", "-c", "0"] : []),
  ];
  return {
    wrap,
    umask: "077",
    env: {
      LC_ALL: "tr_TR.UTF-8",
      LANG: "tr_TR.UTF-8",
      TZ: "Pacific/Kiritimati",
      HOME: "/nonexistent",
      USER: "someone",
    },
  };
}

describe(`reproducing the chain${tinycc === undefined ? " (as far as cc1: tinycc's source is not here)" : ""}`, () => {
  const directory = scratchDirectory();
  chmodSync(directory, 0o755);
  const sources = join(directory, "sources");
  mkdirSync(sources);
  if (tinycc !== undefined) copyFileSync(tinycc.file, join(sources, tinycc.name));

  /** A copy of the project in its own directory, with a home next to it, and a way to run fromseed there. */
  function place(
    name: string,
    { wrap, umask, env }: Circumstances,
  ): { home: string; run: (words: readonly string[]) => string } {
    const at = join(directory, name);
    mkdirSync(join(at, "home"), { recursive: true });
    for (const folder of ["bootstrap-seed", "recipes", "stages"])
      cpSync(join(project, folder), join(at, "project", folder), { recursive: true });
    rmSync(join(at, "project/stages/expected.sha256"), { force: true });
    if (isRoot) chownSync(join(at, "home"), NOBODY, NOBODY);
    const run = (words: readonly string[]): string => {
      const line = [
        ...wrap,
        ...argv,
        ...words,
        "--home",
        join(at, "home"),
        "--project",
        join(at, "project"),
        "--mirror",
        sources,
        "--offline",
      ];
      const { status, stdout } = spawnSync("sh", ["-c", `umask ${umask}; exec "$@" 2>&1`, "sh", ...line], {
        cwd: at,
        env: { PATH: process.env["PATH"], ...env },
        encoding: "utf8",
        timeout: 120_000,
      });
      expect({ words, status, stdout }).toEqual({ words, status: 0, stdout: expect.anything() as string });
      return stdout;
    };
    return { home: join(at, "home"), run };
  }

  test("gives the same trees", { timeout: 120_000 }, () => {
    const here = place("here", { ...plain });
    here.run(["build", last]);
    const there = place("there/a directory with blanks, ünusual and rather longer than the other", otherwise());
    const manifests = readdirSync(join(here.home, "manifests")).filter(
      (name) => name.endsWith(".json") && !name.includes("closure"),
    );
    const stages = manifests.map((name) => name.replace(/\.json$/, ""));
    expect(stages).toEqual(expect.arrayContaining(["seed", "hex0", "linker", "asm", "cc0", "cc1", last]));
    for (const stage of stages)
      there.run(["reproduce", stage, "--manifest", join(here.home, "manifests", `${stage}.json`)]);
  });
});
