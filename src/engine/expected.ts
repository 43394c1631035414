// Expected digests: what stages/expected.sha256 pins, compared with what came out.

import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Workshop } from "../inputs/workshop.ts";

/** Fails when the stage's tree is pinned to another digest, unless the run accepts new ones. */
export function checkExpected(
  workshop: Pick<Workshop, "expected" | "accept">,
  stage: Stage,
  tree: Sha256,
): Result<undefined> {
  const expected = workshop.expected.get(stage.name);
  if (expected === undefined || expected === tree || workshop.accept) return succeed(undefined);
  return fail(
    "unexpected-digest",
    `Cannot accept stage "${stage.name}": its tree is ${tree}, expected is ${expected}`,
    {
      place: stage.at,
      hint: `if the change is meant: fromseed build ${stage.name} --accept; if not: fromseed explain ${stage.name}`,
    },
  );
}
