// Reads stages/expected.sha256, in the form that `sha256sum -c` reads: `<tree digest>  <stage>.tree`.

import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import type { Place } from "../model/failure.ts";
import type { Reading } from "./reading.ts";
import { readStageLines } from "./stage-lines.ts";

export const EXPECTED_FILE = "stages/expected.sha256";

/** Reports what is wrong in the text, and stages that are not among `stages` (undefined: not known). */
export function readExpected(
  reading: Reading,
  stages: ReadonlySet<string> | undefined,
): ReadonlyMap<string, { readonly sha256: Sha256; readonly at: Place }> {
  const lines = readStageLines(reading, stages, {
    pattern: /^(\S{64})  (?<name>\S+)\.tree$/d,
    says: "<tree digest>  <stage>.tree",
    hint: "a digest of 64 lower-case hexadecimal digits, two spaces, the stage's name and .tree",
    value: ([digest]) => asSha256(digest!),
  });
  return new Map([...lines].map(([stage, { value, at }]) => [stage, { sha256: value, at }]));
}
