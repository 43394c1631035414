// The index of a published folder: what is there, by digest and size. PUBLISHED.md specifies its text. Must never be
// taken for more than a table of contents: nobody signs it.

import { byBytes } from "../bytes/order.ts";
import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";

export interface PublishedIndex {
  /** The closure manifest of each target, sorted by the target's name. */
  readonly targets: readonly PublishedTarget[];
  /** Sorted by path. */
  readonly texts: readonly PublishedText[];
  /** Sorted by tree. */
  readonly trees: readonly PublishedTree[];
}

export interface PublishedTarget {
  readonly target: string;
  /** Digest of its closure manifest's text. */
  readonly closure: Sha256;
}

/** A manifest, an observation or a signature. */
export interface PublishedText {
  /** `manifests/NAME` or `observations/NAME`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
}

/** A tree, as the tar that `fromseed export` writes. */
export interface PublishedTree {
  readonly tree: Sha256;
  /** Of the tar: bytes and digest. */
  readonly size: number;
  readonly sha256: Sha256;
}

export const INDEX = "index";
const CLOSURE = ".closure.json";
const FIRST_LINE = "fromseed-published 1\n";
/** The most that an index may be: 16 MiB are 100,000 files. */
export const LONGEST_INDEX = 1 << 24;
/** The most that one text may be: a manifest of the largest tree is a tenth of it. */
export const LONGEST_TEXT = 1 << 28;

const NAME = "[A-Za-z0-9_+@-][A-Za-z0-9._+@-]{0,199}";
const HEX = "([0-9a-f]{64})";
const SIZE = "(0|[1-9][0-9]{0,14})";
const TARGET = new RegExp(`^target ${HEX} (${NAME})$`);
const TEXT = new RegExp(`^text ${HEX} ${SIZE} ((?:manifests|observations)/${NAME})$`);
const TREE = new RegExp(`^tree ${HEX} ${SIZE} ${HEX}$`);

/** Where a folder holds a tree. */
export function tarPath(tree: Sha256): string {
  return `trees/${tree}.tar`;
}

/** Where a folder holds a manifest by the digest of its text. */
export function manifestPath(digest: Sha256, kind: "stage" | "closure"): string {
  return `manifests/${digest}${kind === "closure" ? CLOSURE : ".json"}`;
}

/**
 * Paths of what a folder offers now: of closure manifests those of its targets alone, as a folder keeps earlier ones and
 * two of one target contradict each other.
 */
export function currentPaths({ targets, texts }: PublishedIndex): readonly string[] {
  const current = new Set(targets.map(({ closure }) => manifestPath(closure, "closure")));
  return texts.map(({ path }) => path).filter((path) => !path.endsWith(CLOSURE) || current.has(path));
}

export function writeIndex({ targets, texts, trees }: PublishedIndex): string {
  const byPath = texts.toSorted((a, b) => byBytes(a.path, b.path));
  return [
    FIRST_LINE,
    ...targets
      .toSorted((a, b) => byBytes(a.target, b.target))
      .map(({ target, closure }) => `target ${closure} ${target}\n`),
    ...byPath.map(({ path, size, sha256 }) => `text ${sha256} ${size} ${path}\n`),
    ...trees
      .toSorted((a, b) => byBytes(a.tree, b.tree))
      .map(({ tree, size, sha256 }) => `tree ${sha256} ${size} ${tree}\n`),
  ].join("");
}

/** Reads an index; refuses every text that `writeIndex` would not have written. `name` is what messages call it. */
export function parseIndex(content: Uint8Array, name: string): Result<PublishedIndex> {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1");
  const wrong = (found: string): Result<never> =>
    fail("published-form", `Cannot read index ${JSON.stringify(name)}: ${found}`, {
      hint: "fromseed publish writes one; is this the top of a published folder?",
    });
  if (!text.startsWith(FIRST_LINE))
    return wrong(
      /^fromseed-published [0-9]+\n/.test(text)
        ? `it is of another version: ${JSON.stringify(text.slice(0, text.indexOf("\n")))}`
        : `it does not begin with ${JSON.stringify(FIRST_LINE.trimEnd())}`,
    );
  const targets: PublishedTarget[] = [];
  const texts: PublishedText[] = [];
  const trees: PublishedTree[] = [];
  for (const [i, line] of text.slice(FIRST_LINE.length).split("\n").entries()) {
    const [target, own, tree] = [TARGET.exec(line), TEXT.exec(line), TREE.exec(line)];
    if (target !== null) targets.push({ target: target[2]!, closure: digest(target[1]) });
    else if (own !== null) texts.push({ path: own[3]!, size: Number(own[2]), sha256: digest(own[1]) });
    else if (tree !== null) trees.push({ tree: digest(tree[3]), size: Number(tree[2]), sha256: digest(tree[1]) });
    else if (line !== "") return wrong(`line ${i + 2} is no line of an index`);
  }
  const twice =
    twiceIn(targets.map(({ target }) => target)) ??
    twiceIn(texts.map(({ path }) => path)) ??
    twiceIn(trees.map(({ tree }) => tree));
  if (twice !== undefined) return wrong(`it names "${twice}" twice`);
  const tooLong = texts.find(({ size }) => size > LONGEST_TEXT);
  if (tooLong !== undefined) return wrong(`"${tooLong.path}" is to have ${tooLong.size} bytes, more than any text`);
  const index = { targets, texts, trees };
  return writeIndex(index) === text ? succeed(index) : wrong("its lines are not in their order, or its end is missing");
}

function twiceIn(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function digest(text: string | undefined): Sha256 {
  const read = asSha256(text ?? "");
  if (read === undefined) throw new Error("our bug: a pattern of the index lets through what is no digest");
  return read;
}
