import { expect, test } from "vitest";
import { nearest } from "../../src/bytes/nearest.ts";

test.each([
  ["libc-l", ["libc-2", "libc-1", "tinycc-1"], "libc-1"],
  ["soruces", ["sources", "steps"], "sources"],
  ["tinyc", ["tinycc-1", "tinycc"], "tinycc"],
  ["a", ["b"], "b"],
  ["musl", ["binutils", "tinycc"], undefined],
  ["repro", ["export", "reproduce"], "reproduce"],
  ["gcc-1", ["gcc-9", "gcc-13", "gcc-13-1"], "gcc-13"],
  ["binut", ["musl", "binutils-1"], "binutils-1"],
  ["b", ["binutils-1"], undefined],
  ["x", [], undefined],
  ["", ["a"], "a"],
  ["x".repeat(200), ["x".repeat(200)], undefined],
])("%j among %j is %j", (wanted, names, expected) => {
  expect(nearest(wanted, names)).toBe(expected);
});
