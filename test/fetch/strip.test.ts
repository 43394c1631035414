// What `strip` makes of a name, beside what GNU tar's --strip-components makes of it.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { unpack } from "../../src/fetch/unpack.ts";
import { listed } from "./listed.ts";
import { scratch } from "./scratch.ts";
import { whole } from "./shape.ts";
import { archive, type Written } from "./tar-blocks.ts";

const tool = spawnSync("tar", ["--version"]).stdout?.toString().includes("GNU tar") === true;

const file = (name: string): Written => ({ name, content: "x" });

const cases: readonly (readonly [string, number, readonly Written[], readonly string[]])[] = [
  ["nothing", 0, [file("./p/a")], ["p", "p/a"]],
  ["a name", 1, [{ name: "p/", type: "5" }, file("p/a"), file("p/q/b")], ["a", "q", "q/b"]],
  ['a leading "./"', 1, [{ name: "./", type: "5" }, file("./p/a")], ["p", "p/a"]],
  ['a leading "./" and a name', 2, [{ name: "./", type: "5" }, { name: "./p/", type: "5" }, file("./p/a")], ["a"]],
  ['a "." in between', 2, [file("p/./a")], ["a"]],
  ['a "." that stays', 1, [file("p/./a")], ["a"]],
  ["of a hard link's target too", 1, [file("p/a"), { name: "p/b", type: "1", target: "p/a" }], ["a", "b"]],
];

/** Left out for tar: it takes "/a" for what is left of "p//a", and writes it there. */
const slashes = [["slashes in a row as one", 1, [file("p//a"), file("p///q//b")], ["a", "q", "q/b"]]] as const;

test.each([...cases, ...slashes])("drops %s", async (_, strip, entries, paths) => {
  const at = scratch();
  writeFileSync(`${at}/a.tar`, archive(...entries));
  expect(await unpack(`${at}/a.tar`, `${at}/out`, { ...whole, strip })).toMatchObject({ ok: true });
  expect(listed(`${at}/out`).map((line) => line.split(" ").at(-1))).toEqual(paths);
  if (!tool || entries.some(({ name }) => name.toString().includes("//"))) return;
  mkdirSync(`${at}/tar`);
  const { stderr } = spawnSync("tar", ["-C", `${at}/tar`, "-xf", `${at}/a.tar`, `--strip-components=${strip}`]);
  expect(stderr.toString()).toBe("");
  expect(listed(`${at}/tar`).map((line) => line.split(" ").at(-1))).toEqual(paths);
});
