// One process from its start to its end: the program is loaded, its stack laid out, and instructions are executed one by
// one, as often as asked for. This is the reference for src/translator.

import { decode } from "./decode.ts";
import { readProgram, routineAt, type Program } from "./elf.ts";
import { execute } from "./execute.ts";
import type { FileSystem } from "./file-system.ts";
import type { Instruction } from "./instruction.ts";
import { systemCall } from "./kernel.ts";
import type { KernelState, SystemCall } from "./kernel-state.ts";
import { wholePages } from "./layout.ts";
import { EXECUTE, Memory } from "./memory.ts";
import { Processor } from "./processor.ts";
import { layStack } from "./stack.ts";
import { Stopped, type Stop } from "./stop.ts";

export interface Start {
  /** What the program finds; it is changed by the program. */
  readonly files: FileSystem;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** An absolute path, which is there. */
  readonly directory: string;
  /** Told of each system call when it is done. */
  readonly onSystemCall?: (call: SystemCall) => void;
  /** Given what is written to standard output (1) and standard error (2): a view, to be copied by who keeps it. */
  readonly onOutput?: (descriptor: number, bytes: Uint8Array) => void;
}

export type Outcome =
  /** As many instructions as asked for were executed. */
  | { readonly type: "running" }
  | { readonly type: "exited"; readonly code: number }
  | { readonly type: "stopped"; readonly stop: Stop };

const RUNNING: Outcome = { type: "running" };

export class Process {
  /** The program's file. */
  readonly file: Uint8Array;
  readonly program: Program;
  readonly processor: Processor;
  readonly kernel: KernelState;
  /** Set when the process is at its end. */
  ended: Outcome | undefined;

  /** Throws Stopped for a file that is no program. */
  constructor(file: Uint8Array, start: Start) {
    const program = readProgram(file);
    this.file = file;
    this.program = program;
    const memory = new Memory();
    this.processor = new Processor(memory);
    for (const { address, bytes, size, permissions } of program.segments) {
      memory.map(address, size, permissions);
      memory.bytes.set(bytes, address);
    }
    layStack(this.processor, program, start);
    this.processor.registers.rip = program.entry;
    const found = start.files.find(start.directory, start.files.root, true);
    if (typeof found === "string" || found.node?.type !== "directory")
      throw new Error(`our bug: a process starts in "${start.directory}", which is not there`);
    const heapStart = wholePages(program.end);
    this.kernel = {
      processor: this.processor,
      files: start.files,
      directory: found.node,
      descriptors: new Map(
        ["/dev/stdin", "/dev/stdout", "/dev/stderr"].map((path, number) => [number, { type: "stream", path }]),
      ),
      heapStart,
      heapEnd: heapStart,
      exitCode: undefined,
      onOutput: start.onOutput,
      onSystemCall: start.onSystemCall,
    };
  }

  /** How many instructions were executed so far. */
  get count(): number {
    return this.processor.registers.count;
  }

  /** The instruction that comes next; undefined where there is none that is known. */
  next(): Instruction | undefined {
    try {
      return decode(this.processor.memory, this.processor.registers.rip);
    } catch (error) {
      if (error instanceof Stopped) return undefined;
      throw error;
    }
  }

  /** Executes one instruction. */
  step(): Outcome {
    return this.run(1);
  }

  /** Executes so many instructions, or fewer when the process ends. */
  run(instructions: number): Outcome {
    if (this.ended !== undefined) return this.ended;
    try {
      for (let left = instructions; left > 0; left--) {
        const ended = this.executeNext();
        if (ended !== undefined) return ended;
      }
      return RUNNING;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.stop(error);
    }
  }

  /** Executes one instruction, and counts it; gives how the process ended, if it did. Throws Stopped, with rip there. */
  executeNext(): Outcome | undefined {
    const { registers, memory } = this.processor;
    const at = registers.rip;
    const instruction = decode(memory, at);
    let ended = false;
    try {
      registers.rip = at + instruction.length;
      if (instruction.operation === "syscall") ended = systemCall(this.kernel);
      else execute(this.processor, instruction);
    } catch (error) {
      registers.rip = at;
      throw error;
    }
    registers.count++;
    return ended ? this.#end({ type: "exited", code: this.kernel.exitCode! }) : undefined;
  }

  /** Ends the process by what stopped it at the present instruction. */
  stop({ reason, found }: Stopped): Outcome {
    const { memory, registers } = this.processor;
    const address = registers.rip;
    const length = memory.allowed(BigInt(address), 15, EXECUTE);
    const routine = routineAt(this.program, address);
    return this.#end({
      type: "stopped",
      stop: {
        reason,
        found,
        address,
        ...(length === 0 ? {} : { bytes: memory.bytes.slice(address, address + length) }),
        ...(routine === undefined ? {} : { routine }),
      },
    });
  }

  #end(outcome: Outcome): Outcome {
    this.ended = outcome;
    return outcome;
  }
}

/** A process of a program's file, ready to run; or why it cannot be. */
export function startProcess(file: Uint8Array, start: Start): Process | Stop {
  try {
    return new Process(file, start);
  } catch (error) {
    if (error instanceof Stopped) return { reason: error.reason, found: error.found };
    throw error;
  }
}
