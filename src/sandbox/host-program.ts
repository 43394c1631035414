// Starts programs of the host, for the sandbox: one to talk with, or one to be waited for. Must never let a program that
// cannot be started be an event that nobody hears, nor hand it more of the environment than the search path.

import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import type { FailureCode } from "../model/failure-code.ts";
import { fail, succeed, type Result } from "../model/failure.ts";

export interface HostProgram {
  /** Its name and its arguments. */
  readonly words: readonly string[];
  readonly directory: string;
  /** The search path for it, and for what it starts. */
  readonly path: string;
}

/** util-linux from 2.39 on would else mount by a call that takes no more than 256 bytes of layers. */
const ENVIRONMENT = { LC_ALL: "C", LIBMOUNT_FORCE_MOUNT2: "always" };

/** Starts a program. With `alone` it is in a session of its own, so that no Ctrl-C at the terminal reaches it. */
export async function startProgram(
  { words: [name, ...words], directory, path }: HostProgram,
  { stdio, alone = false }: { readonly stdio: StdioOptions; readonly alone?: boolean },
): Promise<Result<ChildProcess>> {
  // A program that does not start is told by an event later, or, where no descriptor is left for its streams, at once.
  try {
    const child = spawn(name!, words, { cwd: directory, env: { PATH: path, ...ENVIRONMENT }, stdio, detached: alone });
    if (child.pid !== undefined) return succeed(child);
    const [error] = (await once(child, "error")) as [NodeJS.ErrnoException];
    return notStarted(name!, error);
  } catch (error) {
    return notStarted(name!, error as NodeJS.ErrnoException);
  }
}

/** Runs a program to its end; gives what it wrote to standard output, however it ended. */
export async function runProgram(program: HostProgram, signal?: AbortSignal): Promise<Result<string>> {
  const started = await startProgram(program, { stdio: ["ignore", "pipe", "ignore"], alone: true });
  if (!started.ok) return started;
  const child = started.value;
  const stop = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  let text = "";
  child.stdout!.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  await new Promise((resolve) => child.once("close", resolve));
  signal?.removeEventListener("abort", stop);
  return succeed(text);
}

const REASONS: Readonly<Record<string, { readonly code: FailureCode; readonly says: string; readonly hint: string }>> =
  {
    ENOENT: {
      code: "program-missing",
      says: "there is no such program",
      hint: `"fromseed doctor" says what is missing`,
    },
    EMFILE: {
      code: "open-files",
      says: "too many files are open in this process",
      hint: "raise the limit of open files (ulimit -n), or run fewer stages side by side with --jobs",
    },
    ENFILE: {
      code: "open-files",
      says: "too many files are open on this machine",
      hint: "run fewer stages at once with --jobs",
    },
    EAGAIN: {
      code: "sandbox-unavailable",
      says: "this user may start no more processes",
      hint: "raise the limit of processes (ulimit -u), or run fewer stages side by side with --jobs",
    },
    ENOMEM: {
      code: "sandbox-unavailable",
      says: "no memory is left for it",
      hint: "free some memory, or run fewer stages side by side with --jobs",
    },
  };

function notStarted(name: string, error: NodeJS.ErrnoException): ReturnType<typeof fail> {
  const reason = REASONS[error.code ?? ""];
  return reason === undefined
    ? fail("sandbox-unavailable", `Cannot start the program ${JSON.stringify(name)}: ${error.message}`)
    : fail(reason.code, `Cannot start the program ${JSON.stringify(name)}: ${reason.says}`, { hint: reason.hint });
}
