// What ends a run before its time without being a stage's failure: a bug in the work, and an interruption while it
// seals.

import { expect, test } from "vitest";
import { stageWork } from "../../src/engine/build-stage.ts";
import type { Workshop } from "../../src/inputs/workshop.ts";
import { run } from "../../src/engine/run.ts";
import { fail } from "../../src/model/failure.ts";
import { stageNamed } from "./stages.ts";

const options = { jobs: 2, cores: 2, keepGoing: false, now: () => 0, estimate: () => undefined, emit: () => undefined };

test("work that throws makes the run reject, after the stages that were at work have ended", async () => {
  let ended = false;
  const work = async (stage: { readonly name: string }) => {
    if (stage.name === "bad") throw new RangeError("our bug: it was told to");
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended = true;
    return fail("step-failed", "it was told to fail");
  };
  const stages = [stageNamed("slow", []), stageNamed("bad", []), stageNamed("user", ["bad"])];
  await expect(
    run(["user", "slow"], stages, work, { ...options, signal: new AbortController().signal }),
  ).rejects.toThrow("our bug: it was told to");
  expect(ended).toBe(true);
});

test("work that a signal stops is a failure, not a bug", async () => {
  const controller = new AbortController();
  const store = {
    text: () => {
      controller.abort();
      controller.signal.throwIfAborted();
    },
  };
  const work = stageWork({ projectRoot: "/", store, contract: 1 } as unknown as Workshop);
  expect(await work(stageNamed("s", []), new Map(), controller.signal)).toMatchObject({
    ok: false,
    failures: [{ message: 'Cannot build stage "s": the run was interrupted' }],
  });
});
