// fromseed pull: a target's closure from a published folder, verified first as verify does, then taken: its trees, its
// manifests, and what was said of them. A build goes on from there.

import { findStage, takeWhole, usedBy, type Found, type Givers } from "../../engine/take-stage.ts";
import { closure } from "../../graph/order.ts";
import { fail, type Result } from "../../model/failure.ts";
import { count } from "../../report/event-words.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { sizeText } from "../../report/size-text.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { oneStage } from "../targets.ts";
import { bringPublished, neededTrust, verifiedTarget, type VerifiedTarget } from "../verified-place.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options, ["TARGET"]);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const from = options.values.get("from")?.[0];
  if (from === undefined)
    return reportFailures(
      context,
      fail("usage", `Cannot pull "${target}": --from says where it is published`).failures,
    );
  const trust = await neededTrust(context, options, `pull "${target}"`);
  if (!trust.ok) return reportFailures(context, trust.failures);
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const asked = { from, target, project, trust: trust.value };
    const read = await verifiedTarget(context, workshop, asked);
    if (!read.ok) return reportFailures(context, read.failures);
    const { report, verified } = read.value;
    if (verified === undefined) return report.end([target]);
    for (const line of report.conclusions) report.say(line);

    const givers = giversOf(verified, context.signal);
    const ordered = closure(project.stages, [target]);
    // All manifests must be of this checkout before the first tree is fetched.
    const found = new Map<string, Found>();
    for (const stage of ordered) {
      const known = await findStage(workshop, stage, usedBy(stage, found), givers);
      if (!known.ok) return reportFailures(context, known.failures);
      found.set(stage.name, known.value);
    }
    const taken: { stage: string; tree: string; size: number }[] = [];
    for (const stage of ordered) {
      const own = found.get(stage.name)!;
      const { here, tree, size } = own;
      if (here) continue;
      // The tree before what tells of it: a pull that is cut off leaves whole stages and nothing else.
      const brought = (await workshop.store.hasTree(tree))
        ? undefined
        : await givers.bring(workshop.store, stage.name, tree);
      if (brought?.ok === false) return reportFailures(context, brought.failures);
      const whole = await takeWhole(workshop, stage, { found: own, used: usedBy(stage, found) }, givers);
      if (!whole.ok) return reportFailures(context, whole.failures);
      taken.push({ stage: stage.name, tree, size });
      report.say(`${stage.name}  taken  ${tree}  ${sizeText(size)}`);
    }
    const kept = await keepWords(workshop.store, target, verified);
    if (!kept.ok) return reportFailures(context, kept.failures);
    if (context.json)
      context.write(jsonLine({ target, from: verified.place.name, says: report.conclusions.join("; "), taken }));
    else
      context.write(
        `Took ${count(taken.length, "stage")} of ${ordered.length} from ${verified.place.name}; fromseed reproduce builds one here.\n`,
      );
    return EXIT.done;
  });
}

function giversOf(verified: VerifiedTarget, signal: AbortSignal): Givers {
  return {
    name: verified.place.name,
    hint: "the checkout has a stage that the published one has not: is it the same?",
    manifests: (stage) => verified.closure.manifests.filter((each) => each.stage === stage).map(({ text }) => text),
    bring: (store, _, tree) => bringPublished(store, verified, tree, signal),
  };
}

/** Keeps what was said of the closure, so that it can be judged again without the folder. */
function keepWords(store: Store, target: string, { texts }: VerifiedTarget): Promise<Result<void>> {
  const { signatures, observations, manifests } = texts;
  return store.putTexts([
    { kind: "manifests", name: `${target}.closure.json`, content: manifests[0]!.content },
    ...signatures.map((text) => ({ kind: "manifests" as const, ...text })),
    ...observations.map((text) => ({ kind: "observations" as const, ...text })),
  ]);
}
