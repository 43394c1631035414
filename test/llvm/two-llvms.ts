// The opt and llc of one LLVM beside those of another: what both write and say of the same file. Must see nothing of the
// machine's that could differ but the programs themselves.

import { join } from "node:path";
import { execa } from "execa";

/** Where opt and llc lie, and for those that are linked with shared libraries, where these do. */
export interface Llvm {
  readonly programs: string;
  readonly libraries?: string;
}

/** One run of opt or llc, below a folder of files, on standard input if that is given and else on a file. */
export interface Run {
  readonly program: "opt" | "llc";
  readonly words: readonly string[];
  readonly directory: string;
  readonly input?: Uint8Array;
}

/** What a run left: how it ended ("exit 0", "SIGABRT"), what it wrote, and what it said. */
export interface Left {
  readonly end: string;
  readonly wrote: Uint8Array;
  readonly said: string;
}

/** Our default is musl's triple, Debian's is glibc's. */
const TRIPLE = "-mtriple=x86_64-unknown-linux-gnu";
const MOST = 300_000;

/** Runs it; rejects when it takes too long. */
export async function left(llvm: Llvm, { program, words, directory, input }: Run): Promise<Left> {
  const ran = await execa(join(llvm.programs, program), [...words, TRIPLE, "-o", "-"], {
    // Its messages begin with the name that it was called by.
    argv0: program,
    cwd: directory,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
    env: { LC_ALL: "C", ...(llvm.libraries === undefined ? {} : { LD_LIBRARY_PATH: llvm.libraries }) },
    extendEnv: false,
    encoding: "buffer",
    stripFinalNewline: false,
    maxBuffer: 1 << 28,
    reject: false,
    timeout: MOST,
  });
  if (ran.timedOut) throw new Error(`${program} ${words.join(" ")}: it takes more than ${MOST / 1000} s`);
  const end = ran.signal ?? (ran.exitCode === undefined ? "never began" : `exit ${ran.exitCode}`);
  return { end, wrote: ran.stdout, said: lasting(Buffer.from(ran.stderr).toString("latin1")) };
}

/** A message without what is another in each run: addresses, and where it was when it broke off, as far as it knows. */
export function lasting(message: string): string {
  return message.split(/^PLEASE submit a bug report/m)[0]!.replace(/\b0x[0-9a-f]{6,}\b/g, "ADDRESS");
}

/** What is not alike of two runs, in a line; undefined if nothing. Of what was cut off only how it ended must be. */
export function difference(ours: Left, theirs: Left): string | undefined {
  if (ours.end !== theirs.end) return `ours ${ours.end}, theirs ${theirs.end}: ${ours.said || theirs.said}`;
  if (ours.said !== theirs.said) return `ours says ${ours.said}, theirs ${theirs.said}`;
  if (ours.end !== "exit 0") return undefined;
  const [lines, others] = [ours, theirs].map(({ wrote }) => Buffer.from(wrote).toString("latin1").split("\n"));
  const at = lines!.findIndex((line, index) => line !== others![index]);
  if (at !== -1) return `line ${at + 1}: ours ${quoted(lines![at])}, theirs ${quoted(others![at])}`;
  return lines!.length === others!.length ? undefined : `theirs goes on after line ${lines!.length}`;
}

/** The beginning of a line, which may be of an object file. */
function quoted(line: string | undefined): string {
  return line === undefined ? "ends" : JSON.stringify(line.slice(0, 200));
}
