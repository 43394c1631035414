// Removal of directories beside all else, in a thread of its own: it waits for the file system most of the time, which
// would hold up what the run does next. Must never say that all is removed while the thread still removes.

import { Worker } from "node:worker_threads";

export interface Removals {
  /** Begins to remove a directory, which nobody else may use any more. One that cannot be removed is left. */
  remove(directory: string): void;
  /** Waits until all is removed, or `leave` fires: then the rest is left. Nothing can be removed afterwards. */
  close(leave: AbortSignal): Promise<void>;
}

export function openRemovals(): Removals {
  let worker: Worker | undefined;
  let open = 0;
  let onEmpty = (): void => undefined;

  function start(): Worker {
    const started = new Worker(new URL("./removal-worker.ts", import.meta.url));
    const over = (): void => {
      open = 0;
      onEmpty();
    };
    // What a thread that ended early has left is removed with all the rest of the session.
    started.on("error", over).on("exit", over);
    started.on("message", () => {
      open--;
      if (open === 0) onEmpty();
    });
    started.unref();
    return started;
  }

  return {
    remove(directory) {
      worker ??= start();
      open++;
      worker.postMessage(directory);
    },
    async close(leave) {
      if (worker === undefined) return;
      if (open > 0 && !leave.aborted) {
        worker.ref();
        await new Promise<void>((resolve) => {
          onEmpty = resolve;
          leave.addEventListener("abort", () => resolve(), { once: true });
        });
      }
      await worker.terminate();
    },
  };
}
