// A bridge that no place gave: what it is, and what it is needed for. Must never tell of any other source.

import type { Failure } from "../model/failure.ts";
import type { BridgeSource } from "../model/recipe.ts";

/** What to say of a bridge that could not be had: what it is, and that it may be had otherwise. */
export function missingBridge({ name, bridge }: BridgeSource, failure: Failure): Failure {
  return {
    ...failure,
    details: [
      ...(failure.details ?? []),
      `"${name}" is a bridge, in place of ${bridge.standsFor}: ${bridge.why}`,
      `it could go: ${bridge.until}`,
    ],
    hint: `${failure.hint === undefined ? "" : `${failure.hint}; `}stages that do not descend from it are built without it`,
  };
}
