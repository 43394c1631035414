// fromseed graph: the DAG as text, DOT or SVG.

import { byBytes } from "../../bytes/order.ts";
import { bridgesBelow } from "../../graph/bridges.ts";
import { closure } from "../../graph/order.ts";
import { fail, type Result } from "../../model/failure.ts";
import { sizeText } from "../../report/size-text.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { namedStages } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const format = options.values.get("format")?.[0] ?? "text";
  if (!["text", "dot", "svg"].includes(format))
    return reportFailures(
      context,
      fail("usage", `Cannot draw the graph as "${format}": the formats are text, dot and svg`).failures,
    );
  if (context.json && options.values.has("format"))
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: --format and --json exclude each other").failures,
    );
  const named = await namedStages(context, options, "all");
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const ordered = closure(project.stages, targets);
  const bridges = bridgesBelow(ordered);
  const nodes = ordered.map(({ name, uses }) => {
    const own = [...bridges.get(name)!].map((source) => source.name);
    return {
      name,
      uses: uses.map((use) => use.stage),
      ...(own.length === 0 ? {} : { bridges: [...new Set(own)].sort(byBytes) }),
    };
  });
  if (context.json) {
    context.write(jsonLine(nodes));
    return EXIT.done;
  }
  switch (format) {
    case "dot":
      context.write((await import("../../report/graph-dot.ts")).graphDot(nodes));
      return EXIT.done;
    case "svg":
      return writeSvg(context, (await import("../../report/graph-svg.ts")).graphSvg(nodes));
    default:
      context.write(
        (await import("../../report/graph-text.ts")).graphText(nodes, {
          width: context.columns,
          bridges: [...new Set([...bridges.values()].flatMap((each) => [...each]))].map(({ name, size, bridge }) => ({
            name,
            says: `not from source: ${sizeText(size)} as it is fetched, in place of ${bridge.standsFor}`,
          })),
        }),
      );
      return EXIT.done;
  }
}

function writeSvg(context: Context, svg: Result<string>): Promise<number> | number {
  if (!svg.ok) return reportFailures(context, svg.failures);
  context.write(svg.value);
  return EXIT.done;
}
