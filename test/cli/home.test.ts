// Where the state folder may be: a mistyped one is refused before anything is made in it or beside it.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkHome, homeOf, type HomeUse } from "../../src/cli/home.ts";
import { fail } from "../../src/model/failure.ts";
import { checkout, fromseed } from "../faults/fromseed.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-home-"));
  mkdirSync(join(root, "photos"));
  writeFileSync(join(root, "photos/sea.jpg"), "");
  mkdirSync(join(root, "store"));
  writeFileSync(join(root, "store/version"), "");
  writeFileSync(join(root, "store/notes"), "");
  mkdirSync(join(root, "unfinished/blobs"), { recursive: true });
  mkdirSync(join(root, "empty"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const found = (name: string, use: HomeUse, from: "flag" | "environment" | "default" = "flag"): string | undefined => {
  const checked = checkHome({ path: join(root, name), from }, use);
  return checked.ok ? undefined : checked.failures[0]!.message.replace(/^.*": /, "").replaceAll(root, "ROOT");
};

test.each([
  ["store", undefined, undefined],
  ["unfinished", undefined, undefined],
  ["empty", undefined, undefined],
  ["photos", 'it holds "sea.jpg", and is no state folder', 'it holds "sea.jpg", and is no state folder'],
  ["photos/sea.jpg", "it is not a folder", "it is not a folder"],
  ["photos/sea.jpg/state", 'there is no folder "ROOT/photos/sea.jpg"', 'there is no folder "ROOT/photos/sea.jpg"'],
  ["typo", undefined, "there is no such folder"],
  ["no/such", 'there is no folder "ROOT/no"', 'there is no folder "ROOT/no"'],
])("%s: to build there: %s, to look: %s", (name, building, looking) => {
  expect([found(name, "makes"), found(name, "reads"), found(name, "none")]).toEqual([building, looking, undefined]);
});

test("only what was chosen is refused where it is missing, and only on the command line where it is to be read", () => {
  expect(found("typo", "reads", "environment")).toBeUndefined();
  expect(found("no/such", "reads", "environment")).toBe('there is no folder "ROOT/no"');
  expect(found("no/such", "reads", "default")).toBeUndefined();
  expect(found("photos/sea.jpg/no/such", "makes", "default")).toBe('"ROOT/photos/sea.jpg" is not a folder');
});

test.skipIf(process.getuid!() === 0)("a user whose own data directory cannot be made is told of another way", () => {
  mkdirSync(join(root, "closed"), { mode: 0o555 });
  const path = join(root, "closed/no/such");
  expect(checkHome({ path, from: "default" }, "makes")).toEqual(
    fail("operand", `Cannot keep state in "${path}": this user may not write in "${join(root, "closed")}"`, {
      hint: "give another folder with --home DIR, or set FROMSEED_HOME to one",
    }),
  );
});

test.each([
  [["/proc/1", "list"], 'it holds "'],
  [["/proc/1/state", "build"], "(ENOENT)"],
  [["/dev/null", "build"], "it is not a folder"],
  [["/dev/null/state", "build"], 'there is no folder "/dev/null"'],
] as const)("--home %s: a clear failure, not an endless wait", ([home, command], says) => {
  const { status, signal, stderr } = fromseed(home, [command]);
  expect([status === 0, signal], stderr).toEqual([false, null]);
  expect(stderr).toMatch(/^error: Cannot keep state in "/);
  expect(stderr).toContain(says);
});

test("a refused folder stays as it was", () => {
  expect(fromseed(join(root, "typo"), ["list"]).status).toBe(2);
  expect(fromseed(join(root, "photos"), ["build"]).status).toBe(2);
  expect(existsSync(join(root, "typo"))).toBe(false);
  expect(readdirSync(join(root, "photos"))).toEqual(["sea.jpg"]);
});

test("doctor says what build would", () => {
  const { status, stderr } = fromseed(join(root, "photos"), ["doctor"]);
  expect([status === 0, stderr]).toEqual([false, fromseed(join(root, "photos"), ["build"]).stderr]);
});

test("the flag goes before the environment, that before the user's data directory", () => {
  const flags = new Map([["home", ["a"]]]);
  const options = (values: ReadonlyMap<string, readonly string[]>) => ({
    operands: [],
    switches: new Set<string>(),
    values,
  });
  expect(homeOf(options(flags), { FROMSEED_HOME: "b" })).toMatchObject({ value: { path: join(process.cwd(), "a") } });
  const none = options(new Map());
  expect(homeOf(none, { FROMSEED_HOME: "/b", HOME: "/h" })).toMatchObject({ value: { path: "/b" } });
  expect(homeOf(none, { XDG_DATA_HOME: "/x", HOME: "/h" })).toMatchObject({ value: { path: "/x/fromseed" } });
  expect(homeOf(none, { HOME: "/h" })).toMatchObject({ value: { path: "/h/.local/share/fromseed", from: "default" } });
  expect(homeOf(none, { HOME: "relative" })).toMatchObject({ ok: false, failures: [{ code: "usage" }] });
});

test("a user that the machine does not know, without HOME, is asked for a folder", ({ skip }) => {
  const asStranger = (words: readonly string[]) =>
    spawnSync(process.execPath, words, {
      env: { PATH: process.env["PATH"] },
      uid: 54_321,
      gid: 54_321,
      encoding: "utf8",
    });
  const main = join(checkout, "src/cli/main.ts");
  const reads = process.getuid!() === 0 && asStranger(["-e", `require("fs").readFileSync(${JSON.stringify(main)})`]);
  if (reads === false || reads.status !== 0)
    skip("only root can be another user, and that user must be able to read it");
  const { status, stderr } = asStranger(["--disable-warning=ExperimentalWarning", main, "list"]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      "error: Cannot find where to keep state: HOME is not set, and this user has no home directory\nhint: give a folder with --home DIR, or set FROMSEED_HOME to one\n",
  });
});
