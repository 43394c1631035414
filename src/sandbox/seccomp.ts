// Assembles the seccomp filter from its rules: classic BPF over `struct seccomp_data` (linux/seccomp.h,
// linux/bpf_common.h). Must never let a call pass that came by another system call interface: its numbers mean other
// calls.

import { RULES } from "./seccomp-rules.ts";
import type { Rule, Test } from "./seccomp-rules.ts";

const AUDIT_ARCH_X86_64 = 0xc000003e;
const X32_BIT = 0x40000000;

const LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_GREATER_OR_EQUAL = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const JUMP_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

const RETURN_KILL_PROCESS = 0x80000000;
const RETURN_ERRNO = 0x00050000;
const RETURN_ALLOW = 0x7fff0000;

const OFFSET_NUMBER = 0;
const OFFSET_ARCHITECTURE = 4;
const OFFSET_ARGUMENTS = 16;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/** The filter as the bytes of an array of `struct sock_filter`, as bubblewrap's `--seccomp` reads it. amd64 only. */
export function seccompFilter(rules: readonly Rule[] = RULES): Uint8Array {
  const program: Instruction[] = [
    [LOAD_WORD, 0, 0, OFFSET_ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64],
    [RETURN, 0, 0, RETURN_KILL_PROCESS],
    [LOAD_WORD, 0, 0, OFFSET_NUMBER],
    [JUMP_GREATER_OR_EQUAL, 0, 1, X32_BIT],
    [RETURN, 0, 0, RETURN_KILL_PROCESS],
    ...rules.flatMap(assemble),
    [RETURN, 0, 0, RETURN_ALLOW],
  ];
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, ifTrue);
    bytes.setUint8(index * 8 + 3, ifFalse);
    bytes.setUint32(index * 8 + 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

/** Skipped unless the number matches; then every test must hold for the refusal, else the call is allowed. */
function assemble(rule: Rule): Instruction[] {
  const refusal: Instruction[] = [[RETURN, 0, 0, RETURN_ERRNO | rule.errno]];
  const body = [...rule.when.flatMap(assembleTest), ...refusal];
  return [[JUMP_EQUAL, 0, body.length, rule.number], ...body];
}

/**
 * Falls through when the test holds, else allows the call. Only the low word is looked at: these arguments are ints.
 */
function assembleTest(test: Test): Instruction[] {
  const load: Instruction = [LOAD_WORD, 0, 0, OFFSET_ARGUMENTS + 8 * test.argument];
  const allow: Instruction = [RETURN, 0, 0, RETURN_ALLOW];
  switch (test.is) {
    case "any-bit-of":
      return [load, [JUMP_ANY_BIT, 1, 0, test.bits], allow];
    case "no-bit-of":
      return [load, [JUMP_ANY_BIT, 0, 1, test.bits], allow];
    case "one-of":
      return [
        load,
        ...test.values.map((value, index): Instruction => [JUMP_EQUAL, test.values.length - index, 0, value]),
        allow,
      ];
    case "none-of":
      return [
        load,
        ...test.values.map(
          (value, index): Instruction => [
            JUMP_EQUAL,
            test.values.length - index - 1,
            index === test.values.length - 1 ? 1 : 0,
            value,
          ],
        ),
        allow,
      ];
  }
}
