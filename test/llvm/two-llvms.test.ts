// What differs between two LLVMs is told, and only that: here two shell scripts are in the place of each.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchDirectory } from "../scratch.ts";
import { difference, lasting, left, type Left, type Llvm } from "./two-llvms.ts";

const directory = scratchDirectory();

/** An LLVM whose opt and llc do as this script says. */
function llvm(name: string, script: string): Llvm {
  const programs = join(directory, name);
  mkdirSync(programs);
  for (const program of ["opt", "llc"])
    writeFileSync(join(programs, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { programs };
}

test("a run is told by how it ends, what it writes and what it says", async () => {
  const fine = llvm("fine", 'cat; echo "$*"; echo note >&2');
  const run = { program: "opt", words: ["-S"], directory, input: Buffer.from("text\n") } as const;
  const { end, wrote, said } = await left(fine, run);
  expect([end, Buffer.from(wrote).toString(), said]).toEqual([
    "exit 0",
    "text\n-S -mtriple=x86_64-unknown-linux-gnu -o -\n",
    "note\n",
  ]);
  const crash = llvm("crash", "echo half; kill -ABRT $$");
  expect(await left(crash, { program: "llc", words: [], directory })).toMatchObject({ end: "SIGABRT" });
  expect(await left(llvm("wrong", "exit 3"), run)).toMatchObject({ end: "exit 3" });
});

function result(end: string, wrote = "", said = ""): Left {
  return { end, wrote: Buffer.from(wrote), said };
}

test.each([
  ["the same", result("exit 0", "a\nb\n", "w"), result("exit 0", "a\nb\n", "w"), undefined],
  ["another end", result("exit 0", "a"), result("exit 1", "a", "why"), "ours exit 0, theirs exit 1: why"],
  ["another message", result("exit 1", "", "a"), result("exit 1", "", "b"), "ours says a, theirs b"],
  ["another line", result("exit 0", "a\nb\n"), result("exit 0", "a\nc\n"), 'line 2: ours "b", theirs "c"'],
  ["less", result("exit 0", "a\n"), result("exit 0", "a\nb\n"), 'line 2: ours "", theirs "b"'],
  ["no more lines", result("exit 0", "a"), result("exit 0", "a\nb"), "theirs goes on after line 1"],
  ["more lines", result("exit 0", "a\nb"), result("exit 0", "a"), 'line 2: ours "b", theirs ends'],
  ["cut off elsewhere", result("SIGABRT", "a"), result("SIGABRT", "ab"), undefined],
])("%s", (_, ours, theirs, expected) => {
  expect(difference(ours, theirs)).toBe(expected);
});

test("of a message addresses do not count, and not where it broke off", () => {
  const message =
    "LLVM ERROR: Cannot select: 0x5566ceca0f20: i8 = 0x11\nPLEASE submit a bug report to x\nStack dump:\n0.\t0x1\n";
  expect(lasting(message)).toBe("LLVM ERROR: Cannot select: ADDRESS: i8 = 0x11\n");
});
