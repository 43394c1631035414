// fromseed pull: a target's closure from a published folder, verified first as verify does, then taken: its trees, its
// manifests, and what was said of them. A build goes on from there.

import { findStage, takeWhole, usedBy, type Found, type Givers } from "../../engine/take-stage.ts";
import { closure } from "../../graph/order.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
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
    const { ownName } = project.stages.get(target)!;
    const asked = { from, target: ownName, project, trust: trust.value };
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
      const sought = { used: usedBy(stage, found), signal: context.signal };
      const known = await findStage(workshop, stage, sought, givers);
      if (!known.ok) return reportFailures(context, known.failures);
      found.set(stage.name, known.value);
    }
    const missing = ordered.map(({ name }) => found.get(name)!).filter(({ here }) => !here);
    const took = await takeStages(workshop.store, missing, givers, ({ keyed, tree, size }) =>
      report.say(`${keyed.stage.name}  taken  ${tree}  ${sizeText(size)}`),
    );
    if (!took.ok) return reportFailures(context, took.failures);
    const taken = missing.map(({ keyed, tree, size }) => ({ stage: keyed.stage.name, tree, size }));
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

/** Bytes of trees after which what tells of them is written: each writing waits for the disk several times. */
const LOT = 1 << 28;

/**
 * Takes stages in their order, and says so of each. The trees come before what tells of them: a pull that is cut off
 * leaves whole stages, and trees that the next one finds, and nothing else.
 */
async function takeStages(
  store: Store,
  missing: readonly Found[],
  givers: Givers,
  say: (taken: Found) => void,
): Promise<Result<void>> {
  let lot: Found[] = [];
  for (const [i, each] of missing.entries()) {
    const { tree, keyed } = each;
    const brought = (await store.hasTree(tree))
      ? succeed(undefined)
      : await givers.bring(store, keyed.stage.name, tree);
    if (brought.ok) lot.push(each);
    const isFull = lot.reduce((sum, { size }) => sum + size, 0) >= LOT;
    if (brought.ok && !isFull && i < missing.length - 1) continue;
    const whole = await takeWhole(store, lot, givers);
    if (!whole.ok) return whole;
    for (const own of lot) say(own);
    lot = [];
    if (!brought.ok) return brought;
  }
  return succeed(undefined);
}

function giversOf(verified: VerifiedTarget, signal: AbortSignal): Givers {
  return {
    name: verified.place.name,
    hint: "the checkout has a stage that the published one has not: is it the same?",
    manifests: (stage) => verified.closure.manifests.filter((each) => each.stage === stage),
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
