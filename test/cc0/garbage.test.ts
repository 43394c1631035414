// What is not C0: cc0 says where and why, ends with 1 and leaves no output. Random bytes, and cc1's own source with
// tokens changed.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { folder as cc1Folder, sources as cc1Sources } from "../cc1/build.ts";
import { buildCc0, run } from "./build.ts";
import { tries } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const cc0 = buildCc0();
const output = join(directory, "out");
const source = join(directory, "source.c");

/** Compiles the bytes; anything but success or one message with a place fails the test. */
function compiles(bytes: string | Uint8Array): boolean {
  writeFileSync(source, bytes, "latin1");
  rmSync(output, { force: true });
  const { code, signal, stdout, stderr } = run(cc0, ["out", "source.c"], directory);
  expect({ signal, stdout }).toEqual({ signal: null, stdout: "" });
  expect(existsSync(output)).toBe(code === 0);
  if (code === 0) expect(stderr).toBe("");
  else expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^source\.c:\d+: [^]+\n$/) });
  return code === 0;
}

test("random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void compiles(bytes)),
    tries(150),
  );
});

test("random text of C's characters", () => {
  const piece = fc.constantFrom(
    ..."(){}[];,.*&+-=<>!?:~^|%/'\"\\ \n#0x9",
    "long ",
    "char ",
    "struct ",
    "s ",
    "x ",
    "main",
    "(long",
    "enum",
    "while (",
    "for (;;)",
    "do ",
    "switch (",
    "case 1:",
    "default:",
    "return ",
    "break;",
    "continue;",
    "if (",
    "else ",
    "sizeof (",
    "static ",
    "void ",
    "->",
    "++",
    "<<=",
    "&&",
    "||",
    "1",
    "/*",
    "*/",
    "//",
  );
  const prefix = fc.constantFrom(
    "",
    "long x; struct s { long x; char *s[3]; }; long main(long argc, char **argv) {",
    "long x[] = {",
    "long main(",
  );
  fc.assert(
    fc.property(
      prefix,
      fc.array(piece, { maxLength: 60, size: "max" }),
      (start, pieces) => void compiles(start + pieces.join("")),
    ),
    tries(150),
  );
});

test("cc1 with tokens deleted, doubled, swapped or replaced", () => {
  const tokens = cc1Sources()
    .map((name) => readFileSync(join(cc1Folder, name), "latin1"))
    .join("")
    .split(/(\w+|"(?:[^"\\\n]|\\.)*"|\s+|.)/)
    .filter((token) => token !== "");
  const place = fc.nat({ max: tokens.length - 1 });
  const change = fc.record({
    kind: fc.constantFrom("delete", "double", "swap", "replace", "cut"),
    at: place,
    from: place,
  });
  let good = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      let text = [...tokens];
      for (const { kind, at, from } of changes) {
        const token = text[at] ?? "";
        if (kind === "delete") text[at] = "";
        else if (kind === "double") text[at] = token + token;
        else if (kind === "replace") text[at] = tokens[from]!;
        else if (kind === "swap") [text[at], text[from]] = [text[from] ?? "", token];
        else text = text.slice(0, at);
      }
      if (compiles(text.join(""))) good += 1;
    }),
    tries(150),
  );
  expect(good).toBeLessThan(tries(150).numRuns);
});
