// The model's encodings, so the assembler's, mean what GNU as says: an outside witness, for machines that have
// binutils.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assemble } from "./asm-model.ts";
import { words } from "./asm-table.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const tools = ["as", "objcopy", "objdump"].every((tool) => spawnSync(tool, ["--version"]).status === 0);

test.skipIf(!tools)(
  `1,600 statements read the same by GNU as${tools ? "" : " (skipped: binutils is not installed)"}`,
  () => {
    const operands = [
      "rax",
      "r9",
      "esp",
      "r13d",
      "cl",
      "spl",
      "r15b",
      "[rax]",
      "[rsp]",
      "[r12+8]",
      "[r13]",
      "byte [rbp-1]",
      "dword [rbx+r15*8]",
      "qword [r8*8+16]",
      "[rcx+rdx+7]",
      "5",
      "-129",
      "255",
      "0x7FFFFFFF",
    ];
    const right = [...words]
      .filter(
        ([word, { kind }]) => !["register", "size", "reserve", "prefix", "jump"].includes(kind) && word !== "xchg",
      )
      .flatMap(([word]) => [
        word,
        ...operands.map((a) => `${word} ${a}`),
        ...operands.flatMap((a) => operands.map((b) => `${word} ${a}, ${b}`)),
      ])
      .filter(
        (statement) =>
          !(words.get(statement.split(" ")[0]!)!.kind === "one" && statement.includes(",")) &&
          assemble([{ name: "x", text: `_start: ${statement}` }]).ok,
      );
    const ours = assemble([{ name: "x", text: `_start: ${right.join("\n")}` }]);
    if (!ours.ok) throw new Error(ours.message);
    const listing = disassembled(ours.bytes.subarray(0x78));
    expect(listing.length).toBe(right.length);
    expect(right.length).toBeGreaterThan(1500);
    const theirs = disassembled(gnuAs(right));
    listing.forEach((text, n) => expect(text, right[n]).toBe(theirs[n]));
  },
);

function gnuAs(statements: readonly string[]): Uint8Array {
  const lines = statements.map((statement) =>
    statement
      .replace(/\b(byte|dword|qword) \[/g, "$1 ptr [")
      .replace(
        /^(set\w+|movzx|movsx|movsxd) (.*)(?<!ptr )\[/,
        (_, name: string, rest: string) => `${name} ${rest}${name === "movsxd" ? "dword" : "byte"} ptr [`,
      )
      .replace(/^(push|pop) \[/, "$1 qword ptr ["),
  );
  const [source, object, bytes] = ["s", "o", "bin"].map((end) => join(directory, `program.${end}`)) as [
    string,
    string,
    string,
  ];
  writeFileSync(source, `.intel_syntax noprefix\n${lines.join("\n")}\n`);
  expect(spawnSync("as", ["-o", object, source], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  expect(spawnSync("objcopy", ["-O", "binary", "-j", ".text", object, bytes]).status).toBe(0);
  return readFileSync(bytes);
}

/** One text an instruction, without what differs between encodings of one thing: empty REX, index or displacement. */
function disassembled(bytes: Uint8Array): string[] {
  const file = join(directory, "disassembled");
  writeFileSync(file, bytes);
  const { stdout } = spawnSync("objdump", ["-D", "-b", "binary", "-mi386:x86-64", "-Mintel", "--insn-width=20", file], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return [...stdout.matchAll(/^ +[0-9a-f]+:\t[0-9a-f ]+\t(.*)$/gm)].map(([, text]) =>
    text!
      .replace(/\s+/g, " ")
      .trim()
      .replace(/^rex(\.\w+)? /, "")
      .replace(/[+-]0x0\]/, "]")
      .replace(/\*1\b/, "")
      .replace("+riz", ""),
  );
}
