import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FAILURE_CODES, FAILURE_GROUPS } from "../../src/model/failure-code.ts";

const page = readFileSync(new URL("../../src/report/EVENTS.md", import.meta.url), "utf8");
const section = page.split("## Failure codes\n")[1]!.split("\n## ")[0]!;

test("EVENTS.md lists every failure code, in order, with its group and its meaning, and no other", () => {
  const rows = [...section.matchAll(/^\| `([a-z-]+)` \| ([a-z]+) \| (.+) \|$/gm)].map((row) => row.slice(1));
  expect(rows).toEqual(Object.entries(FAILURE_CODES).map(([code, { group, means }]) => [code, group, means]));
});

test("EVENTS.md says what is to be done about each group, and every group has a code", () => {
  const rows = [...section.matchAll(/^\| ([a-z]+) \| ([^|]+) \|$/gm)].map((row) => row.slice(1));
  expect(rows).toEqual([["group", "what there is to be done"], ...Object.entries(FAILURE_GROUPS)]);
  expect(new Set(Object.values(FAILURE_CODES).map(({ group }) => group))).toEqual(new Set(Object.keys(FAILURE_GROUPS)));
});

test("every failure code is used", () => {
  const src = new URL("../../src/", import.meta.url);
  const texts = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && name !== "model/failure-code.ts")
    .map((name) => readFileSync(new URL(name, src), "utf8"));
  const unused = Object.keys(FAILURE_CODES).filter((code) => !texts.some((text) => text.includes(`"${code}"`)));
  expect(unused).toEqual([]);
});
