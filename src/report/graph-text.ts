// Graph as text: one stage a line in an order in which they can be built, each naming what it uses, all of it further
// up. Must never depend on the order in which the stages were given.

import { byBytes } from "../bytes/order.ts";
import { displayWidth, pad } from "./display-width.ts";
import { graphLayers } from "./graph-layers.ts";
import type { GraphNode } from "./graph-layers.ts";
import { harmless } from "./harmless.ts";

/** What is to be said of a bridge, whose name the graph's nodes have. */
export interface BridgeNote {
  readonly name: string;
  readonly says: string;
}

/**
 * Writes a graph as lines of `layer  name  state  digest  uses ...`:
 *
 *      0  seed             built    1f0e6c1f6a2d
 *      1  hex1             built    7a3d9c14be55  uses seed
 *      2  assembler        missing                uses hex1, seed
 *         hex2             missing                uses hex1
 *
 * Bridges that a stage descends from stand in brackets after its name and state; what is to be said of each, below the
 * graph. With a width, they are numbered where their names would take more than a third of it, and the list of what is
 * used goes on in its column on further lines; names are never cut.
 */
export function graphText(
  nodes: readonly GraphNode[],
  { width, bridges = [] }: { readonly width?: number | undefined; readonly bridges?: readonly BridgeNote[] } = {},
): string {
  const layers = graphLayers(nodes);
  const numbers =
    width !== undefined && 3 * widest(nodes.map(bridgesOf)) > width
      ? new Map([...new Set(bridges.map(({ name }) => name))].map((name, i) => [name, i + 1] as const))
      : undefined;
  const marksOf = (node: GraphNode) => (numbers === undefined ? bridgesOf(node) : numbersOf(node, numbers));
  const nameWidth = widest(nodes.map((node) => harmless(node.name)));
  const stateWidth = widest(nodes.map((node) => harmless(node.state ?? "")));
  const bridgesWidth = widest(nodes.map(marksOf));
  const digestWidth = widest(nodes.map((node) => shortDigest(node)));
  const layerWidth = String(Math.max(0, layers.length - 1)).length;
  let text = "";
  for (const [index, layer] of layers.entries()) {
    for (const [row, node] of layer.entries()) {
      const columns = [
        pad(row === 0 ? String(index) : "", layerWidth, "right"),
        pad(harmless(node.name), nameWidth),
        ...(stateWidth > 0 ? [pad(harmless(node.state ?? ""), stateWidth)] : []),
        ...(bridgesWidth > 0 ? [pad(marksOf(node), bridgesWidth)] : []),
        ...(digestWidth > 0 ? [pad(shortDigest(node), digestWidth)] : []),
      ];
      const head = `${columns.join("  ")}  `;
      text += `${usesLines(head, node, width).join("\n")}\n`;
    }
  }
  for (const { name, says } of bridges)
    text += `[${numbers === undefined ? "" : `${numbers.get(name)} `}${harmless(name)}] ${says}\n`;
  return text;
}

function usesLines(head: string, node: GraphNode, width: number | undefined): string[] {
  const names = [...new Set(node.uses)].sort(byBytes).map(harmless);
  if (names.length === 0) return [head.trimEnd()];
  // On a terminal too narrow for a column of its own, the list is indented a little instead.
  const column = displayWidth(head);
  const indent = " ".repeat(width !== undefined && column + 20 > width ? 4 : column);
  const lines: string[] = indent.length < column ? [head.trimEnd()] : [];
  let line = `${indent.length < column ? indent : head}uses`;
  for (const [i, name] of names.entries()) {
    const word = i < names.length - 1 ? `${name},` : name;
    if (width !== undefined && i > 0 && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = `${indent}    `;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** In brackets, after the name. */
export function bridgesOf({ bridges = [] }: GraphNode): string {
  return bridges.length === 0 ? "" : `[${bridges.map(harmless).join(" ")}]`;
}

/** The same by numbers, of which neighbours are one range: `[1-3 7]`. */
function numbersOf({ bridges = [] }: GraphNode, numbers: ReadonlyMap<string, number>): string {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const number of bridges.map((name) => numbers.get(name)!).sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last + 1 === number) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  const texts = ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return texts.length === 0 ? "" : `[${texts.join(" ")}]`;
}

function shortDigest(node: GraphNode): string {
  return harmless(node.digest ?? "").slice(0, 12);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth));
}
