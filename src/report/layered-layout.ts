// Layered layout: where the boxes of a graph stand and by which points its lines go, after Sugiyama: longest-path
// layers, places held open for lines that pass a layer, barycentres to cross few lines, then least squares to keep
// lines straight. Must never depend on anything but the graph: equal graphs give equal pictures.

import { byBytes } from "../bytes/order.ts";
import type { GraphNode } from "./graph-layers.ts";
import { graphLayers } from "./graph-layers.ts";

/** A box, or (with no node) the place where a line passes a layer. `x` is its middle. */
export interface Slot {
  readonly node: GraphNode | undefined;
  readonly layer: number;
  readonly width: number;
  x: number;
  /** Slots of the layer above and below that a line joins to this one. */
  readonly above: Slot[];
  readonly below: Slot[];
}

export interface Layout {
  readonly layers: readonly (readonly Slot[])[];
  /** Each line from what is used to what uses it, by way of the slots held open for it. */
  readonly lines: readonly (readonly Slot[])[];
}

const passing = 10;
const gap = 18;
const sweeps = 24;
const mostSlots = 20_000;

/** Lays a graph out; undefined when it is too large for a picture. */
export function layeredLayout(nodes: readonly GraphNode[], boxWidth: (node: GraphNode) => number): Layout | undefined {
  const slots = new Map<string, Slot>();
  const layers: Slot[][] = graphLayers(nodes).map((layer, index) =>
    layer.map((node) => {
      const slot: Slot = { node, layer: index, width: boxWidth(node), x: 0, above: [], below: [] };
      slots.set(node.name, slot);
      return slot;
    }),
  );
  const lines: Slot[][] = [];
  let count = slots.size;
  for (const slot of layers.flat()) {
    for (const name of [...new Set(slot.node!.uses)].sort(byBytes)) {
      const line = [slots.get(name)!];
      count += slot.layer - line[0]!.layer - 1;
      if (count > mostSlots) return undefined;
      for (let layer = line[0]!.layer + 1; layer < slot.layer; layer++) {
        const pass: Slot = { node: undefined, layer, width: passing, x: 0, above: [], below: [] };
        layers[layer]!.push(pass);
        line.push(pass);
      }
      line.push(slot);
      lines.push(line);
      for (let i = 1; i < line.length; i++) join(line[i - 1]!, line[i]!);
    }
  }
  const ordered = fewestCrossings(layers);
  place(ordered);
  return { layers: ordered, lines };
}

function join(above: Slot, below: Slot): void {
  above.below.push(below);
  below.above.push(above);
}

/** Sorts layers by the mean place of their neighbours, down and up in turn, and keeps the best order that was seen. */
function fewestCrossings(layers: readonly Slot[][]): Slot[][] {
  let current = layers.map((layer) => [...layer]);
  let best = current;
  let fewest = crossings(current);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    current = current.map((layer) => [...layer]);
    for (let step = 1; step < current.length; step++) {
      const index = down ? step : current.length - 1 - step;
      const places = new Map(current[down ? index - 1 : index + 1]!.map((slot, place) => [slot, place]));
      const means = new Map(
        current[index]!.map((slot, place) => [
          slot,
          mean((down ? slot.above : slot.below).map((near) => places.get(near)!)) ?? place,
        ]),
      );
      current[index]!.sort((a, b) => means.get(a)! - means.get(b)!);
    }
    const now = crossings(current);
    if (now < fewest) [best, fewest] = [current, now];
  }
  return best;
}

/** How many pairs of lines cross: inversions of the lower ends when lines are sorted by their upper ends. */
function crossings(layers: readonly (readonly Slot[])[]): number {
  let total = 0;
  for (let index = 1; index < layers.length; index++) {
    const places = new Map(layers[index]!.map((slot, place) => [slot, place]));
    const ends = layers[index - 1]!.flatMap((slot) =>
      slot.below.map((below) => places.get(below)!).sort((a, b) => a - b),
    );
    const seen = new Uint32Array(layers[index]!.length + 1);
    for (const [before, end] of ends.entries()) {
      let notAfter = 0;
      for (let i = end + 1; i > 0; i -= i & -i) notAfter += seen[i]!;
      total += before - notAfter;
      for (let i = end + 1; i < seen.length; i += i & -i) seen[i]!++;
    }
  }
  return total;
}

function place(layers: readonly (readonly Slot[])[]): void {
  for (const layer of layers)
    settle(
      layer,
      layer.map(() => 0),
    );
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0;
    for (let step = 1; step < layers.length; step++) {
      const layer = layers[down ? step : layers.length - 1 - step]!;
      settle(
        layer,
        layer.map((slot) => mean((down ? slot.above : slot.below).map((near) => near.x)) ?? slot.x),
      );
    }
  }
  const left = Math.min(...layers.flat().map((slot) => slot.x - slot.width / 2));
  for (const slot of layers.flat()) slot.x = Math.round(slot.x - left);
}

/**
 * Moves each slot as near as can be (least squares) to where it should be, in order and without overlap: pooling of
 * adjacent violators.
 */
function settle(layer: readonly Slot[], wanted: readonly number[]): void {
  const offsets: number[] = [];
  const pools: { sum: number; weight: number; size: number }[] = [];
  for (const [i, slot] of layer.entries()) {
    offsets.push(i === 0 ? 0 : offsets[i - 1]! + (layer[i - 1]!.width + slot.width) / 2 + gap);
    // Lines that only pass are kept straight before boxes are.
    const weight = slot.node ? 1 : 3;
    let pool = { sum: (wanted[i]! - offsets[i]!) * weight, weight, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, weight: pool.weight + last.weight, size: pool.size + last.size };
    }
    pools.push(pool);
  }
  let index = 0;
  for (const { sum, weight, size } of pools)
    for (let i = 0; i < size; i++, index++) layer[index]!.x = sum / weight + offsets[index]!;
}

function mean(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
