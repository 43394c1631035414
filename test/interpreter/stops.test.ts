// What cannot be interpreted ends with a stop that tells the place: other machines' programs, truncated ones, unknown
// instructions and system calls, memory that is not there, divisions by zero, programs without end.

import { expect, test } from "vitest";
import { Compiler } from "../../src/translator/compiler.ts";
import { FileSystem } from "../../src/interpreter/file-system.ts";
import { Process, startProcess } from "../../src/interpreter/process.ts";
import { draws, seed } from "../extent.ts";

/** A program of one segment at 400000 that may be read, written and executed; the code stands at 400078. */
function program(code: string, change: (file: Buffer) => void = () => undefined): Buffer {
  const bytes = Buffer.from(code.replaceAll(" ", ""), "hex");
  const file = Buffer.alloc(0x78 + bytes.length);
  file.write("7f454c4602010100000000000000000002003e0001000000", "hex");
  file.writeBigUInt64LE(0x400078n, 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(7, 68);
  file.writeBigUInt64LE(0x400000n, 80);
  file.writeBigUInt64LE(BigInt(file.length), 96);
  file.writeBigUInt64LE(BigInt(file.length) + 0x2000n, 104);
  bytes.copy(file, 0x78);
  change(file);
  return file;
}

const start = (file: Uint8Array, { files = new FileSystem(), argv = ["program"] } = {}) =>
  startProcess(file, { files, argv, environment: {}, directory: "/" });

function started(file: Uint8Array, files = new FileSystem()): Process {
  const process = start(file, { files });
  if (!(process instanceof Process)) throw new Error(process.found);
  return process;
}

function run(file: Uint8Array, plain: boolean, instructions = 10_000) {
  const process = started(file);
  return (plain ? process : new Compiler(process)).run(instructions);
}

test.each<[string, Buffer, string]>([
  ["an empty file", Buffer.alloc(0), "no ELF magic number"],
  ["a script", Buffer.from("#!/bin/sh\n"), "no ELF magic number"],
  ["half a header", program("C3").subarray(0, 40), "an ELF header of 40 bytes instead of 64"],
  ["another machine's", program("C3", (file) => file.writeUInt16LE(183, 18)), "for machine 183 instead of 62, amd64"],
  ["of 32 bits", program("C3", (file) => file.writeUInt8(1, 4)), "not of 64 bits"],
  ["a shared object", program("C3", (file) => file.writeUInt16LE(3, 16)), "of type 3 instead of 2"],
  ["without its program headers", program("C3").subarray(0, 100), "program headers that are not all in the file"],
  ["truncated", program("C3", (file) => file.writeBigUInt64LE(0x9000n, 96)), "a segment of"],
  ["at addresses beyond all", program("C3", (file) => file.writeBigUInt64LE(1n << 40n, 80)), "a segment of"],
  ["with numbers beyond all", program("C3", (file) => file.fill(0xff, 80, 112)), "0xffffffffffffffff at byte"],
  ["without a segment", program("C3", (file) => file.writeUInt32LE(4, 64)), "no segment to load"],
  ["with a dynamic linker", program("C3", (file) => file.writeUInt32LE(3, 64)), "a dynamic linker"],
])("no program: %s", (_, file, found) => {
  const stop = start(file);
  expect(stop).toMatchObject({ reason: "not-a-program" });
  expect((stop as { found: string }).found).toContain(found);
});

test.each([true, false])("what stops a program tells its place; plain: %s", { timeout: 60_000 }, (plain) => {
  const stopOf = (code: string) => run(program(code), plain);
  const at = (code: string, reason: string, found: string) => {
    // Five bytes before it: the place is that of the instruction, not the program's start.
    const outcome = stopOf(`B8 01 00 00 00 ${code}`);
    expect(outcome).toMatchObject({ type: "stopped", stop: { reason, address: 0x40007d, found } });
  };
  at("0F A2", "unknown-instruction", "an instruction that is not known");
  at("66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 90", "unknown-instruction", "an instruction of more than 15 bytes");
  at("0F 0B", "unknown-instruction", "an instruction that is not known");
  at("48 8B 04 25 08 00 00 00", "memory-fault", "a read of 8 bytes at 0x8");
  at("48 89 04 25 FF 2F 40 00", "memory-fault", "a write of 8 bytes at 0x402fff");
  at("FF 24 25 00 00 00 00", "memory-fault", "a read of 8 bytes at 0x0");
  at("F7 F1", "divide-error", "a division by zero");
  expect(stopOf("B8 FF 03 00 00 0F 05")).toMatchObject({
    stop: { reason: "unknown-system-call", found: "system call 1023", address: 0x40007d },
  });
  // A jump to where nothing is: the place is that one.
  expect(stopOf("31 C0 FF E0")).toMatchObject({ stop: { reason: "memory-fault", found: "a fetch of 1 byte at 0x0" } });
  // idiv of the smallest number by -1 has no room.
  expect(stopOf("B8 00 00 00 80 99 83 C9 FF F7 F9")).toMatchObject({ stop: { reason: "divide-error" } });
});

test.each([true, false])("what comes before a stop in the same block is done; plain: %s", (plain) => {
  // Two pushes and a store through a copy of rsp less 16, then two stores around one pointer, the second past the end.
  const process = started(program("BB F8 2F 40 00 53 53 48 8D 4C 24 10 89 59 F0 89 1B 89 43 04 89 43 08"));
  const outcome = (plain ? process : new Compiler(process)).run(100);
  expect(outcome).toMatchObject({ stop: { found: "a write of 4 bytes at 0x403000", address: 0x40008c } });
  const { memory, registers } = process.processor;
  expect(memory.load(0x402ff8n, 4)).toBe(0x402ff8n);
  expect(memory.load(registers.general[4]!, 8)).toBe(0x402ff8n);
  expect(process.count).toBe(7);
});

test("recursion without end runs over the stack's end", () => {
  expect(run(program("E8 FB FF FF FF"), false, 5_000_000)).toMatchObject({ stop: { reason: "memory-fault" } });
});

test("a file without end stops at a limit", () => {
  // open of "f" at 402010 to append, then write of 8 KiB from the program's start on, again and again.
  const code =
    "BF 10 20 40 00 C6 07 66 BE 41 04 00 00 B8 02 00 00 00 0F 05 89 C3 89 DF BE 00 00 40 00 BA 00 20 00 00 B8 01 00 00 00 0F 05 EB EB";
  expect(run(program(code), false, 50_000_000)).toMatchObject({
    stop: { reason: "memory-limit", found: "files that grow by more than 268435456 bytes: f" },
  });
});

test("names without end stop at the same limit", () => {
  const files = new FileSystem();
  files.charge((1 << 28) - 20_000, "/full");
  // mkdir of the name at 402010, whose first byte is counted up from "A" on.
  const code = "C6 04 25 10 20 40 00 40 FE 04 25 10 20 40 00 BF 10 20 40 00 B8 53 00 00 00 0F 05 EB EB";
  expect(started(program(code), files).run(1000)).toMatchObject({ stop: { reason: "memory-limit" } });
  expect([...files.root.entries.keys()]).toHaveLength(19);
});

test("arguments without end, and a heap without end", () => {
  expect(start(program("C3"), { argv: ["program", "x".repeat(3 << 20)] })).toMatchObject({
    reason: "memory-limit",
    found: "arguments of more than 2 MiB",
  });
  // brk of 4 GiB gives another end: mov edi, -1; mov eax, 12; syscall; cmp rax, rdi; sete dil; exit.
  expect(run(program("BF FF FF FF FF B8 0C 00 00 00 0F 05 48 39 F8 40 0F 94 C7 B8 3C 00 00 00 0F 05"), false)).toEqual({
    type: "exited",
    code: 0,
  });
});

test.each([true, false])("a program without end gives control back; plain: %s", (plain) => {
  expect(run(program("EB FE"), plain, 50_000)).toEqual({ type: "running" });
  expect(run(program("FF C0 EB FC"), plain, 50_000)).toEqual({ type: "running" });
});

test.each([true, false])("a program that changes its own code executes what it wrote; plain: %s", (plain) => {
  // mov edi, 1 twice, the second time with 5 written over the 1, then exit.
  const code = `31 DB BF 01 00 00 00 85 DB 75 0C FF C3 C6 04 25 7B 00 40 00 05 EB EA 90 B8 3C 00 00 00 0F 05`;
  const patched = code.replace("EB EA", "EB EB").replace("75 0C", "75 0D");
  expect(run(program(patched), plain)).toEqual({ type: "exited", code: 5 });
});

test.each([true, false])(
  "random bytes stop a program, or run on, and never us; plain: %s",
  { timeout: 120_000 },
  (plain) => {
    const draw = draws(seed);
    const process = started(
      program(Array.from({ length: 40_000 }, () => draw(256).toString(16).padStart(2, "0")).join("")),
    );
    const runner = plain ? process : new Compiler(process);
    const ends = new Map<string, number>();
    for (let round = plain ? 10_000 : 500; round > 0; round--) {
      const { registers } = process.processor;
      for (let register = 0; register < 16; register++) registers.general[register] = 0x400000n + BigInt(draw(40_000));
      registers.rip = 0x400078 + draw(39_000);
      process.ended = undefined;
      process.kernel.exitCode = undefined;
      const outcome = runner.run(30);
      const end = outcome.type === "stopped" ? outcome.stop.reason : outcome.type;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect([...ends.keys()]).toEqual(expect.arrayContaining(["unknown-instruction", "memory-fault"]));
  },
);
