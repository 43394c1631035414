// fromseed audit: what must be read and trusted to get to a stage. Refuses what is generated or opaque and not
// declared.

import { auditOf, type Audit } from "../../audit/audit.ts";
import type { Amount } from "../../audit/sources.ts";
import { closure } from "../../graph/order.ts";
import type { Failure } from "../../model/failure.ts";
import { sizeText } from "../../report/size-text.ts";
import { tableText } from "../../report/table.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { withSourceProgress } from "../source-progress.ts";
import { namedStages } from "../targets.ts";
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
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    // Targets share recipes, and each fault is told once.
    const refused = new Map<string, Failure>();
    const audits = [];
    for (const target of targets) {
      const audit = await withSourceProgress(context, workshop, ({ obtaining }) =>
        auditOf(project.root, obtaining, target, closure(project.stages, [target])),
      );
      if (!audit.ok) return reportFailures(context, audit.failures);
      const { faults, ...counted } = audit.value;
      audits.push({ ...counted, host: HOST });
      if (!context.json) context.write(auditText(audit.value, context.columns));
      for (const fault of faults) refused.set(fault.message, fault);
    }
    const failures = [...refused.values()];
    if (context.json) context.write(jsonLine({ audits, failures }));
    if (failures.length === 0) return EXIT.done;
    return context.json ? exitCode(failures) : reportFailures(context, failures);
  });
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
    listed(
      "opaque files beside the seed",
      audit.opaque.map(({ path, kind, size }) => `${path}: ${kind}, ${size} bytes`),
    ),
    listed("the machine's own parts", HOST),
  ];
  return sections.join("\n");
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
