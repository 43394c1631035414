// A chain of the host's programs from fromseed to bubblewrap, in which the mounts of one root are made once and programs
// run in it one after the other, each in process, IPC and network namespaces of its own. Must never say that a program
// has ended while anything that it started still runs.

import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { succeed, type Result } from "../model/failure.ts";
import { sealedWords } from "./bubblewrap.ts";
import { LIFELINE, ORDERS, PROGRAM_FILE, STATUS, chainWords, programText } from "./chain-script.ts";
import { startProgram } from "./host-program.ts";
import { closeInheritedDescriptors } from "./inherited-descriptors.ts";
import type { PreparedRoot } from "./prepared-root.ts";
import { namespaceEmptied } from "./processes.ts";
import { Status } from "./status.ts";

export interface ChainOptions {
  /** The directory of the root, which may be laid out while the chain starts: before the first program runs. */
  readonly scratch: string;
  readonly processors: readonly number[];
  /** The search path for the host's programs. */
  readonly path: string;
  /** Whether the terminal of this process is handed on; else standard input is empty and output comes by pipe. */
  readonly terminal: boolean;
}

export interface Program {
  readonly argv: readonly string[];
  /** An absolute path inside. */
  readonly directory: string;
}

/** At the terminal, the program's streams are not seen here. */
export class Chain {
  readonly pid: number;
  readonly #options: ChainOptions;
  readonly #child: ChildProcess;
  readonly #status = new Status();
  readonly #setup: Buffer[] = [];
  #closed = false;
  #received = 0;
  #take: (piece: Buffer) => void = () => undefined;
  /** Called whenever something has come that may be what is waited for. */
  #look: () => void = () => undefined;

  static async start(options: ChainOptions): Promise<Result<Chain>> {
    const { scratch, path, terminal } = options;
    const kind = terminal ? "inherit" : "pipe";
    closeInheritedDescriptors();
    const started = await startProgram(
      { words: chainWords(terminal), directory: scratch, path },
      { stdio: [terminal ? "inherit" : "ignore", kind, kind, "pipe", "pipe", "pipe"], alone: !terminal },
    );
    return started.ok ? succeed(new Chain(options, started.value)) : started;
  }

  private constructor(options: ChainOptions, child: ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.pid = child.pid!;
    child.stdout?.on("data", (piece: Buffer) => {
      this.#received += piece.length;
      this.#take(piece);
      this.#look();
    });
    child.stderr?.on("data", (piece: Buffer) => this.#setup.push(piece));
    (child.stdio[STATUS] as Readable).on("data", (piece: Buffer) => {
      this.#status.push(piece.toString("latin1"));
      this.#look();
    });
    // A chain that has ended by itself reads no more orders.
    for (const stream of [this.#lifeline, this.#orders]) stream.on("error", () => undefined);
    // They are written to and not read: nothing else would close them, and only then the child counts as closed.
    child.once("exit", () => this.kill());
    child.once("close", () => {
      this.#closed = true;
      this.#look();
    });
  }

  /** What the chain has said outside of any program's time, by line. */
  get said(): readonly string[] {
    return Buffer.concat(this.#setup)
      .toString()
      .split("\n")
      .filter((line) => line !== "");
  }

  /** Whether this machine lets no /proc be mounted, so that the chain runs without process namespace of its own. */
  get lacksProc(): boolean {
    return this.#status.namespace === "shared";
  }

  /** The running program's exit code as soon as it is known: then nothing else can be the cause of its end. */
  get exitCode(): number | undefined {
    return this.#status.exitCode;
  }

  /**
   * Runs a program in the root that was laid out in the chain's directory, to the end of all that it starts; gives its
   * exit code, or undefined when it was not started, or killed.
   */
  async run(
    { prepared, ...program }: Program & { readonly prepared: PreparedRoot },
    take: (piece: Buffer) => void = () => undefined,
  ): Promise<number | undefined> {
    const { processors, terminal } = this.#options;
    this.#status.begin();
    this.#take = take;
    writeFileSync(
      join(prepared.scratch, PROGRAM_FILE),
      programText(sealedWords({ prepared, processors, terminal, ...program })),
    );
    this.#orders.write("\n");
    const before = this.#received;
    await this.#until(
      () => this.#status.outputBytes !== undefined && this.#received - before >= this.#status.outputBytes,
    );
    const { namespace, processNamespace, exitCode } = this.#status;
    if (namespace === "shared" && processNamespace !== undefined) await namespaceEmptied(processNamespace);
    return exitCode;
  }

  /** Ends all of it, at once. */
  kill(): void {
    this.#lifeline.destroy();
    this.#orders.destroy();
  }

  /** Lets the chain end; gives the processor time, user's and system's, of all that ran in it, in seconds. */
  async end(): Promise<number> {
    this.#orders.end();
    await this.#until(() => false);
    this.kill();
    return this.#status.cpuSeconds;
  }

  /** Waits until something holds, or the chain has ended and its streams are read to their ends. */
  async #until(holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#look = () => {
        if (this.#closed || holds()) resolve();
      };
      this.#look();
    });
    this.#look = () => undefined;
  }

  get #lifeline(): Writable {
    return this.#stream(LIFELINE);
  }

  get #orders(): Writable {
    return this.#stream(ORDERS);
  }

  #stream(descriptor: number): Writable {
    // Node's types know of five.
    return (this.#child.stdio as readonly unknown[])[descriptor] as Writable;
  }
}
