// The fourth part of the page: a program in C, compiled by the tinycc of the third part and run.

import { byId, setBusy } from "./element.ts";
import type { Embedded } from "./embedded.ts";
import type { FromWorker } from "./messages.ts";
import type { WorkerLink } from "./worker-link.ts";

/** The text that is there at first. */
const EXAMPLE = "repo/recipes/tinycc/hello.c";
/** Characters of output that are shown at most. */
const MOST_OUTPUT = 100_000;

export interface ProgramView {
  /** The worker that has a tinycc, or none. */
  take(worker: WorkerLink | undefined): void;
  hear(message: FromWorker): void;
}

export function showProgram({ files }: Embedded): ProgramView {
  const run = byId<HTMLButtonElement>("program-run");
  const stop = byId<HTMLButtonElement>("program-stop");
  const text = byId<HTMLTextAreaElement>("program-text");
  const status = byId("program-status");
  const output = byId("program-output");
  let worker: WorkerLink | undefined;
  const example = files.get(EXAMPLE);
  // A chain that ends before tinycc has no compiler to try.
  if (example === undefined) byId("program").hidden = true;
  else text.value = new TextDecoder().decode(example.bytes);
  const setRunning = (isRunning: boolean): void => {
    setBusy(run, stop, isRunning);
    if (worker === undefined) run.disabled = true;
  };
  run.addEventListener("click", () => {
    output.textContent = "";
    status.textContent = "Compiling and running.";
    setRunning(true);
    worker?.send({ type: "compile", text: text.value });
  });
  stop.addEventListener("click", () => worker?.send({ type: "stop" }));
  return {
    take: (given) => {
      worker = given;
      status.textContent = given === undefined ? "First build tinycc, in part 3." : "tinycc is ready.";
      setRunning(false);
    },
    hear: (message) => {
      if (message.type === "output") {
        if (output.textContent.length < MOST_OUTPUT) output.append(message.text);
        return;
      }
      if (message.type !== "program-done") return;
      status.className = message.isGood ? "now" : "now other";
      status.textContent = message.message;
      setRunning(false);
    },
  };
}
