// Graph layers: stages for drawing, by how many steps they are from what uses nothing (longest path).
// Must never draw: the text, DOT and SVG of a graph are made from these.

import { byBytes } from "../bytes/order.ts";

/** One stage as a drawing shows it. */
export interface GraphNode {
  readonly name: string;
  /** Names of other nodes of the same graph. */
  readonly uses: readonly string[];
  readonly state?: string;
  readonly digest?: string;
  /** Names of the bridges that it descends from. */
  readonly bridges?: readonly string[];
}

/**
 * Layers from the seed up, each sorted by name: every node stands in a later layer than all that it uses. Throws on a
 * cycle or a dangling name.
 */
export function graphLayers(nodes: readonly GraphNode[]): GraphNode[][] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const users = new Map<string, string[]>(nodes.map((node) => [node.name, []]));
  const open = new Map<string, number>();
  for (const node of nodes) {
    const uses = new Set(node.uses);
    open.set(node.name, uses.size);
    for (const name of uses) {
      const known = users.get(name);
      if (known === undefined)
        throw new Error(`our bug: "${node.name}" uses "${name}", which is not in the graph to draw`);
      known.push(node.name);
    }
  }
  const layers: GraphNode[][] = [];
  let ready = nodes.filter((node) => open.get(node.name) === 0).map((node) => node.name);
  let placed = 0;
  while (ready.length > 0) {
    layers.push(ready.sort(byBytes).map((name) => byName.get(name)!));
    placed += ready.length;
    const next: string[] = [];
    for (const user of ready.flatMap((name) => users.get(name)!)) {
      open.set(user, open.get(user)! - 1);
      if (open.get(user) === 0) next.push(user);
    }
    ready = next;
  }
  if (placed < byName.size) throw new Error("our bug: the graph to draw has a cycle");
  return layers;
}
