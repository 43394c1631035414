// The thread that decodes a bzip2 file while another one writes the files. Must never run far ahead of its reader:
// it waits while WAITING pieces are posted and not yet taken.

import { openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { decodeBzip2 } from "./decoder.ts";
import { Refused } from "../refused.ts";

/** `posted` holds, in its only element, how many pieces are posted and not yet taken. */
export interface Bzip2Order {
  readonly path: string;
  readonly posted: Int32Array;
}

export type Bzip2Answer =
  | { readonly type: "piece"; readonly bytes: Uint8Array; readonly read: number }
  | { readonly type: "end" }
  | { readonly type: "refused"; readonly found: string }
  /** An error of another kind, with what is lost on its way between threads. */
  | {
      readonly type: "error";
      readonly error: Error;
      readonly code: string | undefined;
      readonly syscall: string | undefined;
    };

const WAITING = 16;

function run(order: Bzip2Order, post: (answer: Bzip2Answer, transfer: ArrayBuffer[]) => void): void {
  const { path, posted } = order;
  let read = 0;
  try {
    const file = openSync(path, "r");
    const fill = (into: Uint8Array): number => {
      const count = readSync(file, into);
      read += count;
      return count;
    };
    for (const bytes of decodeBzip2(fill)) {
      for (let now = Atomics.load(posted, 0); now >= WAITING; now = Atomics.load(posted, 0))
        Atomics.wait(posted, 0, now);
      Atomics.add(posted, 0, 1);
      post({ type: "piece", bytes, read }, [bytes.buffer as ArrayBuffer]);
    }
    post({ type: "end" }, []);
  } catch (error) {
    if (error instanceof Refused) post({ type: "refused", found: error.message }, []);
    else {
      const { code, syscall } = error as NodeJS.ErrnoException;
      post({ type: "error", error: error as Error, code, syscall }, []);
    }
  }
}

if (parentPort !== null) run(workerData as Bzip2Order, (answer, transfer) => parentPort!.postMessage(answer, transfer));
