// Lists in which nothing may stand twice.

import type { ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";

/** Reports each name that stands twice in a list. */
export function unique(nodes: readonly ScalarNode[] | undefined, noun: string, reading: Reading): void {
  const found = new Map<string, ScalarNode>();
  for (const node of nodes ?? []) {
    const first = found.get(node.value);
    if (first === undefined) found.set(node.value, node);
    else
      reading.fail(node, `the ${noun} "${node.value}" appears here a second time`, "keep one of the two", {
        seeAlso: { says: "the first one", place: reading.place(first) },
      });
  }
}
