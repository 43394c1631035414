// Tables of numbers in upstream's sources, read as they stand there, to be compared with what is computed here. The
// sources are those of the store, as the recipes pin them; `npm run test:chain` fetches them first.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { home, project } from "../chain/source.ts";
import { chain } from "../extent.ts";
import { call } from "../faults/fromseed.ts";

/** A source of a recipe: the text of its files, or why there are none. */
export interface Source {
  /** "" when the source is there; else to be added to a test's name. */
  readonly whyNot: string;
  readonly text: (path: string) => string;
  readonly path: (path: string) => string;
}

/** The first source of a recipe. `stage` is one that is built by it. */
export function sourceOf(recipe: string, stage = recipe): Source {
  const yaml = readFileSync(join(project, `recipes/${recipe}/recipe.yaml`), "utf8");
  const tree = join(home, "trees", /^ +tree: (\S+)$/m.exec(yaml)![1]!);
  if (!existsSync(tree) && chain) call(["fetch", stage], { timeout: 3_600_000 });
  const path = (name: string): string => join(tree, name);
  return {
    whyNot: existsSync(tree) ? "" : ` (skipped: the source of ${recipe} is not here; ./fromseed fetch ${stage})`,
    text: (name) => readFileSync(path(name), "latin1"),
    path,
  };
}

/** All numbers of the first array that `name` names and initialises, in order; rows of rows are one list. */
export function table(text: string, name: string): readonly bigint[] {
  return tables(text, name)[0]!;
}

/** The numbers of each array of that name: sources hold several versions of one, for several machines. */
export function tables(text: string, name: string): readonly (readonly bigint[])[] {
  const bare = text.replace(/\/\*[^]*?\*\/|\/\/.*|^#.*/gm, " ");
  const found = [...bare.matchAll(new RegExp(String.raw`\b${name}\s*(?:\[[^\]]*\]\s*)+=\s*\{`, "g"))].map((start) =>
    (initialiser(bare, start.index + start[0].length).match(/0x[0-9a-f]+|\b\d+/gi) ?? []).map((word) => BigInt(word)),
  );
  if (found.length === 0) throw new Error(`no table is named ${name}`);
  return found;
}

/** What stands between the brace that opens before `from` and the one that closes it. */
function initialiser(text: string, from: number): string {
  let depth = 1;
  let at = from;
  for (; depth > 0; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}") depth--;
  }
  return text.slice(from, at - 1);
}

/** `of(0)` to `of(count - 1)`. */
export function computed(count: number, of: (index: number) => bigint | number): readonly bigint[] {
  return Array.from({ length: count }, (_, index) => BigInt(of(index)));
}

/** The largest number whose square is no larger. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** floor(log2(value) * 2^bits), digit by digit. */
export function logarithm(value: bigint, bits: number): bigint {
  const guard = BigInt(bits + 64);
  const whole = BigInt(value.toString(2).length - 1);
  let rest = (value << guard) >> whole;
  let result = whole;
  for (let digit = 0; digit < bits; digit++) {
    rest = (rest * rest) >> guard;
    result <<= 1n;
    if (rest >> guard >= 2n) {
      result |= 1n;
      rest >>= 1n;
    }
  }
  return result;
}

/** The primes below `limit`. */
export function primesBelow(limit: number): readonly number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 2; n < limit; n++) {
    if (composite[n] === 1) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += n) composite[multiple] = 1;
  }
  return primes;
}
