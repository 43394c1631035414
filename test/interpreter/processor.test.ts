// Each instruction form against the real processor: one program that tries every form on hundreds of random operands runs
// natively and interpreted, plain and compiled, and must write the same results and flags. With FROMSEED_TEST=all there are
// more than 100,000 cases, else a tenth.
//
// The native side needs an amd64 machine, and Debian's as and ld.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Compiler } from "../../src/translator/compiler.ts";
import { FileSystem } from "../../src/interpreter/file-system.ts";
import { Process } from "../../src/interpreter/process.ts";
import { all, draws, seed } from "../extent.ts";
import { FORMS, type Form } from "./forms.ts";

const available = process.arch === "x64" && ["as", "ld"].every((name) => spawnSync(name, ["--version"]).status === 0);
/** Sets of operands that each form is tried on. */
const SETS = all ? Math.ceil(100_000 / FORMS.length) + 1 : Math.ceil(10_000 / FORMS.length);
/** Bytes of a set, and of a result. */
const SET = 112;
const RESULT = 72;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-processor-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const draw = draws(seed);
const random64 = (): bigint => {
  const special = [0n, 1n, -1n, 0x7fn, 0x80n, 0x8000n, 0x7fff_ffffn, 0x8000_0000n, 1n << 63n, (1n << 63n) - 1n];
  if (draw(3) === 0) return BigInt.asUintN(64, special[draw(special.length)]!);
  const bits = BigInt(draw(1 << 16)) | (BigInt(draw(1 << 16)) << 16n) | (BigInt(draw(1 << 16)) << 32n);
  return BigInt.asUintN(64, (bits | (BigInt(draw(1 << 16)) << 48n)) >> BigInt(draw(4) === 0 ? draw(64) : 0));
};

/** Numbers of a format whose exponents are near each other, but for some: zeros, infinities, NaNs, the smallest. */
const randomFloat = (exponentBits: number, fractionBits: number): bigint => {
  const most = (1 << exponentBits) - 1;
  const middle = most >> 1;
  const exponent = [0, 1, most, most - 1, draw(most + 1)][draw(12)] ?? middle - 20 + draw(40);
  const fraction = [0n, BigInt.asUintN(fractionBits, -1n)][draw(6)] ?? BigInt.asUintN(fractionBits, random64());
  return (
    (BigInt(draw(2)) << BigInt(exponentBits + fractionBits)) | (BigInt(exponent) << BigInt(fractionBits)) | fraction
  );
};
/** The first bit of the significand is that which the exponent asks for: other encodings are no numbers. */
const randomFloat80 = (): readonly [bigint, bigint] => {
  const [high, low] = [randomFloat(15, 0), random64()];
  return [(high & 0x7fffn) === 0n ? low >> 1n : low | (1n << 63n), high];
};

/** One set: rax, rcx, rdx, rbx, two of memory, two for the flags before; two of 80 bits; two that are 64 or 32 bits. */
function operandSet(): readonly bigint[] {
  const floats = [0, 1].map(() =>
    draw(2) === 0 ? randomFloat(11, 52) : (random64() & ~0xffff_ffffn) | randomFloat(8, 23),
  );
  return [...Array.from({ length: 7 }, random64), ...randomFloat80(), ...randomFloat80(), ...floats, 0n];
}

const SETCC = ["o", "b", "e", "s", "p"];

