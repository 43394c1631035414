// The worker's part of the second part: the first program of a stage, run as far as it is asked to, and what a person
// sees of it then. The stages that the program needs are built first.

import { buildStage, layRoot } from "./build-stage.ts";
import type { ChainStage } from "./chain.ts";
import type { Files } from "./trees.ts";
import { CodeCache } from "../translator/code-cache.ts";
import type { SystemCall } from "../interpreter/kernel-state.ts";
import { READ } from "../interpreter/memory.ts";
import { type Outcome, type Process, startProcess } from "../interpreter/process.ts";
import { RDI, RSI } from "../interpreter/registers.ts";
import { stopText } from "../interpreter/stop.ts";
import type { FromWorker } from "./messages.ts";
import { Pace } from "./pace.ts";

/** Bytes that are shown: before rsi, from there on, and before rdi. */
const BEFORE = 40;
const AFTER = 120;
const WRITTEN = 40;
/** Milliseconds between two pictures. */
const TURN = 25;

export interface SteppedStage {
  readonly stage: string;
  /** The number that all snapshots have. */
  readonly load: number;
  /** The trees of built stages, by stage: those that are missing are built, and put here. */
  readonly trees: Map<string, Files>;
}

export class Stepping {
  readonly #process: Process;
  readonly #load: number;
  readonly #pace = new Pace();
  /** Since the last snapshot. */
  readonly #calls: string[];
  #ended: { readonly says: string; readonly isBad: boolean } | undefined;

  /** Loads the program; or says why it cannot be run. */
  static load(
    stages: readonly ChainStage[],
    files: Files,
    { stage: name, load, trees }: SteppedStage,
  ): Stepping | string {
    const stage = stages.find((each) => each.name === name);
    if (stage?.build.type !== "steps") throw new Error(`our bug: stage "${name}" has no program to run`);
    for (const each of stages) {
      if (each === stage) break;
      const tree = trees.get(each.name) ?? built(each, files, trees);
      if (typeof tree === "string") return tree;
      trees.set(each.name, tree);
    }
    const root = layRoot(stage, { files, trees });
    const [step] = stage.build.steps;
    const path = step!.argv[0]!;
    const program = root.get(path);
    if (program === undefined) return `Cannot run "${path}": there is no such program`;
    const calls: string[] = [];
    const process = startProcess(program, {
      files: root,
      argv: step!.argv,
      environment: stage.environment,
      directory: step!.directory,
      onSystemCall: (call) => calls.push(callText(call)),
    });
    return "reason" in process ? `Cannot run "${path}": ${stopText(process)}` : new Stepping(process, calls, load);
  }

  private constructor(process: Process, calls: string[], load: number) {
    this.#process = process;
    this.#calls = calls;
    this.#load = load;
  }

  start(): FromWorker {
    return this.#snapshot();
  }

  /**
   * Runs so many instructions, or fewer when time is up: a picture of it is wanted now and then. With `toCall`, no more
   * than up to a system call, and with it.
   */
  go(instructions: number, toCall: boolean): FromWorker {
    if (!toCall) this.#note(this.#pace.run(this.#process, instructions));
    const end = performance.now() + TURN;
    while (toCall && this.#calls.length === 0 && this.#ended === undefined && performance.now() < end)
      this.#note(this.#process.step());
    return this.#snapshot();
  }

  #note(outcome: Outcome): void {
    if (outcome.type === "exited")
      this.#ended = { says: `It ended with exit code ${outcome.code}`, isBad: outcome.code !== 0 };
    if (outcome.type === "stopped") this.#ended = { says: stopText(outcome.stop), isBad: true };
  }

  #snapshot(): FromWorker {
    const { registers, memory } = this.#process.processor;
    const rsi = registers.general[RSI]!;
    const rdi = registers.general[RDI]!;
    const piece = (start: bigint, end: bigint): Uint8Array => {
      const from = start < 0n ? 0n : start;
      const length = memory.allowed(from, Number(end - from), READ);
      return memory.bytes.slice(Number(from), Number(from) + length);
    };
    const before =
      memory.allowed(rsi < BigInt(BEFORE) ? 0n : rsi - BigInt(BEFORE), BEFORE, READ) === BEFORE ? BEFORE : 0;
    const ended = this.#ended;
    return {
      type: "snapshot",
      load: this.#load,
      snapshot: {
        instructions: this.#process.count,
        address: registers.rip,
        registers: [...registers.general],
        flags: registers.flags,
        calls: this.#calls.splice(0),
        reading: { bytes: piece(rsi - BigInt(before), rsi + BigInt(AFTER)), at: before },
        writing: piece(rdi - BigInt(WRITTEN), rdi),
        ...(ended === undefined ? {} : { ended: ended.says, isBad: ended.isBad }),
      },
    };
  }
}

function built(stage: ChainStage, files: Files, trees: ReadonlyMap<string, Files>): Files | string {
  const building = buildStage(stage, { files, trees, cache: new CodeCache() });
  for (;;) {
    const { done, value } = building.next();
    if (done !== true) continue;
    return value.type === "failed" ? value.message : value.tree;
  }
}

/** How many arguments of a system call say something. */
const ARGUMENTS: Readonly<Record<string, number>> = { read: 3, write: 3, open: 3, creat: 2, close: 1, exit: 1 };

/** As strace shows it: `open("/repo/x", 0, 0) = 3`. */
function callText({ name, arguments: words, result, path, bytes }: SystemCall): string {
  const shown = words.slice(0, ARGUMENTS[name] ?? 6).map((word, index) => {
    if (index === 0 && path !== undefined && (name === "open" || name === "creat")) return JSON.stringify(path);
    return word < 10n ? String(word) : `0x${word.toString(16)}`;
  });
  const end = name === "exit" ? "" : ` = ${result}`;
  const what = path !== undefined && bytes !== undefined ? `  (${bytes.length} bytes of ${path})` : "";
  return `${name}(${shown.join(", ")})${end}${what}`;
}
