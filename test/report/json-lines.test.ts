import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { eventJson, jsonLinesReporter } from "../../src/report/json-lines.ts";
import { failure, interruption, success } from "./scripted-runs.ts";

/** Reads a line as an event, knowing nothing of its keys. */
function eventOf(line: string): Event {
  return JSON.parse(line, (_, value: unknown) =>
    typeof value === "object" && value !== null && "message" in value ? { kind: "failure", ...value } : value,
  ) as Event;
}

const specification = readFileSync(new URL("../../src/report/EVENTS.md", import.meta.url), "utf8");
const events = specification.split("## Failure codes")[0]!;
const vectors = specification.split("```jsonl\n")[1]!.split("```")[0]!.trimEnd().split("\n");

test.each(vectors)("vector %#: read and written again to the byte", (line) => {
  expect(eventJson(eventOf(line))).toBe(line);
});

test("the vectors hold every type of event", () => {
  const types = new Set(vectors.map((line) => eventOf(line).type));
  expect([...types]).toEqual([...events.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]));
  expect(types.size).toBe(11);
});

test("a key that is not specified is not written", () => {
  const because = { type: "run-failed", surplus: 2 };
  const event = { type: "stage-skipped", stage: "a", because, surplus: 1 } as Event;
  expect(eventJson(event)).toBe('{"type":"stage-skipped","stage":"a","because":{"type":"run-failed"}}');
});

test.each([
  ["success", success],
  ["failure", failure],
  ["interruption", interruption],
])("the JSON lines of %s are as recorded", async (name, events) => {
  let text = "";
  const reporter = jsonLinesReporter({ write: (piece) => (text += piece) });
  for (const event of events) reporter.take(event);
  await reporter.finish();
  await expect(text).toMatchFileSnapshot(`golden/events-${name}.jsonl`);
});

test("any text survives, as printable characters only", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), (line, lone) => {
      const event: Event = { type: "stage-output", stage: "a", line: lone ? `${line}\ud800` : line };
      const text = eventJson(event);
      expect(JSON.parse(text)).toEqual(event);
      expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 500 },
  );
});
