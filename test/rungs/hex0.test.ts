// The seed: its size, its digest, itself from its own text, its model, its errors.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildRungs, seedFolder } from "./build.ts";
import { hex0 } from "./hex0-model.ts";
import { run } from "./run.ts";
import { tries } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const { hex0: program } = buildRungs(directory);
const output = join(directory, "output");
const input = join(directory, "input");

function assemble(text: Uint8Array | string): { ok: true; bytes: Buffer } | { ok: false } {
  writeFileSync(input, text);
  writeFileSync(output, "before");
  const { code, signal } = run(program, [input, output]);
  expect(signal).toBeNull();
  const bytes = readFileSync(output);
  if (code === 0) return { ok: true, bytes };
  expect(code).toBe(1);
  expect(bytes.toString()).toBe("before");
  return { ok: false };
}

test("has the pinned digest, at most 180 bytes, and comes out of its own text", () => {
  const bytes = readFileSync(program);
  expect(bytes.length).toBeLessThanOrEqual(180);
  expect(bytes.equals(readFileSync(join(directory, "seed")))).toBe(true);
  const digest = createHash("sha256").update(bytes).digest("hex");
  expect(readFileSync(join(seedFolder, "hex0/hex0.sha256"), "utf8")).toBe(`${digest}  hex0\n`);
  expect(statSync(program).mode & 0o777).toBe(0o755 & ~process.umask());
});

test("has a regular ELF identification", () => {
  expect(readFileSync(program).subarray(0, 24).toString("hex")).toBe(
    "7f454c46020101000000000000000000" + "02003e0001000000",
  );
});

test("its text and the linker's hold nothing but digits and blanks outside comments", () => {
  for (const name of ["hex0/hex0.hex0", "linker/linker.hex0"]) {
    const text = readFileSync(join(seedFolder, name), "latin1");
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text.replace(/[#;].*/g, "")).toMatch(/^[0-9A-F \n]*$/);
  }
});

describe("against its model", () => {
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.stringMatching(/^[0-9a-fA-F]{2}$/) },
    fc.constantFrom(
      " ",
      "\n",
      "\t",
      "\r",
      "# a comment 41\n",
      "; another\n",
      "4",
      "G",
      "@",
      "`",
      ":",
      "/",
      "#x\ty",
      "\0",
      "\x02",
      "\x08",
      "é",
    ),
  );
  test("random texts", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = Buffer.from(pieces.join(""), "latin1");
        const expected = hex0(text);
        const found = assemble(text);
        expect(found.ok).toBe(expected.ok);
        if (expected.ok && found.ok) expect(found.bytes.equals(Buffer.from(expected.bytes))).toBe(true);
      }),
      tries(300),
    );
  });
  test("random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (text) => {
        expect(assemble(text).ok).toBe(hex0(text).ok);
      }),
      tries(200),
    );
  });
  test("every single character", () => {
    for (let code = 0; code < 256; code++) {
      const text = Buffer.concat([Buffer.from("41"), Buffer.from([code]), Buffer.from("2 43\n4")]);
      expect(assemble(text).ok, `character ${code}`).toBe(hex0(text).ok);
    }
  });
  test("a text of megabytes", () => {
    const bytes = assemble("41 ".repeat(1_000_000) + "# the end");
    expect(bytes.ok && bytes.bytes.length).toBe(1_000_000);
  });
});

test("exits with 1 for every input or output that will not do", () => {
  writeFileSync(input, "41");
  writeFileSync(output, "before");
  mkdirSync(join(directory, "folder"), { recursive: true });
  for (const args of [
    [],
    [input],
    [join(directory, "missing"), output],
    [join(directory, "folder"), output],
    [input, join(directory, "no/such")],
    [input, join(directory, "folder")],
  ]) {
    expect(run(program, args), args.join(" ")).toEqual({ code: 1, signal: null, stderr: "" });
  }
  if (existsSync("/dev/full")) expect(run(program, [input, "/dev/full"]).code).toBe(1);
  expect(readFileSync(output, "latin1")).toBe("before");
});

test("a text that is too large ends the program, with nothing written", () => {
  writeFileSync(input, Buffer.alloc(4_197_907, "41"));
  writeFileSync(output, "before");
  expect(run(program, [input, output]).code).not.toBe(0);
  expect(readFileSync(output, "latin1")).toBe("before");
});
