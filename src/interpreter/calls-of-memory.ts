// The system calls for memory and for the process itself.

import { ADDRESSES, PAGE, wholePages } from "./layout.ts";
import { error, type Call } from "./kernel-state.ts";
import { EXECUTE, READ, WRITE } from "./memory.ts";
import { STACK_START } from "./stack.ts";

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
  ...[60, 231].map(
    (number): Call => ({
      number,
      name: number === 60 ? "exit" : "exit_group",
      run: (state, [code]) => {
        state.exitCode = Number(code! & 0xffn);
        return 0n;
      },
    }),
  ),
];
