// fromseed history: whether each change of what a repository's policy guards was signed by one person and came in by
// another's merge. Leaves nothing on the disk.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askGit } from "../../git/git-program.ts";
import { mechanicalMerges } from "../../git/mechanical-merge.ts";
import { ObjectReader } from "../../git/object-reader.ts";
import { openRepository, type Repository } from "../../git/repository.ts";
import { layScratch, type Scratch } from "../../git/scratch.ts";
import { checkHistory, type Finding, type History } from "../../history/check-history.ts";
import { asksForPaths } from "../../history/policies.ts";
import type { Told } from "../../history/signed-commits.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import { FAILURE_CODES, type FailureCode } from "../../model/failure-code.ts";
import { count } from "../../report/event-words.ts";
import { harmless } from "../../report/harmless.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { readTrust, type Trust } from "../trust.ts";

/** Paths of one finding that are named in text; JSON has all. */
const MOST_PATHS = 5;

export async function main(context: Context, options: Options): Promise<number> {
  if (options.operands.length > 1 || !options.values.has("keys"))
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: it must name --keys, and one range at most", {
        hint: "see fromseed history --help",
      }).failures,
    );
  const trust = await readTrust(context, options);
  if (!trust.ok) return reportFailures(context, trust.failures);
  const repository = await openRepository(context.project);
  if (!repository.ok) return reportFailures(context, repository.failures);
  const folder = await mkdtemp(join(tmpdir(), "fromseed-history-"));
  try {
    const scratch = { folder, path: context.environment["PATH"], signal: context.signal };
    await layScratch(scratch, repository.value);
    const history = await check(scratch, repository.value, { trust: trust.value!, range: options.operands[0] });
    if (!history.ok) return await reportFailures(context, history.failures);
    const failures = [
      ...findingFailures(history.value.findings),
      ...(history.value.expired ? expired(history.value) : []),
    ];
    if (context.json) context.write(jsonLine({ ...history.value, failures }));
    else context.write(historyText(history.value, trust.value!));
    if (failures.length === 0) return EXIT.done;
    return context.json ? exitCode(failures) : await reportFailures(context, failures);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Asked {
  readonly trust: Trust;
  readonly range: string | undefined;
}

async function check(scratch: Scratch, repository: Repository, asked: Asked): Promise<Result<History>> {
  const { keys, at, policyText } = asked.trust;
  const ends = await rangeOf({ scratch, refs: repository.refs }, asked.range ?? "HEAD");
  if (!ends.ok) return ends;
  const asks = policyText === undefined ? succeed(undefined) : asksForPaths(policyText.policy, policyText.file);
  if (!asks.ok) return asks;
  const policy = policyText === undefined ? undefined : { policy: policyText.policy, id: policyText.file };
  using reader = new ObjectReader(scratch);
  const merge = (merges: readonly (readonly string[])[]) => mechanicalMerges(scratch, merges);
  return await checkHistory({ reader, merge, shallow: repository.shallow, ...ends.value, keys, policy, at });
}

interface Looking {
  readonly scratch: Scratch;
  readonly refs: Repository["refs"];
}

/** The commits that a range names. */
async function rangeOf(
  looking: Looking,
  range: string,
): Promise<Result<{ readonly tip: string; readonly base: string | undefined }>> {
  const [first = "", second] = range.split("..", 2);
  const tip = await commitOf(looking, (second ?? first) || "HEAD");
  if (!tip.ok) return tip;
  if (second === undefined) return succeed({ tip: tip.value, base: undefined });
  const base = await commitOf(looking, first || "HEAD");
  return base.ok ? succeed({ tip: tip.value, base: base.value }) : base;
}

async function commitOf({ scratch, refs }: Looking, name: string): Promise<Result<string>> {
  const unknown = fail("operand", `Cannot check the history: "${name}" names no commit`, {
    hint: "a branch, a tag, a commit's name, or what git-rev-parse(1) takes, such as HEAD~20",
  });
  if (name.startsWith("-") || /\s/.test(name)) return unknown;
  // Git takes the first; whoever can push a tag would choose what is looked at.
  const bare = /^[^~^@:]*/.exec(name)![0];
  const named = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].flatMap(
    (before) => refs.get(before + bare) ?? [],
  );
  if (new Set(named).size > 1)
    return fail("operand", `Cannot check the history: "${bare}" is the name of more than one commit`, {
      hint: `refs/heads/${bare} is the branch, refs/tags/${bare} the tag`,
    });
  const asked = await askGit(scratch, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  if (!asked.ok) return asked;
  return "answer" in asked.value ? succeed(asked.value.answer.trim()) : unknown;
}

function expired({ tip }: History): readonly Failure[] {
  return fail("policy-expired", `Cannot accept the history up to ${tip.id}: the time of its policy is over`).failures;
}

function findingFailures(findings: readonly Finding[]): readonly Failure[] {
  return findings.map(({ code, commit, main, paths, says, missing }) => ({
    kind: "failure",
    code,
    message: `Cannot accept commit "${commit.id}": ${says}`,
    details: [
      toldText(commit),
      ...(main === commit.id ? [] : [`it came to the main branch by ${main}`]),
      `it changes ${paths.slice(0, MOST_PATHS).join(", ")}${paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : ""}`,
      ...(missing.length === 0 ? [] : ["missing:", ...missing.map((line) => `  ${line}`)]),
    ],
  }));
}

/** Its maker wrote all but its name. */
function toldText({ subject, committer, committed }: Told): string {
  return `"${harmless(subject)}", as it says by ${harmless(committer)}${committed === undefined ? "" : `, ${committed}`}`;
}

/** How many there are of each kind. */
function refusedLines(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<FailureCode, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, many]) => `refused  ${many}: ${FAILURE_CODES[code].means}`);
}

function historyText(history: History, { at }: Trust): string {
  const { tip, commits, guarded, accepted, before, begins, changed, notes, findings } = history;
  const [first] = findings;
  const refused = new Set(findings.map(({ commit }) => commit.id)).size;
  const lines = [
    `history  ${count(commits, "commit")} up to ${tip.id}, as of ${at.toISOString().slice(0, 10)}`,
    ...(begins === undefined
      ? []
      : [`policy   begins with ${begins.id}: what vouches for it is whoever gave you this history`]),
    ...(before === 0 ? [] : [`policy   ${count(before, "commit")} came before it, and nothing judges them`]),
    ...changed.map((each) => `policy   changed by ${each.id}, ${toldText(each)}`),
    ...notes.map((note) => `note     ${note.says} (${count(note.commits, "commit")})`),
    ...refusedLines(findings),
    `changes  ${guarded} of what the policy guards, ${accepted} accepted, ${guarded - accepted} not`,
    first !== undefined
      ? `not accepted: ${count(refused, "commit")}, the first is ${first.commit.id}${first.commit.committed === undefined ? "" : `, which says ${first.commit.committed}`}`
      : history.expired
        ? "not accepted: the time of the policy is over"
        : "accepted: all that the policy asks for was signed by whom it asks",
  ];
  return lines.map((line) => `${line}\n`).join("");
}
