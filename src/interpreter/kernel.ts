// The services that a program asks the kernel for, by number: those of Linux on amd64 that are used, as its manual pages
// say. There is one process, no clock, no network and no other user. Must never reach for anything outside the file
// system in memory.

import { descriptorCalls } from "./calls-of-descriptors.ts";
import { pathCalls } from "./calls-of-paths.ts";
import type { KernelState, Seen } from "./kernel-state.ts";
import { memoryCalls } from "./calls-of-memory.ts";
import { R10, R8, R9, RAX, RCX, RDI, RDX, RSI, R11 } from "./registers.ts";
import { Stopped } from "./stop.ts";

const CALLS = new Map([...descriptorCalls, ...pathCalls, ...memoryCalls].map((call) => [call.number, call]));

/** Does what the program asks for; true when it ended by that. Clobbers rcx and r11, as the processor does. */
export function systemCall(state: KernelState): boolean {
  const { general } = state.processor.registers;
  const number = Number(general[RAX]!);
  const call = CALLS.get(number);
  const words = [RDI, RSI, RDX, R10, R8, R9].map((register) => general[register]!);
  if (call === undefined) throw new Stopped("unknown-system-call", `system call ${number}`);
  const seen: Seen = {};
  const result = call.run(state, words, seen);
  general[RAX] = BigInt.asUintN(64, result);
  general[RCX] = BigInt(state.processor.registers.rip);
  general[R11] = BigInt(state.processor.registers.flags | 0x202);
  state.onSystemCall?.({ ...seen, name: call.name, number, arguments: words, result });
  return state.exitCode !== undefined;
}
