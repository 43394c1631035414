// Reads stages/reference-times: what each stage took on one machine, as `<seconds>  <processor seconds>  <stage>`. It says
// how long a first run may take, and nothing else: no build depends on it.

import type { ReferenceTime } from "./project.ts";
import type { Reading } from "./reading.ts";
import { readStageLines } from "./stage-lines.ts";

export const REFERENCE_FILE = "stages/reference-times";

/** Reports what is wrong in the text, and stages that are not among `stages` (undefined: not known). */
export function readReferenceTimes(
  reading: Reading,
  stages: ReadonlySet<string> | undefined,
): ReadonlyMap<string, ReferenceTime> {
  const lines = readStageLines(reading, stages, {
    pattern: /^ *(\d{1,7}(?:\.\d)?) +(\d{1,7}(?:\.\d)?) +(?<name>\S+)$/d,
    says: "<seconds>  <processor seconds>  <stage>",
    hint: "two numbers with at most one decimal, and the stage's name, with spaces between them",
    value: ([seconds, cpuSeconds]) => ({ seconds: Number(seconds), cpuSeconds: Number(cpuSeconds) }),
  });
  return new Map([...lines].map(([stage, { value }]) => [stage, value]));
}
