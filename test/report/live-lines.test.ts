import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { displayWidth } from "../../src/report/display-width.ts";
import { liveLines } from "../../src/report/live-lines.ts";
import { LiveRun } from "../../src/report/live-run.ts";

const key = sha256("key");

function runOf(stages: Readonly<Record<string, number | undefined>>): LiveRun {
  const run = new LiveRun();
  run.take(
    {
      type: "run-started",
      targets: [],
      jobs: 2,
      cores: 2,
      stages: Object.entries(stages).map(([stage, seconds]) =>
        seconds === undefined ? { stage } : { stage, expectedSeconds: seconds },
      ),
    },
    0,
  );
  return run;
}

test("what is left is shared among the jobs, but never less than the longest stage", () => {
  const run = runOf({ a: 100, b: 10, c: 30 });
  expect(run.remaining(0)).toEqual({ seconds: 100, from: "here" });
  run.take({ type: "stage-started", stage: "a", key, why: { type: "never-built" } }, 0);
  run.take({ type: "stage-started", stage: "b", key, why: { type: "never-built" } }, 0);
  expect(run.remaining(20_000)).toEqual({ seconds: 80, from: "here" });
  run.take({ type: "stage-skipped", stage: "a", because: { type: "run-failed" } }, 20_000);
  expect(run.remaining(20_000)).toEqual({ seconds: 30, from: "here" });
});

test("a chain of stages is as long as all of them, and processors are shared, whatever the number of jobs", () => {
  const run = new LiveRun();
  const stages = [
    { stage: "binutils", expectedSeconds: 100, expectedCpuSeconds: 100, followedBySeconds: 500 },
    { stage: "gcc", expectedSeconds: 500, expectedCpuSeconds: 900 },
    { stage: "llvm", expectedSeconds: 500, expectedCpuSeconds: 900 },
  ];
  run.take({ type: "run-started", targets: [], jobs: 8, cores: 2, stages }, 0);
  expect(run.remaining(0)).toEqual({ seconds: 950, from: "here" });
  run.take({ type: "stage-skipped", stage: "llvm", because: { type: "run-failed" } }, 0);
  expect(run.remaining(0)).toEqual({ seconds: 600, from: "here" });
  run.take({ type: "stage-started", stage: "binutils", key, why: { type: "never-built" } }, 0);
  expect(run.remaining(40_000)).toEqual({ seconds: 560, from: "here" });
  // Late: what comes after it is left all the same.
  expect(run.remaining(140_000)).toEqual({ seconds: 500, from: "here" });
});

test("a stage that was never timed makes the rest a lower bound", () => {
  const run = runOf({ a: 60, b: undefined });
  expect(liveLines(run, 0, { columns: 80, rows: 24, color: false })).toEqual([
    "0 of 2 stages, at least 1 min 00 s left",
  ]);
});

test("a stage that is quick is not said to take no time", () => {
  const run = runOf({ a: 0.3 });
  run.take({ type: "stage-started", stage: "a", key, why: { type: "never-built" }, expectedSeconds: 0.3 }, 0);
  expect(liveLines(run, 1_500, { columns: 30, rows: 24, color: false })[0]).toMatch(/ 1 s of 1 s$/);
});

test("a stage that takes longer than last time leaves nothing, not less", () => {
  const run = runOf({ a: 10 });
  run.take({ type: "stage-started", stage: "a", key, why: { type: "never-built" } }, 0);
  expect(run.remaining(60_000)).toEqual({ seconds: 0, from: "here" });
});

test("no time is said to be left when less than a second is", () => {
  const run = runOf({ a: 10 });
  run.take({ type: "stage-started", stage: "a", key, why: { type: "never-built" } }, 0);
  expect(liveLines(run, 8_900, { columns: 80, rows: 24, color: false }).at(-1)).toBe(
    "0 of 1 stage in 8 s, about 1 s left",
  );
  expect(liveLines(run, 9_100, { columns: 80, rows: 24, color: false }).at(-1)).toBe("0 of 1 stage in 9 s");
});

