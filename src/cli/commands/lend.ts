// fromseed lend: a few minutes of this machine for stages that few have built: drawn, built from taken inputs, attested.

import { readAccount } from "../../engine/build-accounts.ts";
import { draw, type Ticket } from "../../engine/lottery.ts";
import { withReferences } from "../../engine/reference-times.ts";
import { estimates } from "../../engine/records.ts";
import { rebuildTaken } from "../../engine/rebuild-taken.ts";
import { takeManifest, takeTree, usedBy, type Found, type Givers } from "../../engine/take-stage.ts";
import { closure } from "../../graph/order.ts";
import { sha256 } from "../../bytes/sha256.ts";
import { fail, type Failure } from "../../model/failure.ts";
import type { Stage } from "../../model/recipe.ts";
import { claimsOn } from "../../observation/coverage.ts";
import { durationText } from "../../report/duration-text.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { readGivers } from "../givers.ts";
import { readObservations } from "../observations-at-hand.ts";
import { wholeNumber, type Options } from "../options.ts";
import { shareFiles } from "../exchanged-folder.ts";
import { chooseSigner } from "../signer.ts";
import { oneStage, namedStages } from "../targets.ts";
import { withWorkshop, type OpenWorkshop } from "../workshop.ts";
import { attest } from "./attest.ts";

/** What a stage is taken to need of which no time is known, in seconds. */
const UNKNOWN = 60;

export async function main(context: Context, options: Options): Promise<number> {
  const minutes = wholeNumber(options, "minutes", { otherwise: 10, least: 1, most: 100_000 });
  if (!minutes.ok) return reportFailures(context, minutes.failures);
  const named = options.operands.length === 0 ? await namedStages(context, options) : await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project } = named.value;
  const target = "target" in named.value ? named.value.target : named.value.targets[0]!;
  const folders = options.values.get("from") ?? [];
  if (folders.length === 0)
    return reportFailures(
      context,
      fail("usage", "Cannot lend time: --from says where the others' folders are").failures,
    );
  const signer = await chooseSigner(context, options);
  if (!signer.ok) return reportFailures(context, signer.failures);
  const given = await readGivers(folders);
  if (!given.ok) return reportFailures(context, given.failures);
  const { givers, files } = given.value;
  const observed = await readObservations(files);
  const observations = observed.found.map(({ observation }) => observation);

  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const ordered = closure(project.stages, [target]);
    const found = new Map<string, Found>();
    for (const stage of ordered) {
      const known = await takeManifest(workshop, stage, { used: usedBy(stage, found), signal: context.signal }, givers);
      if (!known.ok) return reportFailures(context, known.failures);
      found.set(stage.name, known.value);
    }
    const times = withReferences(await estimates(workshop.store, ordered), project.referenceTimes);
    const tickets: Ticket[] = [];
    for (const { name } of ordered) {
      const { key, tree } = found.get(name)!;
      if ((await readAccount(workshop.store, { key, tree }))?.type === "built") continue;
      const builders = claimsOn({ key, tree }, observations, undefined).filter(({ type }) => type === "built").length;
      tickets.push({ stage: name, key, builders, seconds: times.get(name)?.seconds ?? UNKNOWN });
    }
    const closureKeys = sha256(ordered.map(({ name }) => `${found.get(name)!.manifest}\n`).join(""));
    const who = { fingerprint: signer.value.fingerprint, closure: closureKeys };
    const drawn = draw(tickets, who, minutes.value * 60);
    const built: { stage: string; tree: string }[] = [];
    const differing: { stage: string; tree: string; others: string; manifest: string }[] = [];
    const failures: Failure[] = [];
    for (const { stage: name, builders, seconds } of drawn) {
      const stage = project.stages.get(name)!;
      if (!context.json)
        context.write(`${name}  drawn: ${builders} say that they built it; about ${durationText(seconds)}\n`);
      const done = await rebuild(context, workshop, { stage, found, givers });
      if (!done.ok) failures.push(...done.failures);
      else if (done.value.type === "same") built.push({ stage: name, tree: done.value.known.tree });
      else {
        const { tree, manifest } = done.value;
        const others = found.get(name)!.tree;
        differing.push({ stage: name, tree, others, manifest });
        failures.push(...otherwise(name, tree, others));
      }
      if (context.signal.aborted) return EXIT.interrupted;
    }
    if (drawn.length === 0 && !context.json)
      context.write(
        tickets.length === 0
          ? "Nothing to lend: all stages were built here.\n"
          : `Nothing was drawn: no stage that is left fits into ${minutes.value} minutes.\n`,
      );
    const { store } = workshop;
    const asked = {
      store,
      project,
      signer: signer.value,
      given: files,
    };
    // What came out otherwise is not that closure: it is attested by itself.
    const words = [
      ...(built.length === 0 ? [] : [{ ...asked, stage: target }]),
      ...differing.map(({ stage, manifest }) => ({ ...asked, stage, own: manifest })),
    ];
    for (const { stage, ...attesting } of words) {
      const attested = await attest(context, attesting, stage);
      if (!attested.ok) {
        failures.push(...attested.failures);
        continue;
      }
      for (const folder of options.values.get("into") ?? []) {
        const shared = await shareFiles(folder, attested.value.files);
        if (!shared.ok) failures.push(...shared.failures);
      }
    }
    if (context.json) {
      const said = differing.map(({ stage, tree, others }) => ({ stage, tree, others }));
      context.write(jsonLine({ target, drawn, built, differing: said, failures }));
    }
    if (failures.length === 0) return EXIT.done;
    return context.json ? exitCode(failures) : reportFailures(context, failures);
  });
}

function otherwise(stage: string, tree: string, others: string): readonly Failure[] {
  return fail(
    "built-otherwise",
    `Cannot confirm stage "${stage}": its tree came out as ${tree}, and others say ${others}`,
    {
      hint: `what came out is attested as it is, for them to see; fromseed reproduce ${stage} tells whether it is the same each time`,
    },
  ).failures;
}

/** Takes the trees that a stage is built from, and builds it. */
async function rebuild(
  context: Context,
  workshop: OpenWorkshop,
  { stage, found, givers }: { readonly stage: Stage; readonly found: Map<string, Found>; readonly givers: Givers },
) {
  const used = usedBy(stage, found);
  for (const [name, known] of used) {
    const taken = await takeTree(workshop.store, known, givers);
    if (!taken.ok) return taken;
    found.set(name, taken.value);
  }
  const known = found.get(stage.name)!;
  const built = await rebuildTaken(workshop, { known, used }, context.signal);
  if (built.ok && built.value.type === "same") found.set(stage.name, built.value.known);
  return built;
}
