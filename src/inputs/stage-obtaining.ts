// Obtaining on behalf of a stage: how far it is shows as the stage's own progress. Must never tell more than can be
// drawn: at most a hundred events a file, however small the pieces come.

import type { Workshop } from "./workshop.ts";
import type { Obtaining } from "./obtaining.ts";

export function obtainingFor(workshop: Workshop, stage: string, signal: AbortSignal): Obtaining {
  let last = "";
  return {
    store: workshop.store,
    fetching: workshop.fetching,
    signal,
    onWait: (source) => workshop.emit({ type: "stage-waiting", stage, for: { type: "source", source: source.name } }),
    onProgress: ({ activity, source: { file }, done, total }) => {
      const now = `${activity} ${file} ${total === 0 ? 0 : Math.floor((done / total) * 100)}`;
      if (now === last) return;
      last = now;
      workshop.emit({ type: "stage-progress", stage, activity, what: file, done, total });
    },
  };
}
