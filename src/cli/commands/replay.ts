// fromseed replay: runs the stages of a chain again, from the seed on, by interpretation, and compares every tree with the
// expected one. Nothing that was built is believed: what a stage uses is what this replay made. What comes out as expected
// is written down as built so, and can be attested.

import { join } from "node:path";
import type { Sha256 } from "../../bytes/sha256.ts";
import { compareTrees } from "../../compare/trees.ts";
import { treeDifferenceLines } from "../../compare/lines.ts";
import { recordMade } from "../../engine/build-stage.ts";
import { executeStage } from "../../engine/execute.ts";
import { openLog } from "../../engine/log.ts";
import type { Outcome } from "../../engine/run.ts";
import { closure } from "../../graph/order.ts";
import { gatherInputs } from "../../inputs/gather.ts";
import { readLocalFiles } from "../../inputs/local-files.ts";
import { InterpretingExecutor } from "../../interpreted/interpreting-executor.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { Stage } from "../../model/recipe.ts";
import type { Tree } from "../../model/tree.ts";
import type { LocalFile } from "../../inputs/local-files.ts";
import { durationText } from "../../report/duration-text.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { witnessOf } from "../machine.ts";
import { wholeNumber, type Options } from "../options.ts";
import { oneStage } from "../targets.ts";
import { withWorkshop, type OpenWorkshop } from "../workshop.ts";

/** What came of one stage. */
interface Replayed {
  readonly stage: string;
  readonly tree: Sha256;
  /** Absent where stages/expected.sha256 has none. */
  readonly expected?: Sha256;
  readonly same: boolean;
  readonly instructions: number;
  readonly seconds: number;
}

export async function main(context: Context, options: Options): Promise<number> {
  if (!options.switches.has("interpreted"))
    return reportFailures(
      context,
      fail("usage", "Cannot replay: there is no way given to", {
        hint: "add --interpreted; fromseed export --replay writes a script that runs on this machine's processor",
      }).failures,
    );
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const most = wholeNumber(options, "most", { otherwise: 1e11, least: 1, most: 1e15 });
  if (!most.ok) return reportFailures(context, most.failures);
  const { project, target } = named.value;
  return withWorkshop(context, options, { project, cores: 1 }, async (workshop) => {
    const replay = new Replay(context, workshop, { plain: options.switches.has("plain"), most: most.value });
    const done: Replayed[] = [];
    for (const stage of closure(project.stages, [target])) {
      const replayed = await replay.stage(stage);
      if (!replayed.ok) return reportFailures(context, replayed.failures);
      done.push(replayed.value);
      if (!context.json) context.write(lineOf(replayed.value));
    }
    const same = done.every((each) => each.same);
    if (context.json) context.write(jsonLine({ stage: target, by: "interpreter", same, stages: done }));
    else context.write(summary(done));
    return same ? EXIT.done : EXIT.failed;
  });
}

/** What a stage's steps have made. */
interface Made {
  readonly files: readonly LocalFile[];
  readonly tree: Tree;
  /** Tree digest of what they left in /work. */
  readonly left?: Sha256;
}

interface ReplayOptions {
  readonly plain: boolean;
  /** Instructions of one step. */
  readonly most: number;
}

class Replay {
  readonly #context: Context;
  readonly #workshop: OpenWorkshop;
  /** The trees that this replay made, by stage. */
  readonly #trees = new Map<string, Sha256>();
  /** What was written down of each stage that came out as expected, all below it too. */
  readonly #recorded = new Map<string, Outcome>();
  #instructions = 0;

  constructor(context: Context, workshop: OpenWorkshop, { plain, most }: ReplayOptions) {
    this.#context = context;
    const executor = new InterpretingExecutor({
      mostInstructions: most,
      plain,
      now: context.now,
      onInstructions: (count) => {
        this.#instructions += count;
      },
    });
    this.#workshop = { ...workshop, executor, witness: witnessOf(context, executor) };
  }

