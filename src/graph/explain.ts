// What changed between two keys: the writer that explains, beside the one that digests. It is told only facts of keys:
// what is not in the key cannot be blamed.

import { factName, keyVersion } from "./key-text.ts";
import type { Fact, FactKind, KeyWriter } from "./key-walk.ts";
import { replayKey } from "./read-key.ts";

/** One difference: which fact it is, and its values then and now. */
export interface KeyChange {
  readonly kind: FactKind;
  /** Empty where a key has one fact of the kind. */
  readonly name: string;
  /** Kind and name, for people. */
  readonly part: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Compares two key texts fact by fact, in their order. Steps, checks and outputs are matched by their numbers. An empty
 * list means that the keys are equal. Of a text of another version the version alone is told.
 */
export function explainKey(before: string, after: string): readonly KeyChange[] {
  if (before === after) return [];
  const then = new KeyFacts();
  const now = new KeyFacts();
  if (!replayKey(before, then) || !replayKey(after, now)) {
    const [a, b] = [before, after].map((text) => `${keyVersion(text) ?? "not a key"}`) as [string, string];
    return [{ kind: "fromseed-key", name: "", part: "fromseed-key", before: a, after: b }];
  }
  return [...new Map([...then.facts, ...now.facts]).values()].flatMap(({ kind, name }) => {
    const part = factName({ kind, name });
    const [a, b] = [then.facts.get(part)?.value, now.facts.get(part)?.value];
    if (a === b) return [];
    const change = { kind, name, part, ...(a === undefined ? {} : { before: a }) };
    return [b === undefined ? change : { ...change, after: b }];
  });
}

class KeyFacts implements KeyWriter {
  readonly facts = new Map<string, Fact>();

  fact(fact: Fact): void {
    this.facts.set(factName(fact), fact);
  }
}
