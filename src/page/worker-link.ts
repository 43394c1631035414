// A worker of the page: the same modules in a thread of its own, so that the page answers whatever a program does. What
// is said to it before it is ready waits.

import type { Embedded } from "./embedded.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

export interface WorkerLink {
  send(message: ToWorker): void;
  /** Ends the worker at once, in the middle of whatever it does. */
  end(): void;
}

/** Starts a worker; what it says goes to `take`, and so does what breaks it. */
export function startWorker({ chain, files, modules }: Embedded, take: (message: FromWorker) => void): WorkerLink {
  const loader = document.querySelector<HTMLScriptElement>("script:not([type])")!.text;
  const address = URL.createObjectURL(new Blob([loader], { type: "text/javascript" }));
  const worker = new Worker(address);
  let waiting: ToWorker[] | undefined = [];
  worker.onerror = (event) => take({ type: "broken", message: event.message || "its worker could not be started" });
  worker.onmessage = ({ data }: MessageEvent<FromWorker | { readonly type: "ready" }>) => {
    if (data.type !== "ready") return take(data);
    worker.postMessage({ type: "chain", chain, files } satisfies ToWorker);
    for (const message of waiting ?? []) worker.postMessage(message);
    waiting = undefined;
  };
  worker.postMessage({ modules, entry: "page/worker.ts" });
  return {
    send: (message) => (waiting === undefined ? worker.postMessage(message) : void waiting.push(message)),
    end: () => worker.terminate(),
  };
}
