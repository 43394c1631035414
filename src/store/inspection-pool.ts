// Inspection of many files in threads, so that hashing a large tree neither blocks the run's display nor takes longer
// than sha256sum. A few small files are inspected in place: starting a thread takes longer. Must never give results in
// another order than asked.

import { lstatSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Inspection, InspectionPurpose } from "./inspect-file.ts";
import { inspectFile } from "./inspect-file.ts";
import type { Batch } from "./inspection-worker.ts";

/** Files below a directory, to be inspected. */
export interface ToInspect {
  readonly directory: string;
  readonly paths: readonly string[];
  readonly purpose: InspectionPurpose;
}

export interface InspectOptions {
  /** Told after each batch how many files and bytes it held. */
  readonly onDone: (files: number, bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface Inspector {
  inspect(files: ToInspect, options: InspectOptions): Promise<Inspection[]>;
  /** Ends the threads. */
  close(): Promise<void>;
}

const filesInPlace = 64;
const bytesInPlace = 8 << 20;
/** Few files may be large ones: they are handed out by fewer, so that threads share them and progress shows. */
const batchFilesOf = (files: number): number => (files > 4096 ? 128 : 4);

export function openInspector(threads: number): Inspector {
  const idle: Worker[] = [];
  const all: Worker[] = [];

  /** Gives the worker one batch; it has no other at that time. */
  function run(worker: Worker, batch: Batch): Promise<Inspection[]> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        worker.off("message", onMessage).off("error", onEnd).off("exit", onEnd);
        worker.unref();
        then();
      };
      const onMessage = (found: Inspection[]) => settle(() => resolve(found));
      const onEnd = (reason: unknown) =>
        settle(() =>
          reject(reason instanceof Error ? reason : new Error("our bug: an inspection thread ended by itself")),
        );
      worker.on("message", onMessage).on("error", onEnd).on("exit", onEnd);
      worker.ref();
      worker.postMessage(batch);
    });
  }

  function start(): Worker {
    const worker = new Worker(new URL("./inspection-worker.ts", import.meta.url));
    all.push(worker);
    return worker;
  }

  return {
    async inspect({ directory, paths, purpose }, { onDone, signal }) {
      if (paths.length <= filesInPlace && isSmall(directory, paths)) {
        const found = paths.map((path) => inspectFile(`${directory}/${path}`, purpose));
        onDone(found.length, bytesOf(found));
        return found;
      }
      const batchFiles = batchFilesOf(paths.length);
      const batches: Inspection[][] = [];
      let next = 0;
      const work = async () => {
        const worker = idle.pop() ?? start();
        while (next < paths.length && signal?.aborted !== true) {
          const first = next;
          next += batchFiles;
          const found = await run(worker, { directory, paths: paths.slice(first, next), purpose });
          batches[first / batchFiles] = found;
          onDone(found.length, bytesOf(found));
        }
        idle.push(worker);
      };
      const workers = Array.from({ length: Math.min(threads, Math.ceil(paths.length / batchFiles)) }, work);
      for (const result of await Promise.allSettled(workers)) if (result.status === "rejected") throw result.reason;
      signal?.throwIfAborted();
      return batches.flat();
    },
    async close() {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

function isSmall(directory: string, paths: readonly string[]): boolean {
  let bytes = 0;
  for (const path of paths) bytes += lstatSync(`${directory}/${path}`, { throwIfNoEntry: false })?.size ?? 0;
  return bytes <= bytesInPlace;
}

const bytesOf = (found: readonly Inspection[]): number =>
  found.reduce((sum, each) => sum + ("error" in each ? 0 : each.size), 0);
