// A key's facts, told to a writer one by one (KEY.md): one walk, whether they are digested, explained, or held against a
// manifest. Must never tell what cannot change the output: mirrors, comments, limits, job count, a path of the host, a
// name of a step.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Unpacking } from "../model/source-link.ts";

export const KEY_VERSION = 2;

/** In the order in which a walk tells them. */
export const FACTS = [
  "fromseed-key",
  "architecture",
  "contract",
  "use",
  "source",
  "file",
  "build",
  "path",
  "crates",
  "environment",
  "proc",
  "parallel",
  "step",
  "check",
  "output",
] as const;
export type FactKind = (typeof FACTS)[number];

/** Kind and name tell which fact it is; the name is empty where a key has one of the kind. Only the value changes. */
export interface Fact {
  readonly kind: FactKind;
  readonly name: string;
  readonly value: string;
}

export interface KeyWriter {
  fact(fact: Fact): void;
}

/** A source as far as it can change the output. */
export type KeyedSource = { readonly name: string } & (
  | { readonly type: "file"; readonly sha256: Sha256 }
  | { readonly type: "tree"; readonly tree: Sha256 }
  /** Of which nobody pinned the tree: what decides it. */
  | { readonly type: "archive"; readonly sha256: Sha256; readonly unpacking: Unpacking }
);

/** What a stage is made from. A manifest says the same, in other words. */
export interface KeyedInputs {
  readonly architecture: string;
  /** Version of the sandbox contract. */
  readonly contract: number;
  readonly uses: readonly { readonly stage: string; readonly tree: Sha256 }[];
  readonly sources: readonly KeyedSource[];
  readonly files: readonly { readonly path: string; readonly executable: boolean; readonly sha256: Sha256 }[];
  /** The seed's bytes, for the stage that is the seed. */
  readonly seed?: Sha256;
}

interface KeyedStep {
  readonly directory: string;
  readonly argv: readonly string[];
}

/** Everything that can change a stage's output. */
export interface KeyContent {
  readonly inputs: KeyedInputs;
  /** Where the seed is laid. */
  readonly path?: string;
  /** Lock files whose crates are laid out, as `<source>/<path>`, and the patterns of those left out, sorted. */
  readonly crates: readonly { readonly lock: string; readonly without: readonly string[] }[];
  /** The whole environment of the steps, but for what tells the number of jobs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly proc: boolean;
  readonly parallel: boolean;
  readonly steps: readonly KeyedStep[];
  readonly checks: readonly KeyedStep[];
  readonly outputs: readonly string[];
}

/** Tells all facts of a key. */
export function walkKey(content: KeyContent, writer: KeyWriter): void {
  const fact = telling(writer);
  walkInputs(content.inputs, writer);
  if (content.path !== undefined) fact("path", "", canonicalJson(content.path));
  for (const { lock, without } of content.crates.toSorted((a, b) => byBytes(a.lock, b.lock)))
    fact("crates", canonicalJson(lock), canonicalJson(without));
  for (const name of Object.keys(content.environment).sort(byBytes))
    fact("environment", name, canonicalJson(content.environment[name]!));
  if (content.proc) fact("proc", "", "yes");
  if (content.parallel) fact("parallel", "", "yes");
  for (const [kind, steps] of [["step", content.steps] as const, ["check", content.checks] as const])
    for (const [index, { directory, argv }] of steps.entries())
      fact(kind, String(index + 1), `${canonicalJson(directory)} ${canonicalJson(argv)}`);
  for (const [index, output] of content.outputs.entries()) fact("output", String(index + 1), canonicalJson(output));
}

/** Tells those facts of a key that a manifest tells too; the last of them is the only one of the kind "build". */
export function walkInputs(inputs: KeyedInputs, writer: KeyWriter): void {
  const fact = telling(writer);
  fact("fromseed-key", "", String(KEY_VERSION));
  fact("architecture", "", inputs.architecture);
  fact("contract", "", String(inputs.contract));
  // Stages of two projects may have one name, and two names of one project one tree.
  const uses = Map.groupBy(inputs.uses, ({ stage }) => stage);
  for (const [stage, used] of [...uses].sort(([a], [b]) => byBytes(a, b)))
    fact("use", stage, [...new Set(used.map(({ tree }) => tree))].sort(byBytes).join(" "));
  for (const source of inputs.sources.toSorted((a, b) => byBytes(a.name, b.name)))
    fact("source", source.name, sourceValue(source));
  for (const { path, executable, sha256 } of inputs.files.toSorted((a, b) => byBytes(a.path, b.path)))
    fact("file", canonicalJson(path), `${executable ? "755" : "644"} ${sha256}`);
  fact("build", "", inputs.seed === undefined ? "steps" : `seed ${inputs.seed}`);
}

function sourceValue(source: KeyedSource): string {
  switch (source.type) {
    case "file":
      return `file ${source.sha256}`;
    case "tree":
      return `tree ${source.tree}`;
    case "archive":
      return `archive ${source.sha256} ${canonicalJson(source.unpacking as unknown as Json)}`;
  }
}

function telling(writer: KeyWriter): (kind: FactKind, name: string, value: string) => void {
  return (kind, name, value) => writer.fact({ kind, name, value });
}
