// Node: what a YAML text says, with its place, and nothing of how it was parsed.
// Must never hold a number or a boolean: YAML's guesses at types are made, or refused, by the shapes that read it.

import type { Mark } from "./text.ts";

export interface ScalarNode extends Mark {
  readonly type: "scalar";
  readonly value: string;
  readonly style: "plain" | "quoted" | "block";
}

export interface ListNode extends Mark {
  readonly type: "list";
  readonly items: readonly Node[];
}

export interface MapNode extends Mark {
  readonly type: "map";
  /** In the file's order, duplicates included. A key without a value has an empty plain scalar. */
  readonly entries: readonly { readonly key: ScalarNode; readonly value: Node }[];
}

/**
 * The mark of a scalar is its text with its quotes, of a block text its `|`, of a collection its brackets or the line
 * it starts on.
 */
export type Node = ScalarNode | ListNode | MapNode;
