// fromseed audit: what must be read and trusted to get to a stage.

import { auditOf, type Audit } from "../engine/audit.ts";
import { closure } from "../graph/order.ts";
import { tableText } from "../report/table.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import type { Options } from "./options.ts";
import { namedStages } from "./targets.ts";
import { withBench } from "./workshop.ts";

/** What a build needs of the machine itself: trusted, and part of no manifest. */
const HOST = ["the kernel and the processor", "Node and the packages of package-lock.json", "bubblewrap, util-linux and mount"];

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures, EXIT.usage);
  const { project, targets } = named.value;
  return withBench(context, options, project, context.cores, async (bench) => {
    for (const target of targets) {
      const audit = await auditOf(bench, target, closure(project.stages, [target]), context.signal);
      if (!audit.ok) return reportFailures(context, audit.failures, EXIT.failed);
      context.write(context.json ? JSON.stringify({ ...audit.value, host: HOST }) + "\n" : auditText(audit.value, context.columns));
    }
    return EXIT.done;
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
        [...read.map((row) => [row.folder, row.language, String(row.files), String(row.code), String(row.comment)]), ["in all", "", String(total("files")), String(total("code")), String(total("comment"))]],
        width,
      ),
    audit.sources.length === 0
      ? "upstream sources: none\n"
      : "upstream sources:\n" + tableText(["source", "files", "lines", "sha256"], audit.sources.map((source) => [source.file, String(source.files), String(source.lines), source.sha256]), width),
    listed("patches", audit.patches.map(({ path, lines }) => `${path}, ${lines} lines`)),
    listed("pregenerated files", audit.pregenerated.map(({ path, by, why }) => `${path}: by ${by}; ${why}`)),
    listed("opaque files beside the seed", audit.opaque.map(({ path, kind, size }) => `${path}: ${kind}, ${size} bytes`)),
    listed("the machine's own parts", HOST),
  ];
  return sections.join("\n");
}

function listed(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${title}: none\n` : `${title}:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
