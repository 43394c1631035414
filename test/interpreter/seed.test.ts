// The seed, interpreted: it reads its own text and must write itself; and what the interpreter may lean on.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FileSystem } from "../../src/interpreter/file-system.ts";
import { Process, startProcess } from "../../src/interpreter/process.ts";

const repository = join(import.meta.dirname, "../..");
const text = readFileSync(join(repository, "bootstrap-seed/hex0/hex0.hex0"));
/** What the text stands for, without the seed. */
const seed = Buffer.from(
  text
    .toString()
    .replaceAll(/[#;].*/g, "")
    .replaceAll(/\s/g, ""),
  "hex",
);

function start(files: FileSystem, ...argv: readonly string[]): { readonly process: Process; readonly calls: string[] } {
  files.makeDirectory("/work");
  const calls: string[] = [];
  const process = startProcess(seed, {
    files,
    argv,
    environment: {},
    directory: "/work",
    onSystemCall: (call) => calls.push(`${call.name} ${call.path ?? ""} ${call.bytes?.length ?? ""} = ${call.result}`),
  });
  if (!(process instanceof Process)) throw new Error(process.found);
  return { process, calls };
}

test("the seed writes itself", () => {
  const files = new FileSystem();
  files.put("/in", text, { readOnly: true });
  const { process, calls } = start(files, "hex0", "/in", "out");
  expect(process.run(1_000_000)).toEqual({ type: "exited", code: 0 });
  expect(Buffer.from(files.get("/work/out")!)).toEqual(seed);
  expect(calls).toEqual([
    "open /in  = 3",
    `read /in ${text.length} = ${text.length}`,
    "creat out  = 4",
    "write out 179 = 179",
    "exit   = 0",
  ]);
  expect(process.count).toBeGreaterThan(20_000);
});

test("step by step, the registers are those of the text's comments", () => {
  const files = new FileSystem();
  files.put("/in", text);
  const { process } = start(files, "hex0", "/in", "out");
  const { registers } = process.processor;
  expect(registers.rip).toBe(0x400028);
  expect(process.next()?.operation).toBe("pop");
  process.step();
  expect(registers.general[7]).toBe(3n);
  expect(registers.rip).toBe(0x400029);
  while (registers.rip !== 0x400095) process.step();
  expect(registers.general[7]! - BigInt(0x6001ed)).toBe(179n);
});

test("without arguments the seed fails as on a kernel", () => {
  expect(start(new FileSystem(), "hex0").process.run(1000)).toEqual({ type: "exited", code: 1 });
});

test.each([
  ["interpreter", /^\.\/[a-z0-9-]+\.ts$/],
  ["translator", /^\.(?:\.\/interpreter)?\/[a-z0-9-]+\.ts$/],
])("the %s imports nothing of the project or of Node, so that it runs in a browser's worker", (part, allowed) => {
  const folder = join(repository, "src", part);
  for (const name of readdirSync(folder))
    for (const [, target] of readFileSync(join(folder, name), "utf8").matchAll(/from "([^"]+)"/g))
      expect(target, name).toMatch(allowed);
});

test("the interpreter can be read: less than 4,000 lines in all", () => {
  const folder = join(repository, "src/interpreter");
  const lines = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8").split("\n").length);
  expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThan(4000);
});
