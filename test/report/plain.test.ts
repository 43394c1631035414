import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { plainReporter } from "../../src/report/plain.ts";
import { failure, interruption, success } from "./scripted-runs.ts";

function plain(events: readonly Event[], verbose = false): string {
  let text = "";
  const reporter = plainReporter({ write: (piece) => (text += piece), verbose });
  for (const event of events) reporter.take(event);
  return text;
}

test.each([
  ["success", success],
  ["failure", failure],
  ["interruption", interruption],
])("the plain log of %s is as recorded", async (name, events) => {
  await expect(plain(events)).toMatchFileSnapshot(`golden/plain-${name}.txt`);
});

test("with verbose, lines of output are printed, harmless", async () => {
  await expect(plain(success, true)).toMatchFileSnapshot("golden/plain-verbose.txt");
});

test("times stand last on their lines, and nothing else depends on them", () => {
  const withoutTimes = (text: string): string =>
    text.replace(/ {2}\((\d+ ms|\d+\.\d s|\d+ min \d\d s|\d+ h \d\d min)\)$/gm, "");
  const slower = success.map((event) => ("seconds" in event ? { ...event, seconds: event.seconds * 97 + 1 } : event));
  expect(plain(slower)).not.toBe(plain(success));
  expect(withoutTimes(plain(slower))).toBe(withoutTimes(plain(success)));
  expect(withoutTimes(plain(success))).not.toMatch(/\d (ms|s|min)\b/);
});

test("foreign text never yields a control byte or a second line", () => {
  const foreign = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(foreign, foreign, (name, line) => {
      const events: Event[] = [
        { type: "run-started", targets: [name], jobs: 2, cores: 2, stages: [{ stage: name }] },
        { type: "stage-output", stage: name, line },
        { type: "stage-skipped", stage: name, because: { type: "use-failed", stage: line } },
        { type: "warning", failure: { kind: "failure", code: "usage", message: line } },
      ];
      const text = plain(events, true);
      expect(text.split("\n").length).toBe(events.length + 1);
      expect(text).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 500 },
  );
});

test("details of a failure are harmless too", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (line) => {
      const text = plain([
        {
          type: "stage-failed",
          stage: "a",
          seconds: 1,
          failures: [{ kind: "failure", code: "usage", message: line, details: [line], hint: line }],
        },
      ]);
      expect(text).not.toMatch(/[^\P{C}\n]/u);
    }),
  );
});
