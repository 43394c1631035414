// The rule by which LLVM's own tests are chosen takes what it says, always the same, and in an order that is nobody's.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { scratchDirectory } from "../scratch.ts";
import { chosen, isForX86, isRefused, standsAlone } from "./own-tests.ts";

const tests = scratchDirectory();

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tests, path)), { recursive: true });
  writeFileSync(join(tests, path), text);
}

test("those with the smallest digests are taken, and none for other processors", () => {
  const plain = ["One", "Two", "deep/Three", "deep/X86/Four"].map((name) => `Kind/${name}.ll`);
  for (const path of [...plain, "Kind/ARM/Five.ll", "Kind/ARM/deep/Six.ll", "Other/Seven.ll"]) write(path, "");
  write("Kind/needs.ll", "; REQUIRES: asserts\n");
  write("Kind/notes.txt", "");
  write("Kind/ARM/lit.local.cfg", 'if not "ARM" in config.root.targets:\n    config.unsupported = True\n');
  write("Kind/deep/X86/lit.local.cfg", 'if not "X86" in config.root.targets:\n    config.unsupported = True\n');
  const take = (count: number) => chosen({ tests, folder: "Kind", fits: standsAlone }, count);
  expect([...take(99)].sort()).toEqual([...plain].sort());
  expect(take(2)).toEqual(take(99).slice(0, 2));
  // As sha256sum has it of their paths.
  expect(take(2)).toEqual(["Kind/deep/Three.ll", "Kind/Two.ll"]);
});

test.each([
  ['if not "X86" in config.root.targets:', true],
  ["config.suffixes = ['.ll']", true],
  ["if 'PowerPC' not in config.root.targets:", false],
  ['targets = set(config.root.targets_to_build.split())\nif not "RISCV" in targets:', false],
])("%j is for x86: %s", (configuration, expected) => {
  expect(isForX86(configuration)).toBe(expected);
});

test.each([
  ["; RUN: opt < %s -S\ndefine void @f() { ret void }", true],
  ['target triple = "x86_64-apple-darwin"', true],
  ['target triple = "i386-linux"', true],
  ['target triple = "aarch64-linux"', false],
  ["; RUN: opt < %s\n; REQUIRES: asserts", false],
  [";UNSUPPORTED: expensive_checks", false],
])("%j stands alone: %s", (text, expected) => {
  expect(standsAlone(text)).toBe(expected);
});

test.each([
  ["; RUN: not llvm-as < %s 2>&1 | FileCheck %s", true],
  ["; RUN: not llvm-as -disable-output <%s 2>&1 | FileCheck %s", true],
  ["; RUN: not opt -S -passes=verify < %s 2>&1 | FileCheck %s", true],
  ["; RUN: not opt -passes=inline < %s 2>&1 | FileCheck %s", false],
  ["; RUN: not llvm-as < %s 2>&1 | FileCheck %s\n; RUN: llvm-as %t", false],
  ["; RUN: not llvm-as -data-layout=x < %s 2>&1 | FileCheck %s", false],
  ["; RUN: llvm-as < %s", false],
  ["define void @f() { ret void }", false],
])("%j is there to be refused: %s", (text, expected) => {
  expect(isRefused(text)).toBe(expected);
});
