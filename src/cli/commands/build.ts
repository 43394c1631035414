// fromseed build: brings stages up to date and says what came out.

import { stageWork } from "../../engine/build-stage.ts";
import { closureTexts } from "../../engine/closure-manifest.ts";
import { withReferences } from "../../engine/reference-times.ts";
import { withFetchAhead } from "../../engine/fetch-ahead.ts";
import { estimates } from "../../engine/records.ts";
import { run, type RunResult } from "../../engine/run.ts";
import type { Workshop } from "../../inputs/workshop.ts";
import { closure } from "../../graph/order.ts";
import { count } from "../../report/event-words.ts";
import type { Result } from "../../model/failure.ts";
import { succeed } from "../../model/failure.ts";
import type { Stage } from "../../model/recipe.ts";
import { differentVersions, versionsText } from "../../recipe/import-versions.ts";
import type { Project } from "../../recipe/project.ts";
import { durationText } from "../../report/duration-text.ts";
import type { Store } from "../../store/store.ts";
import { nextSteps } from "../called.ts";
import { taintText } from "../../report/taint-text.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { writeExpected } from "../expected-file.ts";
import { wholeNumber, type Options } from "../options.ts";
import { addReferenceTimes } from "../reference-file.ts";
import { putRunAccount } from "../run-account.ts";
import { namedStages } from "../targets.ts";
import { withoutBridges } from "../without-bridges.ts";
import { withWorkshop, withReporter } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const jobs = wholeNumber(options, "jobs", { otherwise: context.cores, least: 1, most: 1024 });
  if (!jobs.ok) return reportFailures(context, jobs.failures);
  const { project, targets } = named.value;
  if (!context.json)
    for (const versions of differentVersions(project.imports)) context.warn(`note: ${versionsText(versions)}\n`);
  const ordered = closure(project.stages, targets);

  return withWorkshop(context, options, { project, cores: jobs.value }, async (workshop) => {
    const begun = context.now();
    const builtBefore = await estimates(workshop.store, ordered);
    const known = withReferences(builtBefore, project.referenceTimes);
    const neverBuilt = ordered.filter(({ name }) => !builtBefore.has(name));
    const build = (watched: Workshop): Promise<RunResult> =>
      run(targets, ordered, stageWork(watched), {
        jobs: jobs.value,
        cores: context.cores,
        keepGoing: options.switches.has("keep-going"),
        signal: context.signal,
        now: context.now,
        estimate: (stage) => known.get(stage),
        emit: watched.emit,
      });
    const result = await withReporter(context, workshop, options.switches.has("verbose"), () =>
      withFetchAhead(workshop, neverBuilt, context.signal, build),
    );
    const ended: EndedRun = { store: workshop.store, project, targets, ordered, result };
    const concluded = await conclude(context, options, ended);
    if (!concluded.ok) return reportFailures(context, concluded.failures);
    if (result.interrupted) return EXIT.interrupted;
    if (result.failures.size > 0) {
      if (!context.json) context.write(withoutBridges(project, result.failures));
      return exitCode([...result.failures.values()].flat());
    }
    if (!context.json) context.write(summary(context, options, ended, (context.now() - begun) / 1000));
    return EXIT.done;
  });
}

interface EndedRun {
  readonly store: Store;
  readonly project: Project;
  readonly targets: readonly string[];
  readonly ordered: readonly Stage[];
  readonly result: RunResult;
}

/** Writes what outlives the run: new expected digests when they were asked for, closure manifests, the account of the run. */
async function conclude(context: Context, options: Options, ended: EndedRun): Promise<Result<void>> {
  const { store, project, targets, ordered, result } = ended;
  if (options.switches.has("accept")) {
    const accepted = await writeExpected(project, result.outcomes);
    if (!accepted.ok) return accepted;
    const built = ordered.flatMap(({ name }) => (result.outcomes.get(name)?.how === "built" ? [name] : []));
    const timed = await addReferenceTimes(project, built, await estimates(store, ordered));
    if (!timed.ok) return timed;
  }
  const texts = closureTexts(project.stages, targets, result.outcomes);
  // A run that did nothing leaves nothing, so that doing nothing stays quick.
  if ([...result.outcomes.values()].every((outcome) => outcome.how === "reused") && (await haveAll(store, texts)))
    return succeed(undefined);
  const put = await store.putTexts(texts);
  return put.ok ? putRunAccount(context, store, ordered, result) : put;
}

async function haveAll(
  store: Store,
  texts: readonly { readonly name: string; readonly content: string }[],
): Promise<boolean> {
  for (const { name, content } of texts) {
    const known = await store.text("manifests", name);
    if (!known.ok || known.value !== content) return false;
  }
  return true;
}

function summary(context: Context, options: Options, ended: EndedRun, seconds: number): string {
  const { store, project, targets, ordered, result } = ended;
  const built = [...result.outcomes.values()].filter((outcome) => outcome.how === "built").length;
  const took = durationText(seconds);
  const pinned = (stage: string): string => {
    if (options.switches.has("accept")) return "now, in stages/expected.sha256";
    return project.expected.has(stage)
      ? "by stages/expected.sha256, which agrees"
      : `no: ${context.called(`fromseed build ${stage} --accept`)} would`;
  };
  const lines = [
    "",
    built === 0
      ? `Nothing to do: ${ordered.length === 1 ? "the stage is" : `all ${ordered.length} stages are`} built (${took}).`
      : `Built ${built} of ${count(ordered.length, "stage")} in ${took}.`,
  ];
  for (const target of targets) {
    const outcome = result.outcomes.get(target)!;
    lines.push("", target);
    lines.push(`  tree      ${outcome.tree}`);
    lines.push(`  pinned    ${pinned(target)}`);
    lines.push(`  files     ${store.treeDirectory(outcome.tree)}`);
    lines.push(`  manifest  ${store.textPath("manifests", `${target}.json`)}`);
    lines.push(`  trusts    ${taintText(outcome.opaque)}`);
  }
  const first = targets[0]!;
  const next = [
    [`fromseed reproduce ${first}`, "builds it again, alone, and compares"],
    [`fromseed verify ${first}`, "checks its manifests down to the seed"],
    ["fromseed list", "shows every stage"],
  ] as const;
  lines.push("", "Try next:", ...nextSteps(context.called, next));
  return lines.join("\n") + "\n";
}