  async stage(stage: Stage): Promise<Result<Replayed>> {
    const begun = this.#context.now();
    const executed = this.#instructions;
    const made = await this.#make(stage);
    if (!made.ok) return made;
    const tree = made.value.tree.sha256;
    this.#trees.set(stage.name, tree);
    const expected = this.#workshop.expected.get(stage.name);
    const same = expected === undefined || expected === tree;
    if (!same) await this.#showDifference(expected, made.value.tree);
    const recorded = expected === tree ? await this.#record(stage, made.value, this.#context.now() - begun) : undefined;
    if (recorded?.ok === false) return recorded;
    return succeed({
      stage: stage.name,
      tree,
      ...(expected === undefined ? {} : { expected }),
      same,
      instructions: this.#instructions - executed,
      seconds: (this.#context.now() - begun) / 1000,
    });
  }

  /** Only what is as expected, and what it was made from too: nothing else may be taken for a build here. */
  async #record(stage: Stage, { files, tree, left }: Made, milliseconds: number): Promise<Result<void>> {
    const used = new Map<string, Outcome>();
    for (const { stage: name } of stage.uses) {
      const outcome = this.#recorded.get(name);
      if (outcome === undefined) return succeed(undefined);
      used.set(name, outcome);
    }
    const cost = { milliseconds: Math.round(milliseconds), cpuMilliseconds: Math.round(milliseconds), peakMemory: 0 };
    const made = { files, used, tree, ...(left === undefined ? {} : { left }), cost };
    const recorded = await recordMade(this.#workshop, stage, made, this.#context.signal);
    if (!recorded.ok) return recorded;
    this.#recorded.set(stage.name, recorded.value);
    return succeed(undefined);
  }

  async #make(stage: Stage): Promise<Result<Made>> {
    const workshop = this.#workshop;
    const { signal } = this.#context;
    const files = await readLocalFiles(stage.recipe.root, stage.recipe.files);
    if (!files.ok) return files;
    const scratch = await workshop.store.newScratch(stage.name);
    if (!scratch.ok) return scratch;
    try {
      const parts = { stage, files: files.value, uses: this.#trees };
      const inputs = await gatherInputs(workshop, parts, scratch.value, signal);
      if (!inputs.ok) return inputs;
      const log = openLog(join(scratch.value, "log.gz"));
      const attempt = { workshop, stage, inputs: inputs.value, scratch: scratch.value, signal };
      const executed = await executeStage(attempt, log);
      await log.close();
      if (!executed.ok) return { ok: false, failures: await this.#withOutput(executed, stage, scratch.value) };
      const { directory, left } = executed.value;
      const tree = await workshop.store.putTree(directory, { signal });
      if (!tree.ok) return tree;
      return succeed({ files: files.value, tree: tree.value, ...(left === undefined ? {} : { left }) });
    } finally {
      await workshop.store.dropScratch(scratch.value);
    }
  }

  /** A failure of a step, with what was made until then, and how far the interpreter goes. */
  async #withOutput(
    { failures, at }: Extract<Awaited<ReturnType<typeof executeStage>>, { readonly ok: false }>,
    { name }: Stage,
    scratch: string,
  ): Promise<readonly Failure[]> {
    const expected = this.#workshop.expected.get(name);
    if (at === undefined || expected === undefined || failures.some(({ code }) => code !== "step-failed"))
      return failures;
    const sealed = await this.#workshop.store.sealTree(join(scratch, at.workspace, "output"), {
      signal: this.#context.signal,
    });
    if (!sealed.ok) return failures;
    const whole = sealed.value.sha256 === expected;
    return failures.map((each) => ({
      ...each,
      details: [
        whole
          ? `until then its steps have made the tree that is expected, ${expected}: only the rest of them was not run`
          : `until then its steps have made another tree than is expected, ${sealed.value.sha256}`,
        ...(each.details ?? []),
      ],
      hint: "docs/THREATS.md tells how far the interpreter goes",
    }));
  }

  /** Which files are others, where the expected tree is here to compare with. */
  async #showDifference(expected: Sha256, made: Tree): Promise<void> {
    const stored = await this.#workshop.store.tree(expected);
    if (this.#context.json || !stored.ok) return;
    const lines = treeDifferenceLines(compareTrees(stored.value, made));
    this.#context.write(`files that differ from the expected ones:\n${lines.map((line) => `  ${line}\n`).join("")}`);
  }
}

function lineOf({ stage, tree, expected, same, instructions, seconds }: Replayed): string {
  const verdict = expected === undefined ? "nothing is expected" : same ? "as expected" : `expected is ${expected}`;
  return `${stage}  ${tree}  ${verdict}  (${instructions} instructions, ${durationText(seconds)})\n`;
}

function summary(done: readonly Replayed[]): string {
  const instructions = done.reduce((sum, each) => sum + each.instructions, 0);
  const seconds = done.reduce((sum, each) => sum + each.seconds, 0);
  const rate = instructions / seconds / 1e6;
  const other = done.filter((each) => !each.same).length;
  const verdict = other === 0 ? `all ${done.length} trees as expected` : `${other} of ${done.length} trees differ`;
  return `${verdict}: ${instructions} instructions in ${durationText(seconds)}, ${rate.toFixed(0)} million a second\n`;
}
