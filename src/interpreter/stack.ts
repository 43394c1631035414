// The stack that the kernel gives a new program: arguments, environment, auxiliary vector. System V ABI for amd64, section
// 3.4.1, and its figure 3.9. Must hold nothing that differs between two runs.

import type { Program } from "./elf.ts";
import { ADDRESSES, PAGE } from "./layout.ts";
import { READ, WRITE } from "./memory.ts";
import type { Processor } from "./processor.ts";
import { RSP } from "./registers.ts";
import { Stopped } from "./stop.ts";

/** The stack's size is Linux's usual one. */
const STACK = 8 << 20;

/** The last page stays empty, so that what runs over the stack's end is seen. */
const STACK_END = ADDRESSES - PAGE;
/** Below it too. */
export const STACK_START: number = STACK_END - STACK - PAGE;

// elf.h
const AT_PHDR = 3;
const AT_PHENT = 4;
const AT_PHNUM = 5;
const AT_PAGESZ = 6;
const AT_ENTRY = 9;
const AT_SECURE = 23;
const AT_RANDOM = 25;

interface Words {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export function layStack({ memory, registers }: Processor, program: Program, { argv, environment }: Words): void {
  memory.map(STACK_END - STACK, STACK, READ | WRITE);
  let at = STACK_END;
  const put = (bytes: Uint8Array): bigint => {
    at -= bytes.length;
    if (at < STACK_END - STACK / 4) throw new Stopped("memory-limit", "arguments of more than 2 MiB");
    memory.bytes.set(bytes, at);
    return BigInt(at);
  };
  const text = (words: string): bigint => put(new TextEncoder().encode(`${words}\0`));
  // What a program takes for chance is always the same.
  const random = put(new Uint8Array(16));
  const variables = Object.entries(environment).map(([name, value]) => text(`${name}=${value}`));
  const words = argv.map(text);
  const { address, count } = program.headers;
  const auxiliary: readonly (readonly [number, number | bigint])[] = [
    ...(address === undefined ? [] : ([[AT_PHDR, address]] as const)),
    [AT_PHENT, 56],
    [AT_PHNUM, count],
    [AT_PAGESZ, PAGE],
    [AT_ENTRY, program.entry],
    [AT_SECURE, 0],
    [AT_RANDOM, random],
    [0, 0],
  ];
  const block = [BigInt(argv.length), ...words, 0n, ...variables, 0n, ...auxiliary.flat().map(BigInt)];
  at -= at % 16;
  if (block.length % 2 === 1) at -= 8;
  put(new Uint8Array(new BigUint64Array(block).buffer));
  registers.general[RSP] = BigInt(at);
}
