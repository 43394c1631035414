// What ways say of a tree, in sentences. Names come from recipes and from others: who prints makes them harmless.

import type { Fact } from "./common.ts";
import { formulaText, FROM_SOURCE, type Rests } from "./formula.ts";
import type { Root, Roots } from "./root.ts";
import type { Way } from "./way.ts";

/** Names of roots; two of one name are told apart by their digests. */
export function rootNames(rests: Rests, roots: Roots): ReadonlyMap<string, string> {
  const ids = [...new Set(rests.alternatives.flatMap((each) => [...each]))].sort();
  const all = ids.map((id) => roots.get(id));
  return new Map(
    all.map((root) => {
      const twice = all.some((other) => other !== root && other.name === root.name);
      return [root.id, twice ? `${root.name} ${(root.digest ?? root.id).slice(0, 12)}` : root.name];
    }),
  );
}

/** What is to be believed of the tree, in one sentence. */
export function restsSentence(rests: Rests, roots: Roots): string {
  const { alternatives } = rests;
  const names = rootNames(rests, roots);
  if (alternatives.some(({ size }) => size === 0))
    return "It comes from source: at least one way to it rests on nothing that nobody can read.";
  const one = alternatives.length === 1 ? [...alternatives[0]!] : undefined;
  if (one !== undefined)
    return one.every((id) => roots.get(id).type === "unknown")
      ? "Nothing is known of how it came about."
      : `For it to be what its sources say, ${list(one.map((id) => names.get(id)!).sort())} must be honest.`;
  const sets = alternatives
    .map(
      (each) =>
        `{${[...each]
          .map((id) => names.get(id)!)
          .sort()
          .join(", ")}}`,
    )
    .sort();
  return `For it to be what its sources say, at least one of ${list(sets)} must be honest: none of its ways is from source.`;
}

export function ruleText(rests: Rests, roots: Roots): string {
  const names = rootNames(rests, roots);
  return formulaText(rests, (id) => names.get(id)!);
}

/** One way: who built it, and what it alone would rest on. */
export function wayText({ stage, by, formula }: Way & { readonly formula?: string }): string {
  const builders = [...new Set(by.map((each) => (each.type === "here" ? "you" : each.name)))].join(" and ");
  const rests =
    formula === undefined
      ? "it uses this very tree, and so adds nothing"
      : formula === FROM_SOURCE
        ? formula
        : `rests on ${formula}`;
  return `${stage}, built by ${builders}: ${rests}`;
}

const WHAT: Readonly<Record<Fact["what"], string>> = {
  lineage: "descent from",
  seed: "the seed",
  person: "the builder",
  kernel: "the kernel",
  processor: "the processor",
  node: "Node",
  sandbox: "the sandbox",
};

/** A fact that all ways share, in words. */
export function factText({ what, value }: Fact): string {
  return `${WHAT[what]} ${value}`;
}

/** What a root is, as a line. */
export function rootText(root: Root, sizeOf: (bytes: number) => string): string {
  const parts = [
    {
      bridge: "a bridge",
      files: "opaque files",
      shared: "the same files in both",
      word: "not built here",
      unknown: "no way to it is known",
    }[root.type],
    ...(root.size === undefined ? [] : [sizeOf(root.size)]),
    ...(root.digest === undefined ? [] : [root.digest]),
    ...(root.standsFor === undefined ? [] : [`in place of ${root.standsFor}`]),
    ...(root.lineage === undefined || root.lineage.length === 0 ? [] : [`descends from ${root.lineage.join(", ")}`]),
  ];
  return parts.join(", ");
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)!}`;
}
