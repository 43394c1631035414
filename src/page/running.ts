// The worker's part of the fourth part: a text is compiled by tinycc, and what comes of it is run, both in memory.

import type { Files } from "./trees.ts";
import { FileSystem } from "../interpreter/file-system.ts";
import type { CodeCache } from "../translator/code-cache.ts";
import { Compiler } from "../translator/compiler.ts";
import { startProcess } from "../interpreter/process.ts";
import { stopText } from "../interpreter/stop.ts";
import type { FromWorker } from "./messages.ts";
import { numberText } from "./number-text.ts";
import { Pace } from "./pace.ts";

const MOST_INSTRUCTIONS = 2_000_000_000;
/** Bytes of output. */
const MOST_OUTPUT = 100_000;

/** Tells of all that is printed, and at last how it ended; yields after each slice. */
export function* runProgram(
  text: string,
  { tinycc, cache }: { readonly tinycc: Files; readonly cache: CodeCache },
  say: (message: FromWorker) => void,
): Generator<void, void> {
  const root = new FileSystem();
  for (const directory of ["/tmp", "/work"]) root.makeDirectory(directory);
  for (const [path, { bytes, executable }] of tinycc) root.put(`/${path}`, bytes, { executable, readOnly: true });
  root.put("/work/program.c", new TextEncoder().encode(text));
  const done = (message: string, isGood = false): void => say({ type: "program-done", message, isGood });
  const compiled = yield* run(["/bin/tcc", "-static", "-o", "program", "program.c"], { root, cache }, say);
  if (typeof compiled === "string") return done(`tinycc cannot go on: ${compiled}`);
  if (compiled.code !== 0) return done("It does not compile: tinycc says why.");
  const ended = yield* run(["/work/program"], { root, cache }, say);
  if (typeof ended === "string") return done(`The program cannot go on: ${ended}`);
  const size = root.get("/work/program")!.length;
  const took = `${numberText(ended.count)} instructions, in a file of ${numberText(size)} bytes`;
  done(`Compiled and run: exit code ${ended.code}, after ${took}.`, ended.code === 0);
}

/** How a program ended, or why it cannot go on. */
function* run(
  argv: readonly string[],
  { root, cache }: { readonly root: FileSystem; readonly cache: CodeCache },
  say: (message: FromWorker) => void,
): Generator<void, string | { readonly code: number; readonly count: number }> {
  const decoder = new TextDecoder();
  let printed = 0;
  const process = startProcess(root.get(argv[0]!)!, {
    files: root,
    argv,
    environment: { PATH: "/bin" },
    directory: "/work",
    onOutput: (_, bytes) => {
      printed += bytes.length;
      if (printed <= MOST_OUTPUT) say({ type: "output", text: decoder.decode(bytes, { stream: true }) });
    },
  });
  if ("reason" in process) return stopText(process);
  const pace = new Pace();
  const compiler = new Compiler(process, cache);
  for (;;) {
    const outcome = pace.run(compiler);
    if (outcome.type === "stopped") return stopText(outcome.stop);
    if (outcome.type === "exited") return { code: outcome.code, count: process.count };
    if (printed > MOST_OUTPUT) return `it prints more than ${numberText(MOST_OUTPUT)} bytes`;
    if (process.count >= MOST_INSTRUCTIONS) return `no end after ${numberText(MOST_INSTRUCTIONS)} instructions`;
    yield;
  }
}
