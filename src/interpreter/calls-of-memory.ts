// The system calls for memory and for the process itself.

import { ADDRESSES, PAGE, wholePages } from "./layout.ts";
import { error, type Call } from "./kernel-state.ts";
import { EXECUTE, READ, WRITE } from "./memory.ts";
import { STACK_START } from "./stack.ts";

const ARCH_SET_FS = 0x1002n;

/** Ends the process: there is one thread. */
const exit = (number: number, name: string): Call => ({
  number,
  name,
  run: (state, [code]) => {
    state.exitCode = Number(code! & 0xffn);
    return 0n;
  },
});

export const memoryCalls: readonly Call[] = [
  {
    number: 10,
    name: "mprotect",
    run: ({ processor }, [start, length, protection]) => {
      const [from, size] = [Number(start), Number(length)];
      if (from % PAGE !== 0) return error("EINVAL");
      if (from + size > ADDRESSES) return error("ENOMEM");
      processor.memory.map(from, size, Number(protection) & (READ | WRITE | EXECUTE));
      return 0n;
    },
  },
  {
    // Gives the heap's end, the old one when there is no room for the new.
    number: 12,
    name: "brk",
    run: (state, [asked]) => {
      const end = Number(asked);
      const { memory } = state.processor;
      if (end >= state.heapStart && wholePages(end) <= STACK_START) {
        const [old, now] = [wholePages(state.heapEnd), wholePages(end)];
        if (now > old) memory.map(old, now - old, READ | WRITE);
        else if (now < old) {
          memory.map(now, old - now, 0);
          memory.bytes.fill(0, now, old);
        }
        state.heapEnd = end;
      }
      return BigInt(state.heapEnd);
    },
  },
  {
    number: 158,
    name: "arch_prctl",
    run: ({ processor }, [code, address]) => {
      if (code !== ARCH_SET_FS) return error("EINVAL");
      processor.fs = address!;
      return 0n;
    },
  },
  // What is set is for the end of a thread. Gives the thread's number.
  { number: 218, name: "set_tid_address", run: () => 1n },
  exit(60, "exit"),
  exit(231, "exit_group"),
];
