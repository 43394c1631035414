// The label linker against its model, and its errors.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildRungs } from "./build.ts";
import { link } from "./linker-model.ts";
import { run } from "./run.ts";
import { tries } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const { linker } = buildRungs(directory);
const input = join(directory, "input");
const output = join(directory, "output");

/** Links with the real linker and its model, and insists that they agree to the byte. */
function check(text: Uint8Array | string): ReturnType<typeof link> {
  writeFileSync(input, text);
  writeFileSync(output, "before");
  const expected = link(typeof text === "string" ? Buffer.from(text, "latin1") : text);
  const { code, signal, stderr } = run(linker, [input, output]);
  const bytes = readFileSync(output);
  expect(signal).toBeNull();
  if (expected.ok) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(bytes.equals(Buffer.from(expected.bytes))).toBe(true);
  } else {
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${input}:${expected.line}: ${expected.message}\n` });
    expect(bytes.toString()).toBe("before");
  }
  return expected;
}

test("every kind of reference, forwards and backwards", () => {
  const result = check(':a 41 "hi;#" !a %a &b $b\n:b # x\n!b ; y\n');
  expect(result.ok && Buffer.from(result.bytes).toString("hex")).toBe(
    "4168693b23fa" + "f6ffffff" + "16004000" + "1600400000000000" + "ff",
  );
});

test("8-bit references reach from -128 to 127 and no further", () => {
  expect(check(`:a ${"90 ".repeat(127)}!a`).ok).toBe(true);
  expect(check(`:a ${"90 ".repeat(128)}!a`).ok).toBe(false);
  expect(check(`!a ${"90 ".repeat(127)}:a`).ok).toBe(true);
  expect(check(`!a ${"90 ".repeat(128)}:a`).ok).toBe(false);
});

test.each([
  "4",
  "4 1",
  "g0",
  "\n\n41 zz",
  '"open',
  '"open\n"',
  ": 41",
  ":a\n:a",
  "\n!nowhere",
  "%",
  "& x",
  ":ab &a",
  ":a &ab",
  "$",
  "'a'",
  "",
])("odd text %j", (text) => {
  check(text);
});

const names = ["a", "b", "ab", "a.b", "long_name_of_a_label", "x#y"];
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[0-9a-fA-F]{2}$/) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom("!", "%", "&", "$"), fc.constantFrom(...names)).map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom('"text "', "# comment", "; :a", "", "\t", "\r") },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 140 }).map((n) => "90".repeat(n)) },
);

test("random programs", () => {
  let good = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(piece, fc.constantFrom(" ", "\n", " \n")), { maxLength: 40 }),
      fc.shuffledSubarray(names, { minLength: 4 }),
      fc.infiniteStream(fc.nat()),
      (pieces, defined, where) => {
        const things = pieces.map(([thing, blank]) => thing + (/^[#;]/.test(thing) ? "\n" : blank));
        for (const name of defined) things.splice(where.next().value! % (things.length + 1), 0, `:${name} `);
        if (check(things.join("")).ok) good++;
      },
    ),
    tries(400),
  );
  expect(good).toBeGreaterThan(tries(400).numRuns / 8);
});

test("random bytes and signs", () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('0123456789abcdef:!%&$"#; \n')));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), (bytes) => void check(Uint8Array.from(bytes))),
    tries(400),
  );
});

test("a text just below and at 1 MiB", () => {
  writeFileSync(input, "$a ".repeat(349_520) + ":a");
  expect(run(linker, [input, output]).code).toBe(0);
  expect(statSync(output).size).toBe(349_520 * 8);
  writeFileSync(input, "4".repeat(1 << 20));
  expect(run(linker, [input, output])).toEqual({ code: 1, signal: null, stderr: "linker: input of 1 MiB or more\n" });
});

test("files that will not do", () => {
  writeFileSync(input, "41");
  for (const args of [[], [input], [input, output, output]])
    expect(run(linker, args)).toEqual({ code: 1, signal: null, stderr: "usage: linker INPUT OUTPUT\n" });
  for (const name of [join(directory, "missing"), directory])
    expect(run(linker, [name, output]).stderr).toBe("linker: cannot read input\n");
  expect(run(linker, [input, directory])).toEqual({ code: 1, signal: null, stderr: "linker: cannot write output\n" });
  if (existsSync("/dev/full")) expect(run(linker, [input, "/dev/full"]).code).toBe(1);
});
