// Runs a process by compiled code: what is reached is compiled region by region, and what compiled code does not do is
// executed by the plain interpreter. Both work on the same bytes, and give the same results; only where it stops to give
// control back may differ by a block.

import { compileRegion } from "./compile-region.ts";
import { isCompiled } from "./compile-instruction.ts";
import { CodeCache, same, type CompiledBlock, type Translation } from "./code-cache.ts";
import { dispatcher } from "./dispatcher.ts";
import { ADDRESSES, DISPATCH, DISPATCH_ENTRIES, FUEL, PAGE, PROGRAM } from "../interpreter/layout.ts";
import type { Memory } from "../interpreter/memory.ts";
import type { Outcome, Process } from "../interpreter/process.ts";
import { findRegion, type Region } from "./region.ts";
import { Stopped } from "../interpreter/stop.ts";
import { writeModule } from "./wasm-module.ts";
import { WASM, type WasmModule, type WasmTable } from "../interpreter/web-assembly.ts";

const TABLE = 0x1_0000;
/** How many regions are compiled at once: the one that is reached, and those that it calls. */
const REGIONS_AT_ONCE = 64;

const form = { memoryPages: (PROGRAM + ADDRESSES) / 65536, tableSize: TABLE };

export class Compiler {
  readonly #process: Process;
  readonly #memory: Memory;
  readonly #table: WasmTable;
  readonly #dispatch: (address: number) => number;
  readonly #entries: Int32Array;
  readonly #fuel: Int32Array;
  readonly #kept: Translation[];
  #blocks = new Map<number, CompiledBlock>();
  /** The compiled code of each page, as ranges of addresses. */
  #ranges = new Map<number, (readonly [number, number])[]>();
  #functions = 0;

  constructor(process: Process, cache: CodeCache = new CodeCache()) {
    this.#process = process;
    this.#memory = process.processor.memory;
    const { buffer } = this.#memory.whole;
    this.#entries = new Int32Array(buffer, DISPATCH, DISPATCH_ENTRIES * 4);
    this.#fuel = new Int32Array(buffer, FUEL, 1);
    this.#table = new WASM.Table({ element: "anyfunc", initial: TABLE });
    dispatcherModule ??= new WASM.Module(writeModule({ ...form, functions: [dispatcher()], tableStart: TABLE - 1 }));
    this.#dispatch = this.#instantiate(dispatcherModule);
    this.#clear();
    this.#memory.onCodeWrite = (start, length) => this.#codeWritten(start, length);
    this.#kept = cache.of(process.file);
    for (const translation of this.#kept) {
      const whole = translation.sources.every(({ address, bytes }) =>
        same(bytes, this.#memory.bytes.subarray(address, address + bytes.length)),
      );
      if (whole) this.#add(translation);
      else this.#functions += translation.functions;
    }
  }

  /** Executes so many instructions, or a few more, or fewer when the process ends. At most 2^31 - 1. */
  run(instructions: number): Outcome {
    const process = this.#process;
    const { registers } = process.processor;
    if (process.ended !== undefined) return process.ended;
    let left = instructions;
    try {
      for (;;) {
        this.#fuel[0] = left;
        const stopped = this.#dispatch(registers.rip);
        registers.count += left - this.#fuel[0]!;
        left = this.#fuel[0]!;
        registers.rip = stopped < 0 ? ~stopped : stopped;
        if (left < 0) return { type: "running" };
        if (stopped >= 0 && this.#enter(stopped)) continue;
        const ended = process.executeNext();
        if (ended !== undefined) return ended;
        left--;
      }
    } catch (error) {
      // A trap of the engine: none is expected.
      if (!(error instanceof Stopped)) throw error;
      return process.stop(error);
    }
  }

  /** Makes the code of an address known to the dispatcher; false when there is none that can be compiled. */
  #enter(address: number): boolean {
    let found = this.#blocks.get(address);
    if (found === undefined) {
      this.#compile(address);
      found = this.#blocks.get(address);
    }
    if (found === undefined) return false;
    this.#entries.set([found.address, found.function, found.block], (address & (DISPATCH_ENTRIES - 1)) * 4);
    return true;
  }

  #compile(entry: number): void {
    const regions: Region[] = [];
    const blocks: CompiledBlock[] = [];
    const seen = new Set<number>();
    // Grows on the way, by what is called.
    const waiting = [entry];
    for (const address of waiting) {
      if (regions.length === REGIONS_AT_ONCE) break;
      if (seen.has(address) || this.#blocks.has(address)) continue;
      seen.add(address);
      const region = findRegion(this.#memory, address, { isCompiled, isThere: (at) => this.#blocks.has(at) });
      if (region.blocks.length === 0) continue;
      const number = this.#functions + regions.length;
      // A block may be in several regions: the first one's is used from outside.
      for (const [block, { start }] of region.blocks.entries())
        if (!seen.has(start) || start === address) blocks.push({ address: start, function: number, block });
      regions.push(region);
      waiting.push(...region.calls);
    }
    if (regions.length === 0) return;
    if (this.#functions + regions.length >= TABLE - 1) this.#clear();
    const functions = regions.map(compileRegion);
    const module = new WASM.Module(writeModule({ ...form, functions, tableStart: this.#functions }));
    const sources = regions.flatMap((region) =>
      region.blocks.map(({ start, end }) => ({ address: start, bytes: this.#memory.bytes.slice(start, end) })),
    );
    const translation: Translation = { module, functions: functions.length, blocks, sources };
    this.#kept.push(translation);
    this.#add(translation);
  }

  #add({ module, functions, blocks, sources }: Translation): void {
    this.#instantiate(module);
    this.#functions += functions;
    for (const block of blocks) if (!this.#blocks.has(block.address)) this.#blocks.set(block.address, block);
    for (const { address, bytes } of sources) {
      const end = address + bytes.length;
      this.#memory.markCompiled(address, bytes.length);
      for (let page = Math.floor(address / PAGE); page * PAGE < end; page++) {
        const ranges = this.#ranges.get(page);
        if (ranges === undefined) this.#ranges.set(page, [[address, end]]);
        else ranges.push([address, end]);
      }
    }
  }

  #instantiate(module: WasmModule): (address: number) => number {
    return new WASM.Instance(module, { shared: { memory: this.#memory.whole, table: this.#table } }).exports.first;
  }

  /** A program that changes its own code: all that was compiled is forgotten. */
  #codeWritten(start: number, length: number): void {
    for (let page = Math.floor(start / PAGE); page * PAGE < start + length; page++)
      if (this.#ranges.get(page)?.some(([from, end]) => from < start + length && start < end)) {
        this.#clear();
        this.#kept.length = 0;
        return;
      }
  }

  #clear(): void {
    this.#blocks = new Map();
    this.#ranges = new Map();
    this.#entries.fill(0);
    // Address 0 has no code: without this, empty entries would be its.
    this.#entries[0] = 1;
  }
}

let dispatcherModule: WasmModule | undefined;