/** Ten stages, each after the one before, of which another machine took 10 s. */
function firstRun(): LiveRun {
  const run = new LiveRun();
  const stages = Array.from({ length: 10 }, (_, i) => ({
    stage: `${i}`,
    expectedSeconds: 10,
    reference: true as const,
    ...(i === 9 ? {} : { followedBySeconds: 10 * (9 - i) }),
  }));
  run.take({ type: "run-started", targets: [], jobs: 2, cores: 2, stages }, 0);
  return run;
}

test("what another machine took counts as many times as long as this one has shown so far", () => {
  const run = firstRun();
  const total = (now: number) => liveLines(run, now, { columns: 80, rows: 24, color: false }).at(-1);
  expect(total(0)).toBe("0 of 10 stages, roughly 1 min 40 s left");
  let now = 0;
  for (let i = 0; i < 5; i++) {
    run.take({ type: "stage-started", stage: `${i}`, key, why: { type: "never-built" } }, now);
    now += 30_000;
    run.take({ type: "stage-finished", stage: `${i}`, tree: key, size: 1, seconds: 30, how: "built" }, now);
  }
  // Three times as long: 5 stages and some belief in the plan.
  expect(run.remaining(now).seconds).toBeCloseTo((50 * 155) / 55);
  expect(total(now)).toBe("5 of 10 stages in 2 min 30 s, roughly 2 min 20 s left");
  expect(liveLines(run, now, { columns: 44, rows: 24, color: false }).at(-1)).toBe(
    "5 of 10 stages, roughly 2 min 20 s left",
  );
});

test("a stage that is late shows that the others will be", () => {
  const run = firstRun();
  run.take({ type: "stage-started", stage: "0", key, why: { type: "never-built" } }, 0);
  expect(run.remaining(10_000).seconds).toBe(90);
  expect(run.remaining(100_000).seconds).toBeCloseTo((90 * 105) / 15);
});

test("what was reused says nothing of this machine", () => {
  const run = firstRun();
  run.take({ type: "stage-finished", stage: "0", tree: key, size: 1, seconds: 0.01, how: "reused" }, 10);
  expect(run.remaining(10).seconds).toBe(90);
});

test("only the last lines of output are kept", () => {
  const run = runOf({ a: 1 });
  for (let i = 0; i < 100; i++) run.take({ type: "stage-output", stage: "a", line: `line ${i}` }, 0);
  expect(run.running.get("a")!.lines.length).toBe(8);
  expect(liveLines(run, 0, { columns: 80, rows: 24, color: false })).toContain("  | line 99");
});

test("no line is wider than the terminal, nor the view as high, whatever is shown", () => {
  const text = fc.string({ unit: "binary", maxLength: 120 });
  const stage = fc.record({
    stage: text,
    what: text,
    line: text,
    done: fc.nat(1e6),
    total: fc.nat(1e6),
    expected: fc.option(fc.integer({ min: 0, max: 1e6 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(stage, { maxLength: 12 }),
      fc.integer({ min: 1, max: 160 }),
      fc.integer({ min: 3, max: 40 }),
      fc.nat(1e8),
      (stages, columns, rows, now) => {
        const run = runOf(Object.fromEntries(stages.map((each) => [each.stage, each.expected])));
        for (const { stage: name, what, done, total, line } of stages) {
          run.take(
            { type: "stage-progress", stage: name, activity: done % 2 ? "building" : "hashing", what, done, total },
            0,
          );
          for (let i = 0; i < done % 10; i++) run.take({ type: "stage-output", stage: name, line }, 0);
        }
        const lines = liveLines(run, now, { columns, rows, color: false });
        expect(lines.length).toBeLessThan(rows);
        for (const each of lines) {
          expect(displayWidth(each)).toBeLessThanOrEqual(columns);
          expect(each).not.toMatch(/\p{C}/u);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
