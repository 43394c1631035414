// fromseed reproduce: builds one stage again, alone, and says whether it came out the same.

import { readFile } from "node:fs/promises";
import type { Sha256 } from "../../bytes/sha256.ts";
import { builtText, readAccount } from "../../engine/build-accounts.ts";
import { buildTree, type Built } from "../../engine/build-tree.ts";
import { stageWork } from "../../engine/build-stage.ts";
import { run } from "../../engine/run.ts";
import { readInputsAgain } from "../../engine/read-again.ts";
import { hasTree, stageStates, usedTrees } from "../../engine/stage-states.ts";
import { compareTrees } from "../../compare/trees.ts";
import { treeDifferenceLines } from "../../compare/lines.ts";
import { closure } from "../../graph/order.ts";
import type { Workshop } from "../../inputs/workshop.ts";
import { parseManifest } from "../../manifest/parse.ts";
import type { Event } from "../../model/event.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Stage } from "../../model/recipe.ts";
import { durationText } from "../../report/duration-text.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { fileDifferenceLines } from "../file-differences.ts";
import { wholeNumber, type Options } from "../options.ts";
import { reason } from "../reason.ts";
import { oneStage } from "../targets.ts";
import { withWorkshop, withReporter } from "../workshop.ts";

/** A digest to compare with, and who says so. */
interface Reference {
  readonly from: string;
  readonly tree: Sha256;
}

/** What is worth showing of the stages that are only brought up to date as inputs. */
const INPUT_EVENTS: ReadonlySet<Event["type"]> = new Set([
  "stage-started",
  "stage-waiting",
  "stage-stopped",
  "stage-progress",
  "stage-output",
  "stage-failed",
  "warning",
]);

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const times = wholeNumber(options, "times", { otherwise: 1, least: 1, most: 1_000_000 });
  if (!times.ok) return reportFailures(context, times.failures);
  const jobs = wholeNumber(options, "jobs", { otherwise: context.cores, least: 1, most: 1024 });
  if (!jobs.ok) return reportFailures(context, jobs.failures);
  const given = await manifestReference(options, project.stages.get(target)!);
  if (!given.ok) return reportFailures(context, given.failures);

  return withWorkshop(context, options, { project, cores: jobs.value }, async (workshop) => {
    const ordered = closure(project.stages, [target]);
    const inputs = ordered.filter((stage) => stage.name !== target);
    const ran = await withReporter(context, workshop, false, () =>
      run([target], inputs, stageWork(workshop), {
        jobs: jobs.value,
        cores: context.cores,
        keepGoing: false,
        signal: context.signal,
        now: context.now,
        estimate: () => undefined,
        emit: (event) => INPUT_EVENTS.has(event.type) && workshop.emit(event),
      }),
    );
    if (ran.interrupted) return EXIT.interrupted;
    if (ran.failures.size > 0) return exitCode([...ran.failures.values()].flat());
    const states = await stageStates(workshop, ordered);
    if (!states.ok) return reportFailures(context, states.failures);
    const state = states.value.get(target)!;
    if (state.type === "waits") throw new Error("our bug: a stage waits for stages that were just built");

    const references = [...given.value];
    if (hasTree(state)) references.push({ from: "the store", tree: state.tree });
    const expected = workshop.expected.get(target);
    if (expected !== undefined) references.push({ from: "stages/expected.sha256", tree: expected });

    const uses = usedTrees(state.stage, states.value);
    const whole = await readInputsAgain(workshop, state.stage, uses, context.signal);
    if (!whole.ok) return reportFailures(context, whole.failures);

    let differs = false;
    const builds = [];
    for (let round = 1; round <= times.value; round++) {
      const begun = context.now();
      const again = await buildTree(workshop, { stage: state.stage, files: state.files, uses }, context.signal);
      context.signal.throwIfAborted();
      if (!again.ok) {
        const code = await reportFailures(context, again.failures);
        if (again.kept !== undefined && !context.json)
          context.warn(`look around: ${context.called(`fromseed shell --failed ${target}`)}\n`);
        return code;
      }
      const tree = again.value.tree.sha256;
      const account = await recordAgain(workshop, state.key.sha256, again.value);
      if (!account.ok) return reportFailures(context, account.failures);
      if (references.length === 0) references.push({ from: "the first of these builds", tree });
      const others = references.filter((reference) => reference.tree !== tree);
      const { varies } = account.value;
      builds.push({ tree, same: others.length === 0, differsFrom: others, leavingsVary: varies });
      if (!context.json) {
        const same = references.filter((reference) => reference.tree === tree).map((reference) => reference.from);
        const verdict =
          others.length === 0
            ? `the same as in ${same.join(" and ")}`
            : `differs from ${others.map((other) => other.from).join(" and ")}`;
        context.write(
          `${target}  build ${round} of ${times.value}  ${tree}  ${verdict}  (${durationText((context.now() - begun) / 1000)})\n`,
        );
      }
      if (varies && !context.json)
        context.write(
          `${target}  what it leaves in /work is not the same each time: it can give no evidence of building\n`,
        );
      for (const other of others) {
        differs = true;
        const stored = await workshop.store.tree(other.tree);
        if (context.json || !stored.ok) continue;
        context.write(
          `\nfiles that differ, ${other.from} against this build:\n${treeDifferenceLines(
            compareTrees(stored.value, again.value.tree),
          )
            .map((line) => `  ${line}\n`)
            .join("")}`,
        );
        const bytes = await fileDifferenceLines(workshop.store, other.tree, tree, [other.from, "this build"]);
        context.write(bytes.map((line) => `  ${line}\n`).join(""));
        context.write(
          `the two trees:\n  ${workshop.store.treeDirectory(other.tree)}\n  ${workshop.store.treeDirectory(tree)}\n`,
        );
      }
    }
    if (context.json) context.write(jsonLine({ stage: target, reproduced: !differs, references, builds }));
    return differs ? EXIT.failed : EXIT.done;
  });
}

/** A build that was made to compare is a build all the same; it may show that what is left in /work varies. */
async function recordAgain(
  { store, witness }: Workshop,
  key: Sha256,
  { tree, left }: Built,
): Promise<Result<{ readonly varies: boolean }>> {
  const built = { key, tree: tree.sha256 };
  const put = await store.putTexts([
    await builtText(store, { ...built, ...(left === undefined ? {} : { left }) }, witness),
  ]);
  if (!put.ok) return put;
  const account = await readAccount(store, built);
  return succeed({ varies: account?.type === "built" && account.varies });
}

async function manifestReference(options: Options, { name, ownName }: Stage): Promise<Result<readonly Reference[]>> {
  const path = options.values.get("manifest")?.[0];
  if (path === undefined) return succeed([]);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return fail("operand", `Cannot read the manifest "${path}": ${reason(error)}`);
  }
  const manifest = parseManifest(text, path);
  if (!manifest.ok) return manifest;
  if (manifest.value.stage !== ownName)
    return fail(
      "manifest-mismatch",
      `Cannot compare stage "${name}" with "${path}": it is the manifest of stage "${manifest.value.stage}"`,
    );
  return succeed([{ from: path, tree: manifest.value.tree.sha256 }]);
}
