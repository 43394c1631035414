// Expected digests: what stages/expected.sha256 pins, compared with what came out.

import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Workshop } from "../inputs/workshop.ts";

/** Fails when the stage's tree is pinned to another digest, unless the run accepts new ones: never of another project. */
export function checkExpected(
  workshop: Pick<Workshop, "expected" | "accept" | "projectRoot">,
  stage: Stage,
  tree: Sha256,
): Result<undefined> {
  const expected = workshop.expected.get(stage.name);
  const isOwn = stage.recipe.root === workshop.projectRoot;
  if (expected === undefined || expected === tree || (workshop.accept && isOwn)) return succeed(undefined);
  return fail(
    "unexpected-digest",
    `Cannot accept stage "${stage.name}": its tree is ${tree}, expected is ${expected}`,
    {
      place: stage.at,
      hint: isOwn
        ? `if the change is meant: fromseed build ${stage.name} --accept; if not: fromseed explain ${stage.name}`
        : `its own project pins that tree, and this one its project: see fromseed explain ${stage.name}`,
    },
  );
}
