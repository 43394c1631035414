// Measuring by repetition: the least of several runs is the figure, as everything else on the machine only adds to it.

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

/** A measurement beside what it is held against. `limit` is the bound that is promised, in the unit of `value`. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "ratio";
  readonly limit: number;
  readonly beside: string;
}

export function rowText({ what, value, unit, limit, beside }: Row): string {
  const figure = unit === "ms" ? `${value.toFixed(0)} ms` : `${value.toFixed(2)} x`;
  const bound = unit === "ms" ? `${limit} ms` : `${limit.toFixed(2)} x`;
  return `${value <= limit ? "within" : "OVER  "}  ${what.padEnd(52)} ${figure.padStart(10)}  of ${bound.padStart(8)}  ${beside}`;
}
