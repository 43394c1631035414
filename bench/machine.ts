// The machine's facts, printed above every measurement: without them a figure means nothing.

import { availableParallelism, cpus, release, totalmem } from "node:os";

export function machineFacts(): string {
  return `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Linux ${release()}; Node ${process.version}`;
}
