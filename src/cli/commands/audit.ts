// fromseed audit: what must be read and trusted to get to a stage. Refuses what is generated or opaque and not
// declared.

import { auditOf, type Audit } from "../../audit/audit.ts";
import { reviewedOf, type Reviewed } from "../../audit/reviewed.ts";
import type { Amount } from "../../audit/sources.ts";
import { closure } from "../../graph/order.ts";
import { openStages } from "../../inputs/locked-crates.ts";
import type { Obtaining } from "../../inputs/obtaining.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { Project } from "../../recipe/project.ts";
import type { Coverage, Unread } from "../../review/coverage.ts";
import { count } from "../../report/event-words.ts";
import { harmless } from "../../report/harmless.ts";
import { sizeText } from "../../report/size-text.ts";
import { tableText } from "../../report/table.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { readReviews, type ReviewsAtHand } from "../reviews-at-hand.ts";
import { withSourceProgress } from "../source-progress.ts";
import { namedStages } from "../targets.ts";
import { readTrust } from "../trust.ts";
import { withWorkshop } from "../workshop.ts";

/** What a build needs of the machine itself: trusted, and part of no manifest. */
const HOST = [
  "the kernel and the processor",
  "Node and the packages of package-lock.json",
  "bubblewrap, util-linux and mount",
];

/** The most lines of one list; JSON has no such bound. */
const MOST_LISTED = 50;

export async function main(context: Context, options: Options): Promise<number> {
  if (options.switches.has("ways")) return (await import("./audit-ways.ts")).main(context, options);
  if (options.values.has("manifests"))
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: --manifests goes with --ways").failures,
    );
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const trust = await readTrust(context, options);
  if (!trust.ok) return reportFailures(context, trust.failures);
  const folders = options.values.get("reviews") ?? [];
  if (folders.length > 0 !== (trust.value !== undefined))
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: --reviews and --keys go together").failures,
    );
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const reviews =
      trust.value === undefined ? succeed(undefined) : await readReviews(folders, trust.value, workshop.store);
    if (!reviews.ok) return reportFailures(context, reviews.failures);
    // Targets share recipes, and each fault is told once.
    const refused = new Map<string, Failure>();
    const audits = [];
    for (const target of targets) {
      const weighed = await withSourceProgress(context, workshop, ({ obtaining }) =>
        weigh({ project, obtaining, coverage: reviews.value?.coverage }, target),
      );
      if (!weighed.ok) return reportFailures(context, weighed.failures);
      const { audit, reviewed } = weighed.value;
      const { faults, ...counted } = audit;
      audits.push({ ...counted, host: HOST, ...(reviewed === undefined ? {} : { reviewed }) });
      if (!context.json) context.write(auditText(audit, context.columns));
      if (!context.json && reviewed !== undefined)
        context.write(reviewedText(reviewed, reviews.value!, context.columns));
      for (const fault of faults) refused.set(fault.message, fault);
    }
    const failures = [...refused.values()];
    if (context.json) context.write(jsonLine({ audits, failures }));
    if (failures.length === 0) return EXIT.done;
    return context.json ? exitCode(failures) : reportFailures(context, failures);
  });
}

interface Weighing {
  readonly project: Project;
  readonly obtaining: Obtaining;
  /** What reviews cover, where they are asked for. */
  readonly coverage: Coverage | undefined;
}

interface Weighed {
  readonly audit: Audit;
  readonly reviewed?: Reviewed;
}

async function weigh({ project, obtaining, coverage }: Weighing, target: string): Promise<Result<Weighed>> {
  const opened = await openStages(obtaining, closure(project.stages, [target]));
  if (!opened.ok) return opened;
  const audit = await auditOf(obtaining, target, opened.value);
  if (!audit.ok) return audit;
  if (coverage === undefined) return succeed({ audit: audit.value });
  const reviewed = await reviewedOf(obtaining, opened.value, coverage);
  return reviewed.ok ? succeed({ audit: audit.value, reviewed: reviewed.value }) : reviewed;
}

/** Parts that are named as what to read next; JSON has all. */
const MOST_NEXT = 5;

