// What follows a flag: its value, or another flag because the value was forgotten.

import { expect, test } from "vitest";
import { parseOptions, type Grammar } from "../../src/cli/options.ts";

const grammar: Grammar = {
  name: "build",
  operands: "[STAGE...]",
  flags: [
    { name: "jobs", short: "j", value: "N", about: "" },
    { name: "key", value: "FILE", about: "" },
    { name: "json", about: "" },
  ],
};
const said = (...words: readonly string[]) => {
  const options = parseOptions(words, grammar);
  return options.ok ? Object.fromEntries(options.value.values) : options.failures.map(({ message }) => message);
};

test.each([["-j2"], ["-j=2"], ["-j", "2"], ["--jobs=2"], ["--jobs", "2"]])("%s %s", (...words) => {
  expect(said(...words, "asm")).toEqual({ jobs: ["2"] });
});

test("a flag is no value, unless one word has both", () => {
  for (const next of ["--json", "-x", "--"])
    expect(said("-j", next)).toEqual([
      `Cannot read the command line: --jobs requires a value (N), and "${next}" follows it`,
    ]);
  expect(said("-j")).toEqual(["Cannot read the command line: --jobs requires a value (N)"]);
  expect(said("--key=--json")).toEqual({ key: ["--json"] });
  expect(said("--key", "-")).toEqual({ key: ["-"] });
});
