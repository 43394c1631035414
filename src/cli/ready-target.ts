// A target made ready to be installed: its closure judged, its tree in the store, out of a published folder or of this home.
// Must never give one on nobody's word but that of whoever took it.

import { readAccount } from "../engine/build-accounts.ts";
import { storedManifests } from "../engine/manifest-source.ts";
import type { VerifiedClosure } from "../engine/verify-closure.ts";
import type { Receipt } from "../installed/receipt.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Project } from "../recipe/project.ts";
import { count } from "../report/event-words.ts";
import type { Context } from "./context.ts";
import { judgeTargets, readSaid, storedWords } from "./judge-targets.ts";
import type { Options } from "./options.ts";
import { readTrust } from "./trust.ts";
import { bringPublished, neededTrust, verifiedTarget } from "./verified-place.ts";
import { VerifyReport } from "./verify-report.ts";
import type { OpenWorkshop } from "./workshop.ts";

/** A target whose closure was verified, and whose tree is in the store. */
export interface ReadyTarget {
  readonly report: VerifyReport;
  readonly closure: VerifiedClosure;
  readonly verdict: Receipt["verdict"];
}

/** What is to be installed, with what is needed for it. */
export interface ToReady {
  readonly workshop: OpenWorkshop;
  readonly project: Project;
  readonly target: string;
}

/** From a published folder: of the trees the target's alone is taken. An exit code where what was said is all there is. */
export async function publishedTarget(
  context: Context,
  options: Options,
  { workshop, project, target }: ToReady,
): Promise<Result<ReadyTarget | number>> {
  const trust = await neededTrust(context, options, `install "${target}" from others`);
  if (!trust.ok) return trust;
  const { ownName } = project.stages.get(target)!;
  const asked = { from: options.values.get("from")![0]!, target: ownName, project, trust: trust.value };
  const read = await verifiedTarget(context, workshop, asked);
  if (!read.ok) return read;
  const { report, verified } = read.value;
  if (verified === undefined) return succeed(await report.end([target]));
  const { closure } = verified;
  const tree = closure.target.manifest.tree.sha256;
  if (!(await workshop.store.hasTree(tree))) {
    const brought = await bringPublished(workshop.store, verified, tree, context.signal);
    if (!brought.ok) return brought;
  }
  return succeed({ report, closure, verdict: trust.value.policyText!.sha256 });
}

/** From this home: on the word of others, or where all was built here, on none. */
export async function ownTarget(
  context: Context,
  options: Options,
  { workshop: { store }, project, target }: ToReady,
): Promise<Result<ReadyTarget | number>> {
  const trust = await readTrust(context, options);
  if (!trust.ok) return trust;
  const said = await readSaid(trust.value, await storedWords(store));
  if (!said.ok) return said;
  const report = new VerifyReport(context);
  const judged = await judgeTargets(
    context,
    {
      source: storedManifests(store, project.stages),
      targets: [target],
      closure: false,
      project,
      trust: trust.value,
      passedOver: [],
      said: said.value,
      store,
    },
    report,
  );
  if (!judged.ok) return judged;
  const closure = judged.value.get(target);
  if (report.failures.length > 0 || closure === undefined) return succeed(await report.end([target]));
  const policy = trust.value?.policyText?.sha256;
  const built = await Promise.all(
    closure.manifests.map(async ({ manifest: { key, tree } }) => {
      return (await readAccount(store, { key, tree: tree.sha256 }))?.type === "built";
    }),
  );
  const others = closure.manifests.filter((_, i) => !built[i]).map(({ stage }) => stage);
  if (policy === undefined && others.length > 0)
    return fail(
      "policy-unsatisfied",
      `Cannot install "${target}": ${others.length} of its ${count(built.length, "stage")} were not built here, and no policy says whose word is enough`,
      { details: [`not built here: ${others.join(", ")}`], hint: "--keys and --policy name them; see fromseed verify" },
    );
  return succeed({ report, closure, verdict: policy ?? "built" });
}
