// The store of the home, opened for one command and closed again when the command ends, however it ends.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Failure, Result } from "../model/failure.ts";
import { readBootId } from "../store/boot.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { reportFailures, type Context } from "./context.ts";

/** Opens the store; to be closed by the caller; `mend` as in OpenOptions. */
export async function openHome(
  context: Context,
  { mend = false }: { readonly mend?: boolean } = {},
): Promise<Result<Store>> {
  return openStore(context.home, {
    // Without one, as elsewhere than on Linux, each use of the store is taken for the first since a power cut.
    bootId: (await readBootId()) ?? context.date().toISOString(),
    threads: context.cores,
    mend,
    signal: context.signal,
    onWait: () => context.warn("Waiting for another fromseed to finish its gc\n"),
  });
}

/** Opens the store for `use`, which gives the exit code; `mend` as in OpenOptions. */
export async function withStore(
  context: Context,
  use: (store: Store) => Promise<number>,
  options: { readonly mend?: boolean } = {},
): Promise<number> {
  const opened = await openHome(context, options);
  if (!opened.ok) return reportFailures(context, opened.failures.map(withAnotherHome));
  try {
    return await use(opened.value);
  } finally {
    // A compiler's sources may take many seconds to remove, and whoever pressed Ctrl-C waits.
    await opened.value.close(context.signal.aborted ? AbortSignal.timeout(300) : undefined);
  }
}

/** Opens the store for `use` where there is a home already; without one `use` gets none. */
export async function withStoreAtHand<T>(
  context: Context,
  use: (store: Store | undefined) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (!hasHome(context)) return use(undefined);
  const opened = await openHome(context);
  if (!opened.ok) return opened;
  try {
    return await use(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** Whether there is a home that can remember anything. */
export function hasHome(context: Context): boolean {
  return existsSync(join(context.home, "version"));
}

/** Where the state folder itself is what the file system refuses, another one helps. */
function withAnotherHome(failure: Failure): Failure {
  const helps = failure.hint === undefined && (failure.code === "file-system" || failure.code === "read-only");
  return helps ? { ...failure, hint: "give another folder with --home DIR, or set FROMSEED_HOME to one" } : failure;
}
