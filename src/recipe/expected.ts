// Reads stages/expected.sha256, in the form that `sha256sum -c` reads: `<tree digest>  <stage>.tree`;
// # opens a comment.
// Must never take a line that sha256sum would read differently.

import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import type { Place } from "../model/failure.ts";
import { nearest } from "../bytes/nearest.ts";
import type { Reading } from "./reading.ts";

export const EXPECTED_FILE = "stages/expected.sha256";

/** Reads the whole text; reports lines of another form, stages named twice, and those that `isStage` does not know. */
export function readExpected(
  reading: Reading,
  isStage: (name: string) => boolean,
  stageNames: Iterable<string>,
): ReadonlyMap<string, { readonly sha256: Sha256; readonly at: Place }> {
  const expected = new Map<string, { readonly sha256: Sha256; readonly at: Place }>();
  let lineStart = 0;
  for (const line of reading.text.text.split("\n")) {
    const start = lineStart;
    lineStart += line.length + 1;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = /^(\S{64})  (\S+)\.tree$/.exec(line);
    const sha256 = match === null ? undefined : asSha256(match[1]!);
    if (match === null || sha256 === undefined) {
      reading.fail(
        { start, end: start + line.length },
        `the line is not "<tree digest>  <stage>.tree"`,
        "a digest of 64 lower-case hexadecimal digits, two spaces, the stage's name and .tree",
      );
      continue;
    }
    const name = match[2]!;
    const mark = { start: start + 66, end: start + 66 + name.length };
    const first = expected.get(name);
    if (first !== undefined)
      reading.fail(mark, `the stage "${name}" appears here a second time`, "keep one of the two", {
        seeAlso: { says: "the first one", place: first.at },
      });
    else {
      expected.set(name, { sha256, at: reading.place(mark) });
      if (!isStage(name)) {
        const close = nearest(name, stageNames);
        reading.fail(
          mark,
          `no stage is named "${name}"`,
          close === undefined ? "delete the line, if the stage is gone" : `did you mean "${close}"?`,
          { code: "unknown-stage" },
        );
      }
    }
  }
  return expected;
}
