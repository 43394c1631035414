import { expect, test } from "vitest";
import type { Failure } from "../../src/model/failure.ts";
import { failuresText } from "../../src/report/failure-text.ts";

const failure = (message: string, code: Failure["code"] = "recipe-form"): Failure => ({
  kind: "failure",
  code,
  message,
});
const lines = (failures: readonly Failure[]): string[] => failuresText(failures).trimEnd().split(/\n+/);

test("of a thousand failures of one kind, five are shown, and how many there are", () => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    failure(`Cannot read recipe "r${i}": the key "k${i}" is unknown`),
  );
  expect(lines(many)).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `error: Cannot read recipe "r${i}": the key "k${i}" is unknown`),
    "and 995 more of this kind",
  ]);
});

test("no kind is left out, whatever their number, and one alone is shown as it is", () => {
  const kinds = ["a wrong word", "a wrong size", "no name"];
  const mixed = Array.from({ length: 30 }, (_, i) => failure(`Cannot read "${i}": it has ${kinds[i % 3]}`));
  const shown = lines([...mixed, failure("Cannot go on", "disk-full")]);
  for (const kind of kinds) expect(shown.filter((line) => line.endsWith(kind)).length).toBe(5);
  expect(shown.filter((line) => line === "and 5 more of this kind").length).toBe(3);
  expect(shown.at(-1)).toBe("error: Cannot go on");
  expect(lines(mixed.slice(0, 15)).length).toBe(15);
});

test("failures that differ in their code are of two kinds", () => {
  const codes = ["disk-full", "quota"] as const;
  const mixed = codes.flatMap((code) => Array.from({ length: 5 }, () => failure("Cannot write", code)));
  expect(lines(mixed).length).toBe(10);
});
