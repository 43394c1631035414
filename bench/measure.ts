// Measuring by repetition: the least of several runs is the figure, as everything else on the machine only adds to it.

import { spawnSync } from "node:child_process";

/** Milliseconds of the fastest of `times` runs; what each run gives is dropped. */
export async function fastest(times: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < times; round++) {
    const begun = performance.now();
    await work();
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

/** Milliseconds of processor time, of all threads, of the cheapest of `times` runs: other processes do not count. */
export async function cheapest(times: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < times; round++) {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** A measurement beside what it is held against. `limit` is the bound that is promised, in the unit of `value`. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "MiB" | "ratio";
  readonly limit: number;
  readonly beside: string;
}

export function rowText({ what, value, unit, limit, beside }: Row): string {
  const figure = unit === "ratio" ? `${value.toFixed(2)} x` : `${value.toFixed(0)} ${unit}`;
  const bound = unit === "ratio" ? `${limit.toFixed(2)} x` : `${limit} ${unit}`;
  return `${value <= limit ? "within" : "OVER  "}  ${what.padEnd(52)} ${figure.padStart(10)}  of ${bound.padStart(8)}  ${beside}`;
}

/** What one run of a program took. */
export interface Times {
  /** Milliseconds. */
  readonly wall: number;
  /** User and system, of all processes, milliseconds. */
  readonly cpu: number;
  readonly output: string;
}

/** Runs a command under a shell that tells the processor time of all its children. */
export function timed(program: string, words: readonly string[]): Times {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", '"$@"; code=$?; times >&2; exit $code', "sh", program, ...words],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  const wall = performance.now() - begun;
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stdout}${stderr}`);
  const last = stderr.trimEnd().split("\n").at(-1)!;
  const cpu = [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
  return { wall, cpu, output: stdout };
}

/** The run with the least time: on the clock, or of the processor. */
export function best(runs: readonly Times[], of: "wall" | "cpu" = "wall"): Times {
  return runs.reduce((least, each) => (each[of] < least[of] ? each : least));
}
