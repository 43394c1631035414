// What an output descends from that nobody can read, in words: the seed, and what is not from source, with its roots and
// sizes. Must never leave out a seed or a bridge; of many opaque files it names some, and counts all.

import type { OpaqueInput } from "../model/manifest.ts";
import { sizeText } from "./size-text.ts";

const FILES_NAMED = 3;

/** One line: `seed, 179 bytes; no other binary`. */
export function taintText(inputs: readonly OpaqueInput[]): string {
  const seeds = inputs.filter(({ type }) => type === "seed").map(({ name, size }) => `${name}, ${size} bytes`);
  return [...seeds, notFromSource(inputs) ?? [], "no other binary"].flat().join("; ");
}

/** `not from source: NAME, 202 MiB, in place of ...`; undefined for what descends from a seed alone. */
export function notFromSource(inputs: readonly OpaqueInput[]): string | undefined {
  const bridges = inputs.filter((input) => input.type === "bridge");
  const replaced = [...Map.groupBy(bridges, ({ standsFor }) => standsFor)].map(
    ([standsFor, alike]) =>
      `${alike.map(({ name, size }) => `${name}, ${sizeText(size)}`).join(", ")}, in place of ${standsFor}`,
  );
  const files = inputs.filter(({ type }) => type === "file");
  const roots = [...replaced, ...(files.length === 0 ? [] : [filesText(files)])];
  return roots.length === 0 ? undefined : `not from source: ${roots.join("; ")}`;
}

function filesText(files: readonly OpaqueInput[]): string {
  const named = files.slice(0, FILES_NAMED).map(({ name, size }) => `${name}, ${sizeText(size)}`);
  const more = files.slice(FILES_NAMED);
  const size = more.reduce((sum, each) => sum + each.size, 0);
  return [...named, ...(more.length === 0 ? [] : [`and ${more.length} more, ${sizeText(size)}`])].join("; ");
}
