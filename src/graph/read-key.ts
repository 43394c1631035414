// A key's text, read back as what it was written from. Must never read a text that the writer would not write, to the
// byte: a reader of a signed key sees the facts, and the signature is over the text.

import type { Json } from "../bytes/canonical-json.ts";
import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import { isTexts, isUnpacking } from "../model/source-link.ts";
import { KeyText } from "./key-text.ts";
import {
  FACTS,
  walkKey,
  type Fact,
  type FactKind,
  type KeyContent,
  type KeyedSource,
  type KeyWriter,
} from "./key-walk.ts";

/** Undefined for all that is none of this version. */
function readKey(text: string): KeyContent | undefined {
  const facts = factsOf(text);
  const content = facts === undefined ? undefined : contentOf(Map.groupBy(facts, ({ kind }) => kind));
  if (content === undefined) return undefined;
  const again = new KeyText();
  walkKey(content, again);
  return again.text === text ? content : undefined;
}

/** Tells a writer what a text holds. False when it is not a key of this version; then the writer was told nothing. */
export function replayKey(text: string, writer: KeyWriter): boolean {
  const content = readKey(text);
  if (content !== undefined) walkKey(content, writer);
  return content !== undefined;
}

function factsOf(text: string): readonly Fact[] | undefined {
  const facts: Fact[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const [about = "", value, ...more] = line.split("\t");
    const space = about.indexOf(" ");
    const kind = (space < 0 ? about : about.slice(0, space)) as FactKind;
    if (value === undefined || more.length > 0 || !FACTS.includes(kind)) return undefined;
    facts.push({ kind, name: space < 0 ? "" : about.slice(space + 1), value });
  }
  return facts;
}

function contentOf(facts: ReadonlyMap<FactKind, readonly Fact[]>): KeyContent | undefined {
  const all = (kind: FactKind): readonly Fact[] => facts.get(kind) ?? [];
  const only = (kind: FactKind): string => all(kind)[0]?.value ?? "";
  const texts = (kind: FactKind): readonly string[] | undefined => whole(all(kind).map(({ value }) => textIn(value)));
  const contract = Number(only("contract"));
  const uses = whole(all("use").flatMap(usesIn));
  const sources = whole(all("source").map(sourceIn));
  const files = whole(all("file").map(fileIn));
  const crates = whole(all("crates").map(cratesIn));
  const [steps, checks] = (["step", "check"] as const).map((kind) => whole(all(kind).map(stepIn)));
  const [paths, values, outputs] = (["path", "environment", "output"] as const).map(texts);
  const seed = only("build").startsWith("seed ") ? asSha256(only("build").slice(5)) : undefined;
  if (!Number.isSafeInteger(contract) || uses === undefined || sources === undefined || files === undefined)
    return undefined;
  if (crates === undefined) return undefined;
  if (steps === undefined || checks === undefined || paths === undefined || values === undefined) return undefined;
  if (outputs === undefined) return undefined;
  return {
    inputs: {
      ...{ architecture: only("architecture"), contract, uses, sources, files },
      ...(seed === undefined ? {} : { seed }),
    },
    ...(paths[0] === undefined ? {} : { path: paths[0] }),
    crates,
    environment: Object.fromEntries(all("environment").map(({ name }, i) => [name, values[i]!])),
    proc: all("proc").length > 0,
    parallel: all("parallel").length > 0,
    steps,
    checks,
    outputs,
  };
}

function usesIn({ name, value }: Fact): readonly ({ readonly stage: string; readonly tree: Sha256 } | undefined)[] {
  return value.split(" ").map((each) => {
    const tree = asSha256(each);
    return tree === undefined ? undefined : { stage: name, tree };
  });
}

function sourceIn({ name, value }: Fact): KeyedSource | undefined {
  const [, type, digest, more] = /^(file|tree|archive) ([0-9a-f]{64})(?: (.*))?$/s.exec(value) ?? [];
  const sha256 = asSha256(digest ?? "");
  if (sha256 === undefined) return undefined;
  if (type === "file") return { name, type, sha256 };
  if (type === "tree") return { name, type, tree: sha256 };
  const unpacking = jsonIn(more ?? "");
  return isUnpacking(unpacking) ? { name, type: "archive", sha256, unpacking } : undefined;
}

function fileIn({ name, value }: Fact): KeyContent["inputs"]["files"][number] | undefined {
  const path = textIn(name);
  const sha256 = asSha256(value.slice(4));
  return path === undefined || sha256 === undefined ? undefined : { path, executable: value.startsWith("755"), sha256 };
}

function cratesIn({ name, value }: Fact): KeyContent["crates"][number] | undefined {
  const lock = textIn(name);
  const without = jsonIn(value);
  return lock !== undefined && isTexts(without) ? { lock, without } : undefined;
}

function stepIn({ value }: Fact): KeyContent["steps"][number] | undefined {
  const [, before, after] = /^("(?:[^"\\]|\\.)*") (.*)$/s.exec(value) ?? [];
  const directory = textIn(before ?? "");
  const argv = jsonIn(after ?? "");
  return directory !== undefined && isTexts(argv) ? { directory, argv } : undefined;
}

function whole<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.includes(undefined) ? undefined : (values as readonly T[]);
}

function jsonIn(text: string): Json | undefined {
  try {
    return text.isWellFormed() ? (JSON.parse(text) as Json) : undefined;
  } catch {
    return undefined;
  }
}

function textIn(text: string): string | undefined {
  const value = jsonIn(text);
  return typeof value === "string" && value.isWellFormed() ? value : undefined;
}
