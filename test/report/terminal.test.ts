import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import type { Reporter } from "../../src/report/reporter.ts";
import { openLiveFrame } from "../../src/report/live-frame.ts";
import { terminalReporter } from "../../src/report/terminal.ts";
import { failure, interruption, success } from "./scripted-runs.ts";
import { Screen } from "./screen.ts";

class Stage {
  readonly screen: Screen;
  readonly reporter: Reporter;
  clock = 1000;
  draw: (() => void) | undefined;
  stopped = false;
  opened = 0;
  busy = false;
  /** The columns that the view believes in, where they are not the terminal's. */
  told: number | undefined;

  constructor(columns: number, rows = 24, color = false) {
    this.screen = new Screen(columns, rows);
    this.reporter = terminalReporter({
      write: (text) => this.screen.write(text),
      busy: () => this.busy,
      screen: () => ({ columns: this.told ?? this.screen.columns, rows: this.screen.rows, color }),
      called: (text) => text,
      now: () => this.clock,
      openLiveFrame: () => {
        this.opened++;
        return Promise.resolve(openLiveFrame());
      },
      everyFrame: (draw) => {
        this.draw = draw;
        return () => (this.stopped = true);
      },
    });
  }

  /** Draws a frame, which is live once the run has lasted half a second. */
  async frame(): Promise<string> {
    if (this.opened === 0) {
      this.clock += 500;
      this.draw!();
      await pause();
      this.clock -= 500;
    }
    this.draw!();
    return this.screen.text();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Plays events at one a second, and keeps a frame after each from the first that is live. */
async function film(events: readonly Event[], columns: number): Promise<string> {
  const stage = new Stage(columns);
  let text = "";
  for (const event of events) {
    stage.reporter.take(event);
    stage.clock += 1500;
    const live = events.indexOf(event) >= events.findIndex(({ type }) => type === "stage-started");
    if (live && event.type !== "run-finished") text += `=== after ${event.type}\n${await stage.frame()}`;
  }
  await stage.reporter.finish();
  expect(stage.stopped).toBe(true);
  return `${text}=== at the end\n${stage.screen.text()}`;
}

describe.concurrent("frames", () => {
  test.for([
    ["success", success, 80],
    ["success", success, 20],
    ["failure", failure, 80],
    ["failure", failure, 40],
    ["interruption", interruption, 60],
  ] as const)("of %s are as recorded", async ([name, events, columns], { expect }) => {
    await expect(await film(events, columns)).toMatchFileSnapshot(`golden/frames-${name}-${columns}.txt`);
  });
});

test("while nothing runs, lines are there at once and nothing moves", async () => {
  const stage = new Stage(80);
  for (const event of success.slice(0, 3)) stage.reporter.take(event);
  expect(stage.screen.text().split("\n").length).toBe(4);
  await stage.reporter.finish();
  expect(stage.draw).toBeUndefined();
  expect(stage.screen.written).not.toContain("\x1b");
});

test("what draws is loaded once a stage has run for half a second; until then there are plain lines", async () => {
  const stage = new Stage(80);
  for (const event of success.slice(0, 10)) stage.reporter.take(event);
  stage.clock += 499;
  stage.draw!();
  await pause();
  expect([stage.opened, stage.screen.text().includes("it answered 404")]).toEqual([0, true]);
  expect(stage.screen.written).not.toContain("\x1b");
  stage.clock += 1;
  stage.draw!();
  await pause();
  expect([stage.opened, stage.screen.text().includes("of 4 stages")]).toEqual([1, true]);
  await stage.reporter.finish();
});

test("a run that ends while Ink is loaded leaves nothing that moves", async () => {
  const stage = new Stage(80);
  for (const event of success.slice(0, 10)) stage.reporter.take(event);
  stage.clock += 500;
  stage.draw!();
  await stage.reporter.finish();
  await pause();
  expect([stage.opened, stage.screen.written.includes("\x1b")]).toEqual([1, false]);
});

test("without colour there is no look, with colour there is", async () => {
  for (const color of [false, true]) {
    const stage = new Stage(80, 24, color);
    for (const event of failure) stage.reporter.take(event);
    await stage.frame();
    await stage.reporter.finish();
    expect(/\x1b\[[0-9;]*m/.test(stage.screen.written)).toBe(color);
  }
});

test("more stages than rows are counted, and the view never fills the terminal", async () => {
  const stage = new Stage(60, 10);
  const stages = Array.from({ length: 40 }, (_, i) => ({ stage: `stage-${i}`, expectedSeconds: 60 }));
  stage.reporter.take({ type: "run-started", targets: ["stage-39"], jobs: 40, cores: 40, stages });
  for (const { stage: name } of stages)
    stage.reporter.take({ ...(success[3] as Extract<Event, { type: "stage-started" }>), stage: name });
  const text = await stage.frame();
  expect(text.trimEnd().split("\n").length).toBe(9);
  expect(text).toContain("and 34 more running\n0 of 40 stages, about 1 min 00 s left\n");
  await stage.reporter.finish();
});

test.each([
  [80, 30],
  [80, 7],
  [30, 80],
  [81, 80],
])("when a terminal of %i columns gets %i, nothing of the last frame is left", async (before, after) => {
  const stage = new Stage(before);
  for (const event of success.slice(0, 10)) stage.reporter.take(event);
  await stage.frame();
  // What has scrolled away stays, laid out again by the terminal.
  stage.screen.resize(after);
  const [resized, fresh] = [await stage.frame(), new Stage(after)];
  for (const event of success.slice(0, 10)) fresh.reporter.take(event);
  const moving = (await fresh.frame()).split("\n").slice(-7);
  expect(resized.split("\n").slice(-7)).toEqual(moving);
  expect(resized.match(/of 4 stages/g)?.length).toBe(moving.join("").includes("of 4 stages") ? 1 : undefined);
  await stage.reporter.finish();
  expect(stage.screen.text()).not.toContain("| assembling");
});

test("a frame for a width that the terminal has just lost leaves nothing either", async () => {
  const stage = new Stage(80);
  for (const event of success.slice(0, 10)) stage.reporter.take(event);
  await stage.frame();
  stage.screen.resize(30);
  stage.screen.strict = false;
  stage.told = 80;
  stage.clock += 1000;
  await stage.frame();
  stage.told = undefined;
  expect((await stage.frame()).match(/of 4 stages/g)?.length).toBe(1);
  await stage.reporter.finish();
  expect(stage.screen.text()).not.toContain("| assembling");
});

test("what is copied from a narrow terminal has no digest in pieces", async () => {
  const digest = "0123456789abcdef".repeat(4);
  const stage = new Stage(40);
  stage.reporter.take(failure[0]!);
  stage.reporter.take(failure[1]!);
  stage.reporter.take({
    type: "stage-failed",
    stage: "tinycc-1",
    failures: [{ kind: "failure", code: "unexpected-digest", message: `Cannot accept it: its tree is ${digest}` }],
    seconds: 1,
  });
  await stage.reporter.finish();
  expect(stage.screen.text()).not.toContain(digest);
  expect(stage.screen.copied()).toContain(digest);
});

test("a terminal that is slow to take what was written gets no frames meanwhile, and loses nothing", async () => {
  const stage = new Stage(80);
  for (const event of success.slice(0, 6)) stage.reporter.take(event);
  await stage.frame();
  stage.busy = true;
  const before = stage.screen.written;
  stage.reporter.take(success[6]!);
  await stage.frame();
  expect(stage.screen.written).toBe(before);
  stage.busy = false;
  expect(await stage.frame()).toContain("it answered 404");
  await stage.reporter.finish();
});

test("hostile output neither moves the cursor nor widens a line", async () => {
  // The screen throws on a sequence that the view has no use for, and on a moving line that is too wide.
  const foreign = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.constantFrom(
      "\x1b[2J",
      "\x1b[10A\x1b[K",
      "\x1b]0;title\x07",
      "\x1b[999;999H",
      "\u009b2J",
      "\x1bc",
      "\r\r",
      "\x08\x08",
      "\u{1f468}\u200d\u{1f469}".repeat(50),
      "日本語".repeat(40),
      "a\u0301".repeat(500),
      "\u202e\u2066",
      "\x1b[31",
    ),
  );
  const runs = fc.sample(
    fc.record({
      lines: fc.array(foreign, { minLength: 1, maxLength: 8 }),
      columns: fc.integer({ min: 2, max: 100 }),
      name: foreign,
    }),
    { numRuns: 40, seed: 7 },
  );
  await Promise.all(
    runs.map(async ({ lines, columns, name }) => {
      const stage = new Stage(columns, 30, true);
      stage.reporter.take({ type: "run-started", targets: [name], jobs: 2, cores: 2, stages: [{ stage: name }] });
      for (const line of lines) {
        stage.reporter.take({
          type: "stage-progress",
          stage: name,
          activity: "fetching",
          what: line,
          done: 1,
          total: 2,
        });
        stage.reporter.take({ type: "stage-output", stage: name, line });
      }
      await stage.frame();
      stage.reporter.take({ type: "stage-skipped", stage: name, because: { type: "use-failed", stage: lines[0]! } });
      await stage.reporter.finish();
    }),
  );
});

test("a million lines of output cost little, and little is drawn of them", async () => {
  const stage = new Stage(100);
  for (const event of success.slice(0, 6)) stage.reporter.take(event);
  await stage.frame();
  const before = stage.screen.written.length;
  const line = `cc -c ${"x".repeat(90)} \x1b[31m`;
  let took = 0;
  for (let frame = 0; frame < 20; frame++) {
    const start = performance.now();
    for (let i = 0; i < 50_000; i++)
      stage.reporter.take({ type: "stage-output", stage: i % 2 ? "hex2" : "assembler", line });
    stage.draw!();
    took += performance.now() - start;
  }
  await stage.reporter.finish();
  // About 0.2 s when measured: 0.2 microseconds a line. A busy machine is given much more.
  expect(took).toBeLessThan(5000);
  expect(stage.screen.written.length - before).toBeLessThan(20 * 5000);
});
