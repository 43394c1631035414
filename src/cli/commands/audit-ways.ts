// fromseed audit --ways: by which ways the trees of stages are known to come out, and what is to be believed of them.

import { knownWays, type Heard } from "../../engine/known-ways.ts";
import { readLatest } from "../../engine/records.ts";
import { lookAt } from "../../inputs/file-look.ts";
import type { Sha256 } from "../../bytes/sha256.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { Bridge } from "../../model/manifest.ts";
import { sizeText } from "../../report/size-text.ts";
import { differences } from "../../store/listing-differences.ts";
import type { Store } from "../../store/store.ts";
import { answerOf, concerning } from "../../ways/answer.ts";
import type { OtherTree } from "../../ways/same-work.ts";
import type { Way } from "../../ways/way.ts";
import { factText, rootText, wayText } from "../../ways/words.ts";
import { giveAnswer } from "../answer.ts";
import { reportFailures, type Context } from "../context.ts";
import { contentOf } from "../given-file.ts";
import { filesBelow } from "../given-paths.ts";
import { withStore } from "../home-store.ts";
import { judgeSubject, readSaid, storedWords } from "../judge-targets.ts";
import type { Options } from "../options.ts";
import { namedStages } from "../targets.ts";
import { readTrust, type Trust } from "../trust.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.values.has("reviews"))
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: --ways and --reviews exclude each other").failures,
    );
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const trust = await readTrust(context, options);
  if (!trust.ok) return reportFailures(context, trust.failures);
  const given = await filesBelow(options.values.get("manifests") ?? []);
  if (!given.ok) return reportFailures(context, given.failures);
  return withStore(context, async (store) => {
    const heard = await heardOf(context, store, { trust: trust.value, files: given.value.files });
    if (!heard.ok) return reportFailures(context, heard.failures);
    const texts = [];
    for (const path of given.value.files.filter((each) => each.endsWith(".json"))) {
      const content = await contentOf(path);
      if (typeof content !== "string") texts.push(content.toString());
    }
    const ways = await knownWays(store, texts, heard.value);
    const failures: Failure[] = [];
    const told = [];
    for (const target of named.value.targets) {
      const tree = (await readLatest(store, target))?.tree;
      if (tree === undefined)
        failures.push(
          ...fail("not-built", `Cannot tell the ways to "${target}": it is not built here`, {
            hint: `run ${context.called(`fromseed build ${target}`)}`,
          }).failures,
        );
      else told.push(await tell(store, { target, tree, ways }));
    }
    const lines = told.flatMap((each, i) => (i === 0 ? each.lines : ["", ...each.lines]));
    return giveAnswer(context, { lines, value: { ways: told.map(({ json }) => json) }, failures });
  });
}

/** Those observations that count, of the home and of what was given; none where nobody's keys are known. */
async function heardOf(
  context: Context,
  store: Store,
  { trust, files }: { readonly trust: Trust | undefined; readonly files: readonly string[] },
): Promise<Result<readonly Heard[]>> {
  if (trust === undefined) return succeed([]);
  const said = await readSaid(trust, [...(await storedWords(store)), ...files]);
  if (!said.ok) return said;
  const { signatures, observations } = said.value;
  const judged = await judgeSubject(context, { trust, files: signatures, store }, { texts: [], observations });
  if (!judged.ok) return judged;
  return succeed(
    judged.value.judgement.observations
      .filter(({ counted }) => counted.counts)
      .map(({ heard, by }) => ({ observation: heard.observation, by })),
  );
}

interface Told {
  readonly lines: readonly string[];
  readonly json: unknown;
}

async function tell(
  store: Store,
  { target, tree, ways }: { readonly target: string; readonly tree: Sha256; readonly ways: readonly Way[] },
): Promise<Told> {
  const files = await binaryFiles(store, concerning(ways, tree));
  const answer = answerOf(ways, tree, (bridge) =>
    "tree" in bridge ? files.get(bridge.tree) : new Map([[bridge.sha256, bridge.size]]),
  );
  const others = [];
  for (const other of answer.otherTrees) others.push({ ...other, first: await firstDifference(store, other) });
  const { roots, alternatives, formula, says, cut, inCommon, unseen } = answer;
  const several = answer.ways.length > 1;
  const lines = [
    `${target}: tree ${tree}`,
    `${several ? `${answer.ways.length} ways` : "one way"} by which it is known to come out:`,
    ...answer.ways.map((way) => `  ${wayText(way)}`),
    `all together: ${formula}`,
    ...roots.map((root) => `  ${root.name}: ${rootText(root, sizeText)}`),
    says,
    ...(cut ? ["There are more such sets than are told here."] : []),
    ...(several && inCommon.length > 0 ? ["What all of its ways have in common:"] : []),
    ...(several ? inCommon.map((fact) => `  ${factText(fact)}`) : []),
    ...unseen.map((name) => `What ${name} shares with other bridges is not known: its files are not here.`),
    ...others.flatMap(({ way, tools, first }) => [
      `The same work by ${way.stage} gives another tree, ${way.tree}:`,
      ...tools.map((each) => `  with ${each.other} in place of ${each.own}`),
      ...(first === undefined ? [] : [`  ${first}`]),
    ]),
  ];
  return {
    lines,
    json: {
      target,
      tree,
      ways: answer.ways.map(({ stage, key, uses, by, formula: alone }) => ({ stage, key, uses, by, formula: alone })),
      ...{ roots, alternatives, formula, says, cut, inCommon, unseen },
      otherTrees: others.map(({ way, tools, first }) => ({ stage: way.stage, tree: way.tree, tools, first })),
    },
  };
}

/** The binary files of those bridges whose trees are here. */
async function binaryFiles(
  store: Store,
  ways: readonly Way[],
): Promise<ReadonlyMap<Sha256, ReadonlyMap<Sha256, number>>> {
  const bridges = ways.flatMap(({ opaque }) => opaque.filter((input): input is Bridge => input.type === "bridge"));
  const trees = new Set(bridges.flatMap((bridge) => ("tree" in bridge ? [bridge.tree] : [])));
  const found = new Map<Sha256, ReadonlyMap<Sha256, number>>();
  for (const digest of trees) {
    const tree = await store.tree(digest);
    if (!tree.ok) continue;
    const own = new Map<Sha256, number>();
    for (const entry of tree.value.entries)
      if (
        entry.type === "file" &&
        lookAt(`${store.treeDirectory(digest)}/${entry.path}`, entry.path).opaque !== undefined
      )
        own.set(entry.sha256, entry.size);
    found.set(digest, own);
  }
  return found;
}

async function firstDifference(store: Store, { way, beside }: OtherTree): Promise<string | undefined> {
  const [theirs, own] = [await store.tree(way.tree), await store.tree(beside.tree)];
  return theirs.ok && own.ok ? differences(own.value.entries, theirs.value.entries)[0] : undefined;
}
