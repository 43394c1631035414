// Reads stages/reference-times: what each stage took on one machine, as `<seconds>  <processor seconds>  <stage>`;
// # opens a comment. It says how long a first run may take, and nothing else: no build depends on it.

import type { ReferenceTime } from "./project.ts";
import { nearest } from "../bytes/nearest.ts";
import type { Reading } from "./reading.ts";

export const REFERENCE_FILE = "stages/reference-times";

/** Reads the whole text; reports lines of another form, stages named twice, and those that are not among `stages`. */
export function readReferenceTimes(
  reading: Reading,
  stages: ReadonlySet<string> | undefined,
): ReadonlyMap<string, ReferenceTime> {
  const times = new Map<string, ReferenceTime>();
  let lineStart = 0;
  for (const line of reading.text.text.split("\n")) {
    const start = lineStart;
    lineStart += line.length + 1;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = /^ *(\d{1,7}(?:\.\d)?) +(\d{1,7}(?:\.\d)?) +(\S+)$/.exec(line);
    if (match === null) {
      reading.fail(
        { start, end: start + line.length },
        `the line is not "<seconds>  <processor seconds>  <stage>"`,
        "two numbers with at most one decimal, and the stage's name, with spaces between them",
      );
      continue;
    }
    const [, seconds, cpuSeconds, name] = match as unknown as [string, string, string, string];
    const mark = { start: lineStart - 1 - name.length, end: lineStart - 1 };
    if (times.has(name)) reading.fail(mark, `the stage "${name}" appears here a second time`, "keep one of the two");
    else if (stages !== undefined && !stages.has(name)) {
      const close = nearest(name, stages);
      reading.fail(
        mark,
        `no stage is named "${name}"`,
        close === undefined ? "delete the line, if the stage is gone" : `did you mean "${close}"?`,
      );
    }
    times.set(name, { seconds: Number(seconds), cpuSeconds: Number(cpuSeconds) });
  }
  return times;
}