function reviewedText(
  { all, sources, next }: Reviewed,
  { counted, passedOver, coverage }: ReviewsAtHand,
  width: number | undefined,
): string {
  const row = (name: string, each: Reviewed["all"], readers: string): readonly string[] => [
    name,
    ...[each.lines, each.understood, each.read, each.skimmed, each.nobody, each.byTwo].map(String),
    readers,
  ];
  const placed = ({ source, path, lines: many }: Unread): string =>
    `${path === undefined ? "" : `${harmless(path)} of `}${source}, ${count(many, "line")}`;
  const [first, ...others] = next.slice(0, MOST_NEXT);
  const lines = [
    ...passedOver.map(({ name, why }) => `passed over  ${harmless(name)}: ${harmless(why)}`),
    ...coverage.unknown.map((tree) => `passed over  what was read of tree ${tree}: its listing is not at hand`),
    `${all.nobody} of ${count(all.lines, "line")} nobody has looked at, ${all.skimmed} were skimmed (${count(counted, "review")})`,
    first === undefined ? "there is nothing left to read" : `next: ${placed(first)} that nobody has read`,
    ...others.map((each) => `then: ${placed(each)}`),
  ];
  return (
    "\nupstream lines by how they were read:\n" +
    tableText(
      ["source", "lines", "understood", "read", "skimmed", "nobody", "by two", "readers"],
      [...sources.map((each) => row(each.source, each, each.readers.join(" "))), row("in all", all, "")],
      width,
    ) +
    lines.map((line) => `${line}\n`).join("")
  );
}

function auditText(audit: Audit, width: number | undefined): string {
  const read = audit.own.filter((row) => row.language !== "prose");
  const total = (key: "files" | "code" | "comment"): number => read.reduce((sum, row) => sum + row[key], 0);
  const sections = [
    `${audit.target}: what must be read and trusted, over ${audit.stages} stages\n`,
    ...audit.seed.map((seed) => `seed: ${seed.bytes} bytes, sha256 ${seed.sha256}\n  ${seed.text}\n`),
    "to be read, written for this project:\n" +
      tableText(
        ["folder", "language", "files", "code", "comments"],
        [
          ...read.map((row) => [row.folder, row.language, String(row.files), String(row.code), String(row.comment)]),
          ["in all", "", String(total("files")), String(total("code")), String(total("comment"))],
        ],
        width,
      ),
    audit.sources.length === 0
      ? "upstream sources: none\n"
      : "upstream sources:\n" +
        tableText(
          ["source", "files", "lines", "sha256"],
          audit.sources.map((source) => [source.file, String(source.files), String(source.lines), source.sha256]),
          width,
        ),
    listed(
      "patches",
      audit.patches.map(({ path, lines }) => `${path}, ${lines} lines`),
    ),
    pregeneratedText(audit.pregenerated, width),
    listed(
      "written files that look generated",
      audit.written.flatMap(({ paths, why }) => paths.map((path) => `${path}: ${why}`)),
    ),
    bridgesText(audit.bridges),
    listed(
      "opaque files beside the seed",
      audit.opaque.map(({ path, kind, size }) => `${path}: ${kind}, ${size} bytes`),
    ),
    listed("the machine's own parts", HOST),
  ];
  return sections.join("\n");
}

function bridgesText(bridges: Audit["bridges"]): string {
  return listed(
    "bridges, not from source",
    bridges.flatMap((bridge) => [
      `${bridge.name}, ${sizeText(bridge.size)}, ${"tree" in bridge ? `tree ${bridge.tree}` : `sha256 ${bridge.sha256}`}`,
      `  in place of: ${bridge.standsFor}`,
      `  why: ${bridge.why}`,
      `  until: ${bridge.until}`,
      ...(bridge.lineage.length === 0 ? [] : [`  descends from: ${bridge.lineage.join(", ")}`]),
    ]),
  );
}

function pregeneratedText({ groups, checked, ...all }: Audit["pregenerated"], width: number | undefined): string {
  if (groups.length === 0) return "pregenerated files: none\n";
  const amount = ({ files, lines, bytes }: Amount): readonly string[] => [
    String(files),
    String(lines),
    sizeText(bytes),
  ];
  const onTrust = {
    files: all.files - checked.files,
    lines: all.lines - checked.lines,
    bytes: all.bytes - checked.bytes,
  };
  const rows = [
    ...groups.map((group) => [group.recipe, group.by, ...amount(group), group.checked ?? "", group.why]),
    ["in all", "", ...amount(all), "", ""],
    ["checked", "", ...amount(checked), "", ""],
    ["taken on trust", "", ...amount(onTrust), "", ""],
  ];
  return (
    "pregenerated files:\n" +
    tableText(["recipe", "by", "files", "lines", "size", "checked by", "why not generated again"], rows, width)
  );
}

function listed(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${title}: none\n`;
  const shown =
    lines.length <= MOST_LISTED
      ? lines
      : [...lines.slice(0, MOST_LISTED - 1), `and ${lines.length - MOST_LISTED + 1} more; --json names them all`];
  return `${title}:\n${shown.map((line) => `  ${line}\n`).join("")}`;
}
