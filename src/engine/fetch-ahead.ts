// Sources of stages that were never built here, brought into the store while earlier stages run: a run then waits for
// the network and for unpacking once, at its start. Must never make a run fail: a stage whose source cannot be had asks
// for it again when its turn comes. Until then there may be hours to mend what is wrong, so it is told at once.

import type { Workshop } from "../inputs/workshop.ts";
import type { Obtaining } from "../inputs/obtaining.ts";
import { openStage } from "../inputs/locked-crates.ts";
import { lockingTrees } from "../inputs/locking-tree.ts";
import { confirmOwn } from "../inputs/own-tree.ts";
import { obtainSource } from "../inputs/sources.ts";
import { obtainingFor } from "../inputs/stage-obtaining.ts";
import type { Event } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";

/**
 * Runs `work`, and beside it obtains the sources of `stages` in their order; what is not done with `work` is left. Before
 * it, the project's own tree is looked at, which takes no time.
 */
export async function withFetchAhead<T>(
  workshop: Workshop,
  stages: readonly Stage[],
  signal: AbortSignal,
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  for (const { name, recipe } of stages) {
    const own = await confirmOwn(obtainingFor(workshop, name, signal), recipe);
    if (!own.ok) workshop.emit({ type: "warning", failure: aheadOfTime({ stage: name, failures: own.failures }) });
  }
  const started = new Set<string>();
  let inHand: string | undefined;
  const emit = (event: Event): void => {
    if (event.type === "stage-started") started.add(event.stage);
    // Waiting for what is fetched ahead is fetching: whether it comes to that is chance, and no news.
    const own = event.type === "stage-waiting" && event.for.type === "source" && event.for.source === inHand;
    if (!own) workshop.emit(event);
  };
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const fetching = fetchInOrder(stages, (stage, source) => {
    inHand = source;
    // How far a source is concerns only who waits for it.
    const told = { ...workshop, emit: (event: Event) => (started.has(stage) ? workshop.emit(event) : undefined) };
    return obtainingFor(told, stage, stop);
  }).then((missed) => {
    // A stage that has started meets it too, and says so itself.
    if (missed !== undefined && !stop.aborted && !started.has(missed.stage))
      workshop.emit({ type: "warning", failure: aheadOfTime(missed) });
  });
  // Whatever is wrong, the stage will meet it too.
  const settled = fetching.catch(() => undefined);
  try {
    return await work({ ...workshop, emit });
  } finally {
    ended.abort();
    await settled;
  }
}

/** What a stage will not find, as it stands. */
interface Missed {
  readonly stage: string;
  readonly failures: readonly Failure[];
}

/** One after the other, to leave the processors to the stages; the first that cannot be had ends it, and is returned. */
async function fetchInOrder(
  stages: readonly Stage[],
  obtainingOf: (stage: string, source: string) => Obtaining,
): Promise<Missed | undefined> {
  for (const stage of stages) {
    const { name, recipe } = stage;
    for (const source of recipe.sources) {
      const obtained = await obtainSource(obtainingOf(name, source.name), source);
      if (!obtained.ok) return { stage: name, failures: obtained.failures };
    }
    const [locking] = lockingTrees(recipe);
    if (locking === undefined) continue;
    const opened = await openStage(obtainingOf(name, locking.name), stage);
    if (!opened.ok) return { stage: name, failures: opened.failures };
  }
  return undefined;
}

/** The first of what is missing, with what it means for the run. */
function aheadOfTime({ stage, failures }: Missed): Failure {
  const [first, ...others] = failures;
  if (first === undefined) throw new Error("our bug: a failure without failures");
  const asked = others.length === 0 ? "asks for it" : `asks for it, and for ${others.length} more,`;
  return {
    ...first,
    details: [
      ...(first.details ?? []),
      `stage "${stage}" ${asked} again when its turn comes; the run goes on till then`,
    ],
  };
}
