// Graph as a standalone SVG: the seed at the top, each stage below what it uses; for a light or a dark page.
// Must never fetch anything (no script, font or link) nor write a name unescaped.

import { fail, succeed } from "../model/failure.ts";
import type { Result } from "../model/failure.ts";
import { displayWidth } from "./display-width.ts";
import type { GraphNode } from "./graph-layers.ts";
import { bridgesOf } from "./graph-text.ts";
import { harmless } from "./harmless.ts";
import { layeredLayout } from "./layered-layout.ts";
import type { Slot } from "./layered-layout.ts";

const margin = 20;
const boxHeight = 40;
const layerHeight = 84;
// Monospace glyphs are 0.6 em wide: 13 px for names, 10 px for the second line.
const nameGlyph = 7.8;
const detailGlyph = 6;

const style = `
  svg { color-scheme: light dark; --ground: #ffffff; --ink: #1c2024; --faint: #60656c; --line: #80868f; --box: #f4f5f7; --built: #2b7a3d; --failed: #c2362b; --open: #9a6b00 }
  @media (prefers-color-scheme: dark) { svg { --ground: #14171a; --ink: #e6e8eb; --faint: #a0a6ad; --line: #767d86; --box: #20252a; --built: #5fbf77; --failed: #ff7b6e; --open: #e0ad3d } }
  .ground { fill: #ffffff; fill: var(--ground) }
  .stage rect { fill: #f4f5f7; fill: var(--box); stroke: #80868f; stroke: var(--line); stroke-width: 1.5 }
  .good rect { stroke: #2b7a3d; stroke: var(--built) }
  .bad rect { stroke: #c2362b; stroke: var(--failed) }
  .open rect { stroke: #9a6b00; stroke: var(--open); stroke-dasharray: 4 3 }
  text { font-family: ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; fill: #1c2024; fill: var(--ink); font-size: 13px }
  text.detail { fill: #60656c; fill: var(--faint); font-size: 10px }
  .uses { fill: none; stroke: #80868f; stroke: var(--line); stroke-width: 1.2 }
  .implied { stroke-opacity: 0.45; stroke-width: 1 }
  .tip { fill: #80868f; fill: var(--line) }
`;

const looks: Readonly<Record<string, string>> = {
  built: "good",
  reused: "good",
  failed: "bad",
  missing: "open",
  stale: "open",
  skipped: "open",
};

/**
 * Draws a graph. States that are known by name are coloured; others have a plain frame. A line that a longer way
 * implies is drawn fainter.
 */
export function graphSvg(nodes: readonly GraphNode[]): Result<string> {
  const layout = layeredLayout(nodes, boxWidth);
  if (layout === undefined) {
    return fail(
      "usage",
      `Cannot draw the graph: ${nodes.length} stages with all their lines are more than a picture can show`,
      {
        hint: "name a target that uses fewer stages, or ask for DOT",
      },
    );
  }
  const slots = layout.layers.flat();
  const width = Math.max(0, ...slots.map((slot) => slot.x + slot.width / 2)) + 2 * margin;
  const height = Math.max(0, layout.layers.length - 1) * layerHeight + boxHeight + 2 * margin;
  const implied = impliedUses(slots);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>stages of fromseed</title>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="100%" height="100%"/>`,
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>`,
    ...layout.lines.map((line) => lineElement(line, implied)),
    ...slots.filter((slot) => slot.node !== undefined).map(boxElement),
    "</svg>",
  ];
  return succeed(`${parts.join("\n")}\n`);
}

function lineElement(line: readonly Slot[], implied: ReadonlySet<string>): string {
  const [from, to] = [line[0]!, line.at(-1)!];
  let path = `M${x(from)} ${top(from) + boxHeight}`;
  for (let i = 1; i < line.length; i++) {
    const [above, below] = [line[i - 1]!, line[i]!];
    const start = top(above) + boxHeight;
    const end = top(below);
    const middle = (start + end) / 2;
    path +=
      x(above) === x(below) ? `L${x(below)} ${end}` : `C${x(above)} ${middle} ${x(below)} ${middle} ${x(below)} ${end}`;
    if (below.node === undefined) path += `L${x(below)} ${end + boxHeight}`;
  }
  const faint = implied.has(useOf(to.node!.name, from.node!.name)) ? " implied" : "";
  return `<path class="uses${faint}" d="${path}" marker-end="url(#tip)"/>`;
}

function boxElement(slot: Slot): string {
  const node = slot.node!;
  const detail = detailOf(node);
  const look = node.bridges === undefined ? looks[node.state ?? ""] : "open";
  const left = Math.round(x(slot) - slot.width / 2);
  const parts = [
    `<g class="stage${look === undefined ? "" : ` ${look}`}">`,
    `<title>${escaped([node.name, node.state, node.digest].filter((text) => text !== undefined).join(" "))}</title>`,
    `<rect x="${left}" y="${top(slot)}" width="${slot.width}" height="${boxHeight}" rx="6"/>`,
    `<text x="${x(slot)}" y="${top(slot) + (detail === "" ? 25 : 18)}">${escaped(node.name)}</text>`,
    ...(detail === "" ? [] : [`<text class="detail" x="${x(slot)}" y="${top(slot) + 32}">${escaped(detail)}</text>`]),
    "</g>",
  ];
  return parts.join("");
}

function boxWidth(node: GraphNode): number {
  const inner = Math.max(
    displayWidth(harmless(node.name)) * nameGlyph,
    displayWidth(harmless(detailOf(node))) * detailGlyph,
  );
  return 2 * Math.ceil(inner / 2) + 24;
}

function detailOf(node: GraphNode): string {
  const parts = [node.state ?? "", bridgesOf(node), (node.digest ?? "").slice(0, 12)];
  return parts.filter((text) => text !== "").join(" ");
}

function x(slot: Slot): number {
  return slot.x + margin;
}

function top(slot: Slot): number {
  return margin + slot.layer * layerHeight;
}

/** Uses that follow from others: the used stage is also used, directly or not, by another stage that is used. */
function impliedUses(slots: readonly Slot[]): Set<string> {
  const below = new Map<string, ReadonlySet<string>>();
  const implied = new Set<string>();
  for (const { node } of slots) {
    if (node === undefined) continue;
    const reached = new Set(node.uses.flatMap((name) => [...below.get(name)!]));
    for (const name of node.uses) if (reached.has(name)) implied.add(useOf(node.name, name));
    for (const name of node.uses) reached.add(name);
    below.set(node.name, reached);
  }
  return implied;
}

function useOf(user: string, used: string): string {
  return JSON.stringify([user, used]);
}

function escaped(text: string): string {
  return harmless(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
