// Opens a shell, or any program, in exactly the root that a stage's steps see, with the terminal at hand.
// Must never be used to make an output: what a person types is not in any recipe.

import { constants } from "node:os";
import type { Job, JobBytes } from "../model/executor.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { Processors, allowedProcessors } from "./cpus.ts";
import { startReason } from "./diagnose.ts";
import { findOnHost } from "./find-on-host.ts";
import { Chain } from "./chain.ts";
import { prepareRoot, prepareRootAgain } from "./prepared-root.ts";
import { rootOf } from "./root.ts";
import { settle } from "./settle.ts";
import { PROC_UNAVAILABLE } from "./unavailable.ts";

export interface Shell {
  /** The root is this job's; its steps are not run. */
  readonly job: Job;
  readonly bytes: JobBytes;
  /**
   * An empty directory, to be removed by the caller afterwards; with `again`, the one that an executor has run this
   * job in.
   */
  readonly workspace: string;
  /** Whether what is in the workspace is gone on with. */
  readonly again?: boolean;
  readonly argv: readonly string[];
  /** Where it starts, an absolute path inside; with `again`, `/work` where that directory is not there. */
  readonly directory: string;
  /** The search path for the host's programs. */
  readonly path: string;
}

/**
 * Runs `argv` with this process's own standard streams and gives its exit code. What the contract says holds but for
 * the streams, the session, which is the terminal's, and the recipe's limits of time, memory, processes and disk, which
 * only the kernel's own limits stand in for.
 */
export async function openShell({
  job,
  bytes,
  workspace,
  again = false,
  argv,
  directory: wanted,
  path,
}: Shell): Promise<Result<number>> {
  const root = rootOf(job, bytes);
  const made = again ? prepareRootAgain(root, workspace) : prepareRoot(root, workspace);
  if (!made.ok) return made;
  const prepared = made.value;
  const directory = again && wanted !== "/" && (await findOnHost(prepared, wanted)) === undefined ? "/work" : wanted;
  const processors = new Processors(allowedProcessors()).take(root.cores);
  // At the terminal, Ctrl-C is meant for the program inside.
  let interrupted = false;
  const note = (): void => void (interrupted = true);
  process.on("SIGINT", note);
  let code: number | undefined;
  let lacksProc: boolean;
  let settled: Result<undefined>;
  try {
    const started = await Chain.start({ scratch: workspace, processors, path, terminal: true });
    if (!started.ok) return started;
    const chain = started.value;
    code = await chain.run({ prepared, argv, directory });
    await chain.end();
    lacksProc = chain.lacksProc;
  } finally {
    process.off("SIGINT", note);
    settled = await settle(prepared, path);
  }
  if (code !== undefined) return settled.ok ? succeed(code) : settled;
  // Ctrl-C ends the chain and what runs within, but for a program that takes the terminal for itself, as shells do.
  if (interrupted) return succeed(128 + constants.signals.SIGINT);
  // The chain's words went to the terminal; what is most often wrong can be told all the same.
  const said = [`bwrap: execvp ${argv[0]}: see above`];
  const reason =
    lacksProc && root.proc
      ? PROC_UNAVAILABLE
      : await startReason({ prepared, program: { argv, directory }, said, lacksProc });
  const hint =
    reason.hint ?? "the root holds what the used stages bring and no more: name one of their programs, by its path";
  return fail(reason.code, `Cannot run ${JSON.stringify(argv[0])}: ${reason.message}`, { hint });
}
