// A target in a published folder, judged before anything of it is taken: by the same way as verify. Must never write
// anything but what the home remembers of signatures and policies.

import type { Sha256 } from "../bytes/sha256.ts";
import { givenManifests } from "../engine/manifest-source.ts";
import type { VerifiedClosure } from "../engine/verify-closure.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Tree } from "../model/tree.ts";
import { publishedPlace, type PublishedPlace } from "../published/place.ts";
import { readTarget, type TargetTexts } from "../published/read-target.ts";
import type { PublishedTree } from "../published/index-text.ts";
import type { Project } from "../recipe/project.ts";
import type { Store } from "../store/store.ts";
import { TREE_TAR, tarSize } from "../store/tar-parts.ts";
import type { Context } from "./context.ts";
import { judgeTargets, type Said } from "./judge-targets.ts";
import { isObservationName, observationsOf } from "./observations-at-hand.ts";
import type { Options } from "./options.ts";
import { signaturesOf } from "./signatures-at-hand.ts";
import { readTrust, type Trust } from "./trust.ts";
import { VerifyReport } from "./verify-report.ts";
import type { OpenWorkshop } from "./workshop.ts";

export interface VerifiedTarget {
  readonly place: PublishedPlace;
  readonly texts: TargetTexts;
  readonly closure: VerifiedClosure;
}

/** Whose word was asked for: without both there is no verdict. */
export async function neededTrust(context: Context, options: Options, what: string): Promise<Result<Trust>> {
  const trust = await readTrust(context, options);
  if (!trust.ok) return trust;
  if (trust.value?.policy === undefined)
    return fail("usage", `Cannot ${what}: --keys and --policy say whose word is enough`, {
      hint: "src/policy/POLICY.md says what a policy is",
    });
  return succeed(trust.value);
}

/** Where and what, for whom. */
export interface Asked {
  readonly from: string;
  /** By what its own project calls it. */
  readonly target: string;
  readonly project: Project;
  readonly trust: Trust;
}

/** Reads and judges a target. Where the report has failures, nothing is verified: it says why, as verify would. */
export async function verifiedTarget(
  context: Context,
  workshop: OpenWorkshop,
  { from, target, project, trust }: Asked,
): Promise<Result<{ readonly report: VerifyReport; readonly verified?: VerifiedTarget }>> {
  const { store, fetching } = workshop;
  const { proxies } = fetching;
  const place = publishedPlace(from, { store, proxies, signal: context.signal });
  if (!place.ok) return place;
  const texts = await readTarget(place.value, target);
  if (!texts.ok) return texts;
  const source = givenManifests(texts.value.manifests.map(({ name, content }) => ({ file: name, content })));
  if (!source.ok) return source;
  const report = new VerifyReport(context);
  const asked = {
    source: source.value,
    targets: [target],
    closure: false,
    project,
    trust,
    passedOver: source.value.passedOver,
    said: saidIn(texts.value),
    store,
  };
  const judged = await judgeTargets(context, asked, report);
  if (!judged.ok) return judged;
  const closure = judged.value.get(target);
  if (closure === undefined || report.failures.length > 0) return succeed({ report });
  return succeed({ report, verified: { place: place.value, texts: texts.value, closure } });
}

/** Brings a tree of the closure into the store; the signal is the one that the place was opened with. */
export async function bringPublished(
  store: Store,
  { place, texts, closure }: VerifiedTarget,
  digest: Sha256,
  signal: AbortSignal,
): Promise<Result<void>> {
  const tree = closure.manifests.find(({ manifest }) => manifest.tree.sha256 === digest)?.manifest.tree;
  if (tree === undefined) throw new Error(`our bug: tree ${digest} is not in the closure`);
  const line = tarOf(place, texts, tree);
  if (!line.ok) return line;
  try {
    return await place.withTar(line.value, (tar) => store.takeTree(tree, tar));
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail("interrupted", `Cannot take tree ${digest}: interrupted`);
  }
}

/** The index's line of a tree, whose size follows from the tree. */
function tarOf(place: PublishedPlace, { trees }: TargetTexts, tree: Tree): Result<PublishedTree> {
  const line = trees.get(tree.sha256);
  const cannot = (found: string): Result<never> =>
    fail("published-form", `Cannot take tree ${tree.sha256} from "${place.name}": ${found}`);
  if (line === undefined) return cannot("its index does not name it");
  const size = tarSize(tree, TREE_TAR);
  return line.size === size ? succeed(line) : cannot(`its tar has ${size} bytes, and the index says ${line.size}`);
}

/** What is published of what people say. */
function saidIn({ signatures, observations }: TargetTexts): Said {
  const observed = observations.map(({ name, content }) => ({ path: `observations/${name}`, content }));
  const signed = signatures.map(({ name, content }) => ({ path: `manifests/${name}`, content }));
  return {
    signatures: signaturesOf([...signed, ...observed]),
    observations: observationsOf(observed.filter(({ path }) => isObservationName(path))),
  };
}