/** A loop over all sets: it loads them, sets the flags by a comparison, executes the form, and stores what came out. */
function loop({ text, before = [], flags }: Form, index: number): string {
  return `
  lea r15, [rip + sets]
  mov r13d, ${SETS}
2${index}0:
  mov rax, [r15 + 32]
  mov [r12], rax
  mov qword ptr [r12 + 8], 0x5a
  mov rax, [r15]
  mov rcx, [r15 + 8]
  mov rdx, [r15 + 16]
  mov rbx, [r15 + 24]
  mov r8, [r15 + 40]
  mov r9, [r15 + 48]
  mov r10, rcx
  mov rsi, rdx
  xor edi, edi
  cmp r8, r9
  ${before.join("\n  ")}
  ${text.replaceAll("; ", "\n  ")}
  ${[...flags].map((flag) => `set${flag} byte ptr [r14 + ${64 + SETCC.indexOf(flag)}]`).join("\n  ")}
  mov [r14], rax
  mov [r14 + 8], rcx
  mov [r14 + 16], rdx
  mov [r14 + 24], rbx
  mov [r14 + 32], r8
  mov [r14 + 40], r9
  mov rax, [r12]
  mov [r14 + 48], rax
  mov rax, [r12 + 8]
  mov [r14 + 56], rax
  add r15, ${SET}
  add r14, ${RESULT}
  sub r13, 1
  jne 2${index}0b
`;
}

function assemble(): Uint8Array {
  const sets = Array.from({ length: SETS }, operandSet);
  const size = FORMS.length * SETS * RESULT;
  const source = `.intel_syntax noprefix
.globl _start
_start:
  lea r14, [rip + results]
  lea r12, [rip + scratch]
  mov word ptr [r12], 0x37f
  fldcw [r12]
${FORMS.map(loop).join("")}
  mov edi, 1
  lea rsi, [rip + results]
  mov edx, ${size}
write:
  mov eax, 1
  syscall
  add rsi, rax
  sub rdx, rax
  jne write
  xor edi, edi
  mov eax, 60
  syscall
.data
.balign 16
sets:
${sets.map((set) => `.quad ${set.map((each) => `0x${each.toString(16)}`).join(", ")}`).join("\n")}
.bss
.balign 16
scratch: .skip 64
results: .skip ${size}
`;
  writeFileSync(join(root, "forms.s"), source);
  for (const [program, ...words] of [
    ["as", "-o", "forms.o", "forms.s"],
    ["ld", "-o", "forms", "forms.o"],
  ] as const) {
    const { status, stderr } = spawnSync(program, words, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  }
  return readFileSync(join(root, "forms"));
}

/** The first results that differ, each with its form and its operands. */
function differences(native: Buffer, ours: Buffer): readonly string[] {
  const found: string[] = [];
  expect(ours.length).toBe(native.length);
  for (let at = 0; at < native.length && found.length < 20; at += RESULT) {
    if (native.compare(ours, at, at + RESULT, at, at + RESULT) === 0) continue;
    const form = FORMS[Math.floor(at / RESULT / SETS)]!;
    const shown = (all: Buffer): string =>
      all
        .subarray(at, at + RESULT)
        .toString("hex")
        .replaceAll(/.{16}/g, "$& ");
    found.push(`${form.text}, set ${(at / RESULT) % SETS}\n  ${shown(native)}\n  ${shown(ours)}`);
    at += RESULT * (SETS - 1 - ((at / RESULT) % SETS));
  }
  return found;
}

test.runIf(available)("every form does what the processor does", { timeout: 900_000 }, () => {
  const file = assemble();
  const { stdout: native, status } = spawnSync(join(root, "forms"), { maxBuffer: 1 << 28 });
  expect(status).toBe(0);
  for (const plain of [true, false]) {
    const pieces: Buffer[] = [];
    const interpreted = new Process(file, {
      files: new FileSystem(),
      argv: ["forms"],
      environment: {},
      directory: "/",
      onOutput: (_, bytes) => pieces.push(Buffer.from(bytes)),
    });
    const runner = plain ? interpreted : new Compiler(interpreted);
    expect(runner.run(1_000_000_000)).toEqual({ type: "exited", code: 0 });
    expect(differences(native, Buffer.concat(pieces)), plain ? "plain" : "compiled").toEqual([]);
  }
});

test.skipIf(available)(
  "skipped: the processor is not amd64, or there is no as and ld (apt install binutils)",
  () => {},
);
