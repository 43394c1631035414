// fromseed trust: the disjoint paths of certifications from one key to another, or to all signers of a policy.

import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { Store } from "../../store/store.ts";
import { findKey, isAddress } from "../../web/find-key.ts";
import { graphAt, type Question } from "../../web/graph.ts";
import { reach, USUAL_HOPS } from "../../web/reach.ts";
import { reachOfSigners } from "../../web/signers-reached.ts";
import type { Web } from "../../web/web.ts";
import {
  dateText,
  keyText,
  MODEL,
  pathLines,
  reachSentences,
  signerSentences,
  summary,
  type NamedReach,
} from "../../web/words.ts";
import { giveAnswer, type Answer } from "../answer.ts";
import { reportFailures, type Context } from "../context.ts";
import { readGivenFile } from "../given-file.ts";
import { wholeNumber, type Options } from "../options.ts";
import { reachValue, signerValue } from "../reach-value.ts";
import { seconds, timeAsked, timeNamed } from "../time-asked.ts";
import { vouchingsAtHand } from "../vouchings-at-hand.ts";
import { rememberedWeb, webAtHand } from "../web-at-hand.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const [what, ...names] = options.operands;
  const fits = what === "path" ? names.length === 2 : what === "list" && names.length === 0;
  if (!fits)
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: it must be trust path FROM TO, or trust list", {
        hint: "see fromseed trust --help",
      }).failures,
    );
  const limits = readLimits(context, options);
  if (!limits.ok) return reportFailures(context, limits.failures);
  const paths = options.values.get("keys") ?? [];
  const answer = async (web: Web, store?: Store): Promise<number> => {
    const asked = askedOf(web, limits.value, options.values.get("without") ?? []);
    if (!asked.ok) return reportFailures(context, asked.failures);
    const found =
      what === "path" ? onePath(asked.value, names as [string, string]) : await allSigners(asked.value, options, store);
    if (!found.ok) return reportFailures(context, found.failures);
    const { lines, value, failures } = found.value;
    return giveAnswer(context, { lines: [`model: ${MODEL}`, ...lines], value: { model: MODEL, ...value }, failures });
  };
  const known = await rememberedWeb(context.home, paths);
  if (known !== undefined) return answer(known);
  // Loaded only where it is needed: an answer from memory is to be quick.
  const { withStore } = await import("../home-store.ts");
  return withStore(context, async (store) => {
    const web = await webAtHand(store, paths);
    return web.ok ? answer(web.value, store) : reportFailures(context, web.failures);
  });
}

interface Limits {
  readonly at: Date;
  readonly before: Date | undefined;
  readonly mostHops: number;
  readonly least: number;
}

function readLimits(context: Context, options: Options): Result<Limits> {
  const at = timeAsked(context, options);
  if (!at.ok) return at;
  const before = timeNamed(options, "before");
  if (!before.ok) return before;
  const hops = wholeNumber(options, "max-hops", { otherwise: USUAL_HOPS, least: 1, most: 100 });
  if (!hops.ok) return hops;
  const least = wholeNumber(options, "least", { otherwise: 0, least: 1, most: 1000 });
  if (!least.ok) return least;
  return succeed({ at: at.value, before: before.value, mostHops: hops.value, least: least.value });
}

interface Asked extends Limits {
  readonly web: Web;
  readonly question: Question;
}

function askedOf(web: Web, limits: Limits, names: readonly string[]): Result<Asked> {
  const without = new Set<number>();
  for (const name of names) {
    const key = findKey(web, name);
    if (!key.ok) return key;
    without.add(key.value);
  }
  const { at, before } = limits;
  const early = before === undefined ? {} : { before: seconds(before) };
  return succeed({ ...limits, web, question: { at: seconds(at), without, ...early } });
}

function onePath(
  { web, question, mostHops, least }: Asked,
  [fromName, toName]: readonly [string, string],
): Result<Answer> {
  const from = findKey(web, fromName);
  const to = findKey(web, toName);
  if (!from.ok) return from;
  if (!to.ok) return to;
  if (from.value === to.value) return fail("usage", "Cannot count paths: both keys are the same one");
  const address = isAddress(toName) ? toName : undefined;
  const about = address === undefined ? {} : { about: { key: to.value, address } };
  const found = reach(graphAt(web, { ...question, ...about }), from.value, to.value, mostHops);
  return succeed({
    lines: [
      `from ${keyText(web, from.value)}`,
      `to   ${keyText(web, to.value)}${address === undefined ? "" : `, as ${address}`}`,
      ...pathLines(web, found),
      `as of ${dateText(question.at)}:`,
      ...reachSentences(web, found),
    ],
    value: { ...reachValue(web, found), ...(address === undefined ? {} : { toAddress: address }) },
    failures: tooFew({ name: toName, reach: found }, least),
  });
}

async function allSigners(
  { web, question, mostHops, least, at }: Asked,
  options: Options,
  store: Store | undefined,
): Promise<Result<Answer>> {
  const [file, own] = [options.values.get("policy")?.[0], options.values.get("from")?.[0]];
  if (file === undefined || own === undefined)
    return fail("usage", "Cannot read the command line: trust list needs --policy and --from", {
      hint: "see fromseed trust --help",
    });
  const text = await readGivenFile("policy", file);
  if (!text.ok) return text;
  // Loaded only where it is needed, as above.
  const { parsePolicy } = await import("../../policy/parse.ts");
  const policy = parsePolicy(text.value.content.toString(), file);
  if (!policy.ok) return policy;
  const from = findKey(web, own);
  if (!from.ok) return from;
  const paths = options.values.get("keys") ?? [];
  const vouchings = await vouchingsAtHand(store, { paths, signers: policy.value.signers, at });
  if (!vouchings.ok) return vouchings;
  const asking = { from: from.value, mostHops, vouchings: vouchings.value };
  const signers = reachOfSigners(graphAt(web, question), policy.value.signers, asking);
  const lines = signers.flatMap((each) => signerSentences(web, each).map((line) => `${each.name}: ${line}`));
  const says = summary(web, signers);
  return succeed({
    lines: [`from ${keyText(web, from.value)}, as of ${dateText(question.at)}`, ...lines, says],
    value: {
      signers: signers.map((each) => ({ name: each.name, ...signerValue(web, each) })),
      says,
    },
    failures: signers.flatMap((each) => (each.own === true ? [] : tooFew(each, least))),
  });
}

function tooFew({ name, reach: found, why }: NamedReach, least: number): readonly Failure[] {
  const count = found?.ways.length ?? 0;
  if (count >= least) return [];
  return fail(
    "paths-missing",
    `Cannot reach "${name}": ${count} disjoint paths lead to it, and ${least} were asked for`,
    why === undefined ? {} : { details: [why] },
  ).failures;
}
