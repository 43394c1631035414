// What a run tells of stages that do not end well: each by its reason.

import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { run, type Outcome, type Work } from "../../src/engine/run.ts";
import type { Event } from "../../src/model/event.ts";
import { fail, succeed } from "../../src/model/failure.ts";
import { stageNamed } from "./stages.ts";

const outcome: Outcome = {
  key: sha256("key"),
  tree: sha256("tree"),
  size: 1,
  manifest: sha256("manifest"),
  opaque: [],
  how: "built",
};

/** Two chains that meet: a, b (uses a), c (uses b), and d on its own. */
const stages = [stageNamed("a", []), stageNamed("d", []), stageNamed("b", ["a"]), stageNamed("c", ["b", "d"])];

async function eventsOf(work: Work, keepGoing: boolean, signal = new AbortController().signal) {
  const events: Event[] = [];
  const result = await run(["c"], stages, work, {
    jobs: 1,
    cores: 1,
    keepGoing,
    signal,
    now: () => 0,
    estimate: () => undefined,
    emit: (event) => events.push(event),
  });
  return { events: events.slice(1), result };
}

const broken = fail("step-failed", "it was told to fail");
const failing: Work = async ({ name }) => (name === "a" ? broken : succeed(outcome));

test("what uses a failed stage is skipped for it, and what uses that for that", async () => {
  const { events, result } = await eventsOf(failing, true);
  expect(events.map(({ type }) => type)).toEqual([
    "stage-failed",
    "stage-skipped",
    "stage-skipped",
    "stage-finished",
    "run-finished",
  ]);
  expect(events).toContainEqual({ type: "stage-skipped", stage: "b", because: { type: "use-failed", stage: "a" } });
  expect(events).toContainEqual({ type: "stage-skipped", stage: "c", because: { type: "use-skipped", stage: "b" } });
  expect(result).toMatchObject({ stopped: [], skipped: ["b", "c"], interrupted: false });
});

test("a stage that was ready when another failed is skipped for the run's sake", async () => {
  const { events } = await eventsOf(failing, false);
  expect(events).toContainEqual({ type: "stage-skipped", stage: "d", because: { type: "run-failed" } });
});

test("a stage that an interruption cuts off is stopped, not failed, and what was not begun is skipped", async () => {
  const abort = new AbortController();
  const work: Work = async ({ name }) => {
    if (name !== "a") return succeed(outcome);
    abort.abort();
    return fail("interrupted", "it was interrupted");
  };
  const { events, result } = await eventsOf(work, false, abort.signal);
  expect(events).toEqual([
    { type: "stage-stopped", stage: "a", seconds: 0 },
    { type: "stage-skipped", stage: "b", because: { type: "use-stopped", stage: "a" } },
    { type: "stage-skipped", stage: "c", because: { type: "use-skipped", stage: "b" } },
    { type: "stage-skipped", stage: "d", because: { type: "run-interrupted" } },
    {
      type: "run-finished",
      built: 0,
      reused: 0,
      failed: 0,
      stopped: 1,
      skipped: 3,
      seconds: 0,
      interrupted: true,
    },
  ]);
  expect(result).toMatchObject({ stopped: ["a"], skipped: ["d", "b", "c"], interrupted: true });
});

test("a stage that fails of itself while the run is interrupted has failed", async () => {
  const abort = new AbortController();
  const work: Work = async ({ name }) => {
    if (name === "a") abort.abort();
    return name === "a" ? broken : succeed(outcome);
  };
  const { events } = await eventsOf(work, false, abort.signal);
  expect(events[0]).toMatchObject({ type: "stage-failed", stage: "a" });
});
