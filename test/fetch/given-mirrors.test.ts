// What --mirror takes, and what it refuses before anything is done.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { givenMirrors } from "../../src/fetch/given-mirrors.ts";
import { messages, value } from "../store/temporary-store.ts";
import { scratch } from "./scratch.ts";

test("addresses and directories are told apart, each in the order in which they are given", async () => {
  const [one, two] = [scratch(), scratch()];
  expect(value(await givenMirrors(["https://a.example/x", one, "http://b.example", `file://${two}`]))).toEqual({
    mirrors: ["https://a.example/x", "http://b.example"],
    directories: [one, two],
  });
});

test("whatever could not be a mirror is refused, all of it at once, with no password shown", async () => {
  const directory = scratch();
  writeFileSync(join(directory, "file"), "");
  const given = [
    join(directory, "gone"),
    join(directory, "file"),
    join(directory, "file/below"),
    "",
    "ftp://a.example",
    "htp://me:secret@a.example",
    "http://",
    "https://a b",
    "a.example/debian",
    "file://elsewhere/x",
    `file://${directory}/gone`,
  ];
  const refused = await givenMirrors(given);
  expect(messages(refused)).toHaveLength(given.length);
  expect(JSON.stringify(messages(refused))).not.toContain("secret");
  expect(refused.ok ? [] : refused.failures.map(({ code, hint }) => [code, hint])).toEqual(
    given.map(() => [
      "operand",
      "a mirror is a directory of files, or an address that starts with http:// or https://",
    ]),
  );
});
