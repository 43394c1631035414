// Runs git in a scratch repository: one question, or a conversation of many. Must never run it anywhere else, nor with
// anything of the caller's environment.

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { fail, succeed, type Result } from "../model/failure.ts";
import { gitEnvironment, type Scratch } from "./scratch.ts";

function start(scratch: Scratch, words: readonly string[]): ChildProcessWithoutNullStreams {
  const { folder: cwd, signal } = scratch;
  return spawn("git", words, { cwd, signal, env: gitEnvironment(scratch), stdio: ["pipe", "pipe", "pipe"] });
}

/** What git answers to words and its input; its complaint is the value's `refused`, where it ends with an error. */
export async function askGit(
  scratch: Scratch,
  words: readonly string[],
  input = "",
): Promise<Result<{ readonly answer: string } | { readonly refused: string }>> {
  const child = start(scratch, words);
  const [output, errors]: [string[], string[]] = [[], []];
  child.stdout.on("data", (piece: Buffer) => output.push(piece.toString()));
  child.stderr.on("data", (piece: Buffer) => errors.push(piece.toString()));
  child.stdin.on("error", () => undefined).end(input);
  const ended = await new Promise<number | Error | null>((resolve) => child.on("error", resolve).on("close", resolve));
  if (ended instanceof Error) return notRun(ended);
  return succeed(ended === 0 ? { answer: output.join("") } : { refused: errors.join("").trim() });
}

function notRun(error: Error): Result<never> {
  if (error.name === "AbortError") return fail("interrupted", "Cannot go on: the command was interrupted");
  const found = (error as NodeJS.ErrnoException).code ?? "it did not start";
  return fail("program-missing", `Cannot run git: ${found}`, { hint: "apt install git, version 2.39 or newer" });
}

/** A git that answers one line of input after the other, in their order. */
export class GitConversation {
  readonly #child: ChildProcessWithoutNullStreams;
  /** Who waits for more of the output. */
  #wake: (() => void) | undefined;
  #pieces: Buffer[] = [];
  #had = 0;
  #ended: Result<never> | undefined;
  readonly #said: string[] = [];
  /** The last answer that was asked for: the next one is read after it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(scratch: Scratch, words: readonly string[]) {
    this.#child = start(scratch, words);
    this.#child.stdout.on("data", (piece: Buffer) => {
      this.#pieces.push(piece);
      this.#had += piece.length;
      this.#wake?.();
    });
    this.#child.stderr.on("data", (piece: Buffer) => this.#said.push(piece.toString()));
    this.#child.stdin.on("error", () => undefined);
    const end = (why: Result<never>): void => {
      this.#ended ??= why;
      this.#wake?.();
    };
    this.#child.on("error", (error) => end(notRun(error)));
    this.#child.on("close", () => end(stopped(words, this.#said.join("").trim())));
  }

  /** Sends a line, and reads its answer once those before it have been read. */
  ask<T>(line: string, read: (output: this) => Promise<Result<T>>): Promise<Result<T>> {
    this.#child.stdin.write(`${line}\n`);
    const answer = this.#last.then(() => read(this));
    this.#last = answer;
    return answer;
  }

  /** As many bytes of the output as were asked for. */
  async take(size: number): Promise<Result<Buffer>> {
    const more = await this.#until(() => this.#had >= size);
    if (!more.ok) return more;
    const all = this.#whole();
    this.#put(all.subarray(size));
    return succeed(all.subarray(0, size));
  }

  /** The output up to a byte, which is taken too. */
  async takeTo(byte: number): Promise<Result<string>> {
    let looked = 0;
    const more = await this.#until(() => {
      const found = this.#pieces.slice(looked).some((piece) => piece.includes(byte));
      if (!found) looked = this.#pieces.length;
      return found;
    });
    if (!more.ok) return more;
    const all = this.#whole();
    const end = all.indexOf(byte);
    this.#put(all.subarray(end + 1));
    return succeed(all.toString("latin1", 0, end));
  }

  close(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }

  async #until(ready: () => boolean): Promise<Result<void>> {
    while (!ready()) {
      if (this.#ended !== undefined) return this.#ended;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
    return succeed(undefined);
  }

  #whole(): Buffer {
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
  }

  #put(rest: Buffer): void {
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#had = rest.length;
  }
}

function stopped(words: readonly string[], said: string): Result<never> {
  return fail("history-missing", `Cannot read the repository: git ${words[0]} stopped`, {
    details: said.split("\n").slice(0, 5),
    hint: "an object of it is missing or damaged, as in a shallow or partial clone; git fsck looks at all",
  });
}
