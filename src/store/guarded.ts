// What every call of the store does about errors: all that are not our bugs are given as failures.

import { fail, succeed, type Result } from "../model/failure.ts";
import { CorruptFile } from "./checked-read.ts";
import { attempt, HEAL } from "./io-failure.ts";
import { LockError, waitForLock } from "./lock.ts";

/** Runs a part's work, and gives every error that is not our bug as a failure. */
export async function guarded<T>(
  action: string,
  path: string,
  work: () => Promise<Result<T>>,
  signal?: AbortSignal,
): Promise<Result<T>> {
  try {
    const result = await attempt(action, path, work);
    return result.ok ? result.value : result;
  } catch (error) {
    if (error instanceof LockError)
      return fail("file-system", `Cannot lock ${JSON.stringify(error.file)}: ${error.message}`, {
        hint: "the store needs space for an empty file and a file system with POSIX locks, and must belong to this user; fromseed verify --store --heal puts away what is no lock",
      });
    if (error instanceof CorruptFile)
      return fail(
        "store-corrupt",
        `Cannot use ${JSON.stringify(error.path)}: ${error.message}, which its tree's listing does not say`,
        {
          hint: HEAL,
        },
      );
    if (signal?.aborted === true)
      return fail("interrupted", `Cannot ${action} ${JSON.stringify(path)}: it was stopped`);
    throw error;
  }
}

/** Runs work while nobody else holds the lock of that file. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
  onWait?: () => void,
): Promise<Result<T>> {
  const lock = await guarded(
    "lock",
    file,
    async () => succeed(await waitForLock(file, "exclusive", signal, onWait)),
    signal,
  );
  if (!lock.ok) return lock;
  try {
    return succeed(await work());
  } finally {
    lock.value.release();
  }
}
