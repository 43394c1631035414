// Differences in plain text, for a person to read from top to bottom: first whether there are any, then where they
// begin. Must never leave a difference out without saying how many were, nor let a stranger's manifest write to the
// terminal.

import { UNSEEN } from "../bytes/unseen.ts";
import type { TreeEntry } from "../model/tree.ts";
import type { BytesDifference } from "./bytes.ts";
import type { Cause } from "./cause.ts";
import type { Comparison, StageComparison, Variant } from "./manifests.ts";
import type { PathDifference, TreeDifference } from "./trees.ts";

/** So many paths of one tree are shown by default. */
const PATHS_SHOWN = 50;

/** The whole comparison. */
export function differenceLines(comparison: Comparison): string[] {
  const { parties, stages } = comparison;
  const differing = stages.filter((stage) => stage.verdict === "differs");
  const partial = stages.filter(
    (stage) => stage.verdict === "same" && (stage.absent.length > 0 || stage.filesOnly.length > 0),
  );
  const same = stages.length - differing.length - partial.length;
  /** Each stage stands under the gravest of its causes. */
  const under = (type: Cause["type"]): readonly string[] =>
    differing.filter((stage) => stage.causes[0]?.type === type).flatMap(stageLines);
  return harmless([
    `${parties.length} parties: ${parties.join(", ")}`,
    `${count(stages.length, "stage")}: ${same} the same for all, ${differing.length} different, ${partial.length} not covered by all`,
    ...section(
      "These contradict themselves",
      comparison.contradictions.map(({ party, stage }) => `${party} gives two digests of ${stage}, or of a file of it`),
    ),
    ...section("Differences begin here", under("origin")),
    ...section("Differences of inputs", under("inputs")),
    ...section("Differences that follow from other stages", under("inherited")),
    ...section("Differences that cannot be explained", under("unknown")),
    ...section(
      "Not covered by all, no conflict",
      partial.map((stage) => `${stage.stage}  ${coverage(stage)}`),
    ),
    ...section(
      "The same from different inputs",
      stages.filter((stage) => stage.keysDiffer).map((stage) => stage.stage),
    ),
    ...section(
      "The same, told differently: who signed one of these manifests has not signed the others",
      stages
        .filter((stage) => stage.toldDifferently.length > 0)
        .map((stage) => `${stage.stage}  ${stage.toldDifferently.join(", ")}`),
    ),
  ]);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function stageLines(stage: StageComparison): readonly string[] {
  const lines = [
    stage.stage,
    ...table(stage.variants.map(({ tree, parties }) => [names(parties), tree])).map((line) => `  ${line}`),
    ...stage.causes.flatMap(causeLines).map((line) => `  ${line}`),
  ];
  if (stage.trees !== undefined)
    lines.push(...treeDifferenceLines(stage.trees.difference, stage.trees.variants).map((line) => `  ${line}`));
  for (const { path, algorithm, values } of stage.files)
    lines.push(
      `  content  ${path === "" ? "of the listing" : path}${algorithm === "sha256" ? "" : `  (${algorithm})`}`,
      ...table(values.map(({ digest, parties }) => [names(parties), digest ?? "no such file"])).map(
        (line) => `    ${line}`,
      ),
    );
  if (stage.absent.length > 0 || stage.filesOnly.length > 0) lines.push(`  ${coverage(stage)}`);
  return lines;
}

function causeLines(cause: Cause): readonly string[] {
  switch (cause.type) {
    case "origin":
      if (cause.certain) return [`begins here: ${names(cause.parties)} had the same inputs (key ${cause.key})`];
      return [
        `seems to begin here: what ${names(cause.parties)} have of the used stages agrees; digests alone do not show the other inputs`,
      ];
    case "inputs":
      return cause.parts.flatMap(({ part, values }) => [
        `input differs: ${part}`,
        ...table(values.map(({ value, parties }) => [names(parties), value ?? "none"])).map((line) => `  ${line}`),
      ]);
    case "inherited":
      return [`follows from ${names(cause.from)}`];
    case "unknown":
      return [`cannot tell why: ${names(cause.parties)} gave digests only`];
  }
}

function coverage({ variants, absent, filesOnly }: StageComparison): string {
  const there = variants.flatMap((variant) => variant.parties);
  return [
    there.length > 0 ? `only from ${names(there)}` : "",
    filesOnly.length > 0 ? `some files from ${names(filesOnly)}` : "",
    absent.length > 0 ? `nothing from ${names(absent)}` : "",
  ]
    .filter((each) => each !== "")
    .join("; ");
}

/**
 * What differs between trees, path by path. `variants` names the trees; without it they are the first, the second and
 * so on.
 */
export function treeDifferenceLines(
  { paths }: TreeDifference,
  variants: readonly Variant[] = [],
  shown = PATHS_SHOWN,
): string[] {
  const label = (index: number): string => names(variants[index]?.parties ?? [String(index + 1)]);
  const lines = paths
    .slice(0, shown)
    .flatMap((path) => [
      `${path.aspects.join(", ")}  ${path.path}`,
      ...entryRows(path, label).map((line) => `  ${line}`),
    ]);
  return harmless(paths.length > shown ? [...lines, `and ${paths.length - shown} more paths`] : lines);
}

function entryRows({ entries }: PathDifference, label: (index: number) => string): readonly string[] {
  return table(entries.map((entry, index) => [label(index), entryText(entry)]));
}

function entryText(entry: TreeEntry | undefined): string {
  if (entry === undefined) return "not there";
  if (entry.type === "file") return `${entry.executable ? "755" : "644"} ${entry.sha256} ${entry.size} bytes`;
  return entry.type === "link" ? `link to ${JSON.stringify(entry.target)}` : "empty directory";
}

/** How two files differ; `labels` names them. */
export function bytesDifferenceLines(difference: BytesDifference, labels: readonly [string, string]): string[] {
  const { sizes, firstOffset, differingBytes, place } = difference;
  const size = sizes[0] === sizes[1] ? `both ${sizes[0]} bytes` : `${sizes[0]} and ${sizes[1]} bytes`;
  const lines = [
    `${size}, ${differingBytes} differ, the first at offset ${firstOffset} (0x${firstOffset.toString(16)})`,
  ];
  if (place.type === "elf") {
    const [a, b] = place.parts;
    lines.push(
      `in ${a === b || b === undefined ? a : a === undefined ? b : `${a} of ${labels[0]}, ${b} of ${labels[1]}`}, at 0x${place.offset.toString(16)} into it`,
    );
  } else if (place.type === "text") {
    lines.push(
      `line ${place.line}`,
      ...table(
        place.lines.map((line, index) => [labels[index]!, line === undefined ? "past its end" : JSON.stringify(line)]),
      ).map((line) => `  ${line}`),
    );
  } else {
    lines.push(
      "bytes around it",
      ...table(place.around.map((hex, index) => [labels[index]!, hex])).map((line) => `  ${line}`),
    );
  }
  return harmless(lines);
}

/** Characters that nobody can see as escapes. */
function harmless(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`));
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

function names(parties: readonly string[]): string {
  return parties.join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
