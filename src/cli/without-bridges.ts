// What can be built while a bridge cannot be had: all that does not descend from it.

import { isDeepStrictEqual } from "node:util";
import { bridgesBelow } from "../graph/bridges.ts";
import { closure } from "../graph/order.ts";
import { FAILURE_CODES } from "../model/failure-code.ts";
import type { Failure } from "../model/failure.ts";
import { isBridge } from "../model/recipe.ts";
import type { Project } from "../recipe/project.ts";

/** The most stages that are named. */
const MOST = 20;

/** Lines for a person; empty when no stage failed for want of a bridge. */
export function withoutBridges(project: Project, failures: ReadonlyMap<string, readonly Failure[]>): string {
  const missing = [...failures].flatMap(([stage, own]) =>
    (project.stages.get(stage)?.recipe.sources ?? [])
      .filter(isBridge)
      .filter(({ at }) =>
        own.some(({ code, place }) => FAILURE_CODES[code].group === "source" && isDeepStrictEqual(place, at)),
      ),
  );
  if (missing.length === 0) return "";
  const below = bridgesBelow(closure(project.stages, [...project.stages.keys()]));
  const free = [...below].filter(([, bridges]) => !missing.some((each) => bridges.has(each))).map(([name]) => name);
  const names = missing.map(({ name }) => `"${name}"`).join(", ");
  // The last ones are those that the others are for.
  const shown = free.slice(-MOST).join(" ");
  return (
    `\nWithout ${names} ${below.size - free.length} of ${below.size} stages cannot be built. The others can` +
    `${free.length > MOST ? `, the last of them` : ""}: ${free.length === 0 ? "there are none" : shown}\n`
  );
}
