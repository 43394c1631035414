// Drives the state machine with random DAGs, fake work and a fake clock, from a printed seed: failures, interruptions
// and restarts in any order must always end in the same outcomes as one undisturbed run.

import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { closure } from "../../src/graph/order.ts";
import { run, type Outcome, type Work } from "../../src/engine/run.ts";
import type { Event } from "../../src/model/event.ts";
import { fail, succeed } from "../../src/model/failure.ts";
import type { Stage } from "../../src/model/recipe.ts";
import { draws, seed } from "../extent.ts";
import { stageNamed } from "./stages.ts";

function randomStages(draw: (below: number) => number): Map<string, Stage> {
  const count = 1 + draw(30);
  const names = Array.from({ length: count }, (_, i) => `s${i}`);
  return new Map(
    names.map((name, i) => {
      const uses = new Set<string>();
      if (i > 0) for (let k = draw(4); k > 0; k--) uses.add(names[draw(i)]!);
      return [name, stageNamed(name, [...uses])];
    }),
  );
}

/** The store and the clock of one simulated machine; they outlive a killed run. */
class World {
  readonly records = new Map<string, Outcome>();
  time = 0;
  running = 0;
  mostRunning = 0;
}

function outcomeOf(stage: Stage, used: ReadonlyMap<string, Outcome>): Outcome {
  const tree = sha256(
    `${stage.name} ${[...used]
      .map(([name, outcome]) => name + outcome.tree)
      .sort()
      .join()}`,
  );
  return { key: sha256(stage.name), tree, size: 1, manifest: sha256(`manifest ${tree}`), opaque: [], how: "built" };
}

function fakeWork(world: World, draw: (below: number) => number, failing: (stage: string) => boolean): Work {
  return async (stage, used, signal) => {
    expect([...used.keys()].sort()).toEqual(stage.uses.map((use) => use.stage).sort());
    for (const outcome of used.values()) expect(outcome).toBeDefined();
    const known = world.records.get(stage.name);
    if (known !== undefined) return succeed({ ...known, how: "reused" as const });
    world.running++;
    world.mostRunning = Math.max(world.mostRunning, world.running);
    for (let turns = draw(5); turns > 0; turns--) {
      world.time += draw(1000);
      await Promise.resolve();
    }
    world.running--;
    if (signal.aborted) return fail("interrupted", "interrupted");
    if (failing(stage.name)) return fail("step-failed", `Cannot build stage "${stage.name}": it was told to fail`);
    const outcome = outcomeOf(stage, used);
    world.records.set(stage.name, outcome);
    return succeed(outcome);
  };
}

function expected(ordered: readonly Stage[]): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const stage of ordered)
    outcomes.set(stage.name, outcomeOf(stage, new Map(stage.uses.map((use) => [use.stage, outcomes.get(use.stage)!]))));
  return outcomes;
}

describe("a run", () => {
  test("ends in the same outcomes whatever fails, stops or restarts on the way", async () => {
    for (let round = 0; round < 300; round++) {
      const draw = draws(seed + round);
      const stages = randomStages(draw);
      const ordered = closure(stages, [...stages.keys()]);
      const world = new World();
      for (let attempt = 0; ; attempt++) {
        const calm = attempt >= 4;
        const abort = new AbortController();
        const failing = new Set(calm ? [] : ordered.filter(() => draw(10) === 0).map((stage) => stage.name));
        const stopAt = calm ? Infinity : draw(60);
        const events: Event[] = [];
        const jobs = 1 + draw(4);
        world.mostRunning = 0;
        const result = await run(
          [...stages.keys()],
          ordered,
          fakeWork(world, draw, (name) => failing.has(name)),
          {
            jobs,
            keepGoing: draw(2) === 0,
            signal: abort.signal,
            now: () => world.time,
            cores: 2,
            estimate: () => ({ seconds: draw(100), cpuSeconds: 1 }),
            emit: (event) => {
              events.push(event);
              if (events.length > stopAt) abort.abort();
            },
          },
        );
        const context = `seed ${seed + round}, attempt ${attempt}`;
        expect(world.mostRunning, context).toBeLessThanOrEqual(jobs);
        const ends = events.filter(
          (event) =>
            event.type === "stage-finished" ||
            event.type === "stage-failed" ||
            event.type === "stage-stopped" ||
            event.type === "stage-skipped",
        );
        expect(ends.map((event) => event.stage).sort(), context).toEqual(ordered.map((stage) => stage.name).sort());
        expect(events.at(-1)?.type, context).toBe("run-finished");
        const { outcomes, failures, stopped, skipped } = result;
        expect(outcomes.size + failures.size + stopped.length + skipped.length, context).toBe(ordered.length);
        if (!result.interrupted) expect(stopped, context).toEqual([]);
        for (const name of result.failures.keys()) expect(failing.has(name), context).toBe(true);
        if (result.failures.size === 0 && !result.interrupted) {
          const want = expected(ordered);
          for (const [name, outcome] of result.outcomes) {
            expect({ tree: outcome.tree, manifest: outcome.manifest }, `${context}, ${name}`).toEqual({
              tree: want.get(name)!.tree,
              manifest: want.get(name)!.manifest,
            });
          }
          expect(result.outcomes.size, context).toBe(ordered.length);
          break;
        }
        expect(calm, context).toBe(false);
      }
    }
  });

  test("starts the stage with the longest remaining path first", async () => {
    const stages = new Map(
      [stageNamed("quick", []), stageNamed("slow", []), stageNamed("after-quick", ["quick"])].map((stage) => [
        stage.name,
        stage,
      ]),
    );
    const order: string[] = [];
    const estimate = (name: string) => ({ seconds: { quick: 1, "after-quick": 50, slow: 20 }[name]!, cpuSeconds: 1 });
    const world = new World();
    const work = fakeWork(
      world,
      () => 0,
      () => false,
    );
    await run(
      [...stages.keys()],
      closure(stages, [...stages.keys()]),
      (stage, used, signal) => (order.push(stage.name), work(stage, used, signal)),
      {
        jobs: 1,
        keepGoing: false,
        signal: new AbortController().signal,
        now: () => 0,
        cores: 1,
        estimate,
        emit: () => undefined,
      },
    );
    expect(order).toEqual(["quick", "after-quick", "slow"]);
  });

  test("plans and runs a chain of 10,000 stages without overflowing the stack", async () => {
    const list = Array.from({ length: 10_000 }, (_, i) => stageNamed(`s${i}`, i === 0 ? [] : [`s${i - 1}`]));
    const stages = new Map(list.map((stage) => [stage.name, stage]));
    const world = new World();
    const result = await run(
      ["s9999"],
      closure(stages, ["s9999"]),
      fakeWork(
        world,
        () => 0,
        (name) => name === "s5",
      ),
      {
        jobs: 2,
        keepGoing: true,
        signal: new AbortController().signal,
        now: () => 0,
        estimate: () => ({ seconds: 1, cpuSeconds: 1 }),
        cores: 2,
        emit: () => undefined,
      },
    );
    expect(result.skipped.length).toBe(9_994);
  });
});
