// The real thing: cc1 built by cc0 makes the same bytes, or the same complaint, as cc1 built by gcc, whatever it is
// given.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  buildWithGcc,
  errorCases,
  folder as cc1Folder,
  here as cc1Tests,
  joined,
  sources as cc1Sources,
} from "../cc1/build.ts";
import { buildCc0, gcc, run, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const cc1 = join(directory, "cc1-by-cc0");
{
  const { code, stderr } = run(buildCc0(), [cc1, ...cc1Sources().map((name) => join(cc1Folder, name))], directory);
  if (code !== 0) throw new Error(`cc0 refuses cc1: ${stderr}`);
}

const bytesOf = (path: string): string => readFileSync(path).toString("base64");

test("the file is small: zeroes cost nothing", () => {
  expect(readFileSync(cc1).length).toBeLessThan(256 * 1024);
});

test.skipIf(!gcc)("both compile the programs of test/cc1, and cc1 itself, to the same bytes" + why, () => {
  const byGcc = buildWithGcc();
  const programs = readdirSync(join(cc1Tests, "run")).filter((name) => name.endsWith(".c") && name !== "runtime.c");
  const runtime = join(cc1Tests, "run/runtime.c");
  const self = join(directory, "self.c");
  writeFileSync(
    self,
    "long syscall(long number, long a, long b, long c);\n" + joined().replace("long main(", "long cc1_main("),
  );
  const inputs = [
    ...programs.map((name) => [runtime, join(cc1Tests, "run", name)]),
    [join(cc1Tests, "self-start.c"), self],
  ];
  expect(inputs.length).toBeGreaterThan(4);
  for (const input of inputs) {
    const ours = run(cc1, ["-o", "ours", ...input], directory);
    const theirs = run(byGcc, ["-o", "theirs", ...input], directory);
    expect({ input, ...ours }).toEqual({ input, ...theirs });
    expect(ours.code).toBe(0);
    expect(bytesOf(join(directory, "ours")) === bytesOf(join(directory, "theirs"))).toBe(true);
  }
});

test("cc1 built by cc0 gives every message of test/cc1", () => {
  for (const { message, source } of errorCases()) {
    writeFileSync(join(directory, "bad.c"), source, "latin1");
    const { code, stderr } = run(cc1, ["-o", "bad", "bad.c"], directory);
    expect({ source, code, stderr }).toEqual({ source, code: 1, stderr: expect.stringContaining(message) });
  }
});
