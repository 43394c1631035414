// fromseed trust: the disjoint paths of certifications from one key to another, or to all signers of a policy.

import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import { parsePolicy } from "../../policy/parse.ts";
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
import { withStore } from "../home-store.ts";
import { wholeNumber, type Options } from "../options.ts";
import { reachValue, signerValue } from "../reach-value.ts";
import { seconds, timeAsked, timeNamed } from "../time-asked.ts";
import { vouchingsAtHand } from "../vouchings-at-hand.ts";
import { webAtHand } from "../web-at-hand.ts";

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
  return withStore(context, async (store) => {
    const asked = await readAsked(context, options, store);
    if (!asked.ok) return reportFailures(context, asked.failures);
    const answer =
      what === "path" ? onePath(asked.value, names as [string, string]) : await allSigners(asked.value, options, store);
    if (!answer.ok) return reportFailures(context, answer.failures);
    const { lines, value, failures } = answer.value;
    return giveAnswer(context, { lines: [`model: ${MODEL}`, ...lines], value: { model: MODEL, ...value }, failures });
  });
}

interface Asked {
  readonly web: Web;
  readonly question: Question;
  readonly mostHops: number;
  readonly least: number;
  readonly at: Date;
}

async function readAsked(context: Context, options: Options, store: Store): Promise<Result<Asked>> {
  const at = timeAsked(context, options);
  if (!at.ok) return at;
  const before = timeNamed(options, "before");
  if (!before.ok) return before;
  const hops = wholeNumber(options, "max-hops", { otherwise: USUAL_HOPS, least: 1, most: 100 });
  if (!hops.ok) return hops;
  const least = wholeNumber(options, "least", { otherwise: 0, least: 1, most: 1000 });
  if (!least.ok) return least;
  const web = await webAtHand(store, options.values.get("keys") ?? []);
  if (!web.ok) return web;
  const without = new Set<number>();
  for (const name of options.values.get("without") ?? []) {
    const key = findKey(web.value, name);
    if (!key.ok) return key;
    without.add(key.value);
  }
  const question = {
    at: seconds(at.value),
    without,
    ...(before.value === undefined ? {} : { before: seconds(before.value) }),
  };
  return succeed({ web: web.value, question, mostHops: hops.value, least: least.value, at: at.value });
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
  store: Store,
): Promise<Result<Answer>> {
  const [file, own] = [options.values.get("policy")?.[0], options.values.get("from")?.[0]];
  if (file === undefined || own === undefined)
    return fail("usage", "Cannot read the command line: trust list needs --policy and --from", {
      hint: "see fromseed trust --help",
    });
  const text = await readGivenFile("policy", file);
  if (!text.ok) return text;
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
