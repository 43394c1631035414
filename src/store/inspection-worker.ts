// The thread that inspects files: takes batches of paths, gives what it found. Must never hold state between batches.

import { parentPort } from "node:worker_threads";
import type { Inspection, InspectionPurpose } from "./inspect-file.ts";
import { inspectFile } from "./inspect-file.ts";

export interface Batch {
  readonly directory: string;
  readonly paths: readonly string[];
  readonly purpose: InspectionPurpose;
}

if (parentPort === null) throw new Error("our bug: the inspection worker was started as a program");
const port = parentPort;
port.on("message", ({ directory, paths, purpose }: Batch) => {
  const found: Inspection[] = paths.map((path) => inspectFile(`${directory}/${path}`, purpose));
  port.postMessage(found);
});
