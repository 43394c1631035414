// What an output descends from that nobody can read, in words: the seed, and what is not from source, with its roots and
// sizes. Must never leave out a seed or a bridge; of many opaque files it names some, and counts all.

import type { OpaqueInput } from "../model/manifest.ts";
import { sizeText } from "./size-text.ts";

const FILES_NAMED = 3;

/** One line: `seed, 179 bytes; no other binary`. */
export function taintText(inputs: readonly OpaqueInput[]): string {
  const seeds = inputs.filter(({ type }) => type === "seed").map(({ name, size }) => `${name}, ${size} bytes`);
  const bridges = inputs
    .filter((input) => input.type === "bridge")
    .map(({ name, size, standsFor }) => `${name}, ${sizeText(size)}, in place of ${standsFor}`);
  const files = inputs.filter(({ type }) => type === "file");
  const roots = [...bridges, ...(files.length === 0 ? [] : [filesText(files)])];
  const taint = roots.length === 0 ? [] : [`not from source: ${roots.join("; ")}`];
  return [...seeds, ...taint, "no other binary"].join("; ");
}

function filesText(files: readonly OpaqueInput[]): string {
  const named = files.slice(0, FILES_NAMED).map(({ name, size }) => `${name}, ${sizeText(size)}`);
  const more = files.slice(FILES_NAMED);
  const size = more.reduce((sum, each) => sum + each.size, 0);
  return [...named, ...(more.length === 0 ? [] : [`and ${more.length} more, ${sizeText(size)}`])].join("; ");
}
