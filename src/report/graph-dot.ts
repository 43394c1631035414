// Graph as DOT, the language of Graphviz. An arrow goes from what is used to what uses it: the way that bytes go.
// Must never write a name outside quotes.

import { byBytes } from "../bytes/order.ts";
import { graphLayers } from "./graph-layers.ts";
import type { GraphNode } from "./graph-layers.ts";
import { bridgesOf } from "./graph-text.ts";
import { harmless } from "./harmless.ts";

/**
 * Writes a graph as a `digraph`, its nodes from the seed up and its arrows sorted: the same text for the same graph.
 */
export function graphDot(nodes: readonly GraphNode[]): string {
  const lines = ["digraph fromseed {", "  rankdir=TB;", '  node [shape=box, style=rounded, fontname="monospace"];'];
  const ordered = graphLayers(nodes).flat();
  for (const node of ordered) {
    const bridges = bridgesOf(node);
    const more = [node.state ?? "", bridges, (node.digest ?? "").slice(0, 12)].filter((text) => text !== "").join("  ");
    const label = quoted(node.name).slice(0, -1) + (more === "" ? '"' : `\\n${quoted(more).slice(1)}`);
    lines.push(`  ${quoted(node.name)} [label=${label}${bridges === "" ? "" : ', style="rounded,dashed"'}];`);
  }
  for (const node of ordered) {
    for (const name of [...new Set(node.uses)].sort(byBytes)) lines.push(`  ${quoted(name)} -> ${quoted(node.name)};`);
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

function quoted(text: string): string {
  return `"${harmless(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
