// Laying a tree, or a part of it, in a prefix: beside it first, whole, and there by one rename. What a kill left is known
// by its receipt, and taken away by the next. Must never replace what it has not laid.

import { readdirSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Tree } from "../model/tree.ts";
import { kindAt, readRegular } from "../store/entry-kind.ts";
import { copyTree } from "../store/export-directory.ts";
import { removeTree } from "../store/remove-tree.ts";
import { namedPaths, rootPaths, type NamedPaths } from "./absolute-paths.ts";
import { withBytes } from "./some-bytes.ts";
import { parseReceipt, RECEIPT, writeReceipt, type Receipt } from "./receipt.ts";

/** What is to be laid. */
export interface ToLay {
  readonly receipt: Receipt;
  /** Of the entries of the receipt. */
  readonly tree: Tree;
  /** Where the store has the whole tree. */
  readonly directory: string;
  /** Paths of all trees that a program finds at `/` where it was built to run. */
  readonly root: Iterable<string>;
}

/**
 * Nobody else may lay anything there meanwhile. Gives what the files name by absolute paths. Rejects with a system error,
 * the signal's reason, or CorruptFile where the store's tree has changed.
 */
export async function lay(
  { receipt, tree, directory, root }: ToLay,
  signal?: AbortSignal,
): Promise<Result<readonly NamedPaths[]>> {
  const { prefix } = receipt;
  const cannot = (found: string, hint: string): Result<never> =>
    fail("destination", `Cannot install to ${JSON.stringify(prefix)}: ${found}`, { hint });
  const kind = kindAt(prefix);
  if (kind !== undefined && (kind !== "directory" || !isEmpty(prefix)))
    return cannot("something is there already", "name a folder that is empty or not there yet");
  if (tree.entries.some(({ path }) => path === RECEIPT))
    return cannot(`the tree has a ${JSON.stringify(RECEIPT)} of its own`, "use fromseed export");
  if (kindAt(dirname(prefix)) === undefined) return cannot("there is no folder above it", "make it first");
  const partial = `${prefix}.partial`;
  if (kindAt(partial) !== undefined) {
    const isOurs = receiptIn(partial)?.ok === true || (kindAt(partial) === "directory" && isEmpty(partial));
    if (!isOurs) return cannot(`${JSON.stringify(partial)} is in the way`, "move it away");
    await removeTree(partial);
  }
  await mkdir(partial);
  let isWhole = false;
  try {
    await writeFile(join(partial, RECEIPT), writeReceipt(receipt), { mode: 0o644 });
    await copyTree(directory, tree, partial, signal);
    const found: NamedPaths[] = [];
    const paths = rootPaths(root);
    for (const entry of tree.entries) {
      if (entry.type !== "file") continue;
      const named = withBytes(join(partial, entry.path), (bytes) => namedPaths(entry.path, bytes, paths));
      if (named !== undefined) found.push(named);
    }
    await rename(partial, prefix);
    isWhole = true;
    return succeed(found);
  } finally {
    if (!isWhole) await removeTree(partial);
  }
}

const isEmpty = (directory: string): boolean => readdirSync(directory).length === 0;

/** Takes a prefix away, whatever is in it: by one rename first, so that it is never there half. */
export async function takeAway(prefix: string): Promise<void> {
  const partial = `${prefix}.partial`;
  if (receiptIn(partial)?.ok === true) await removeTree(partial);
  await rename(prefix, partial);
  await removeTree(partial);
}

/** The receipt in a prefix; undefined where there is none. */
export function receiptIn(prefix: string): Result<Receipt> | undefined {
  const path = join(prefix, RECEIPT);
  const content = readRegular(path);
  if (content === undefined) return undefined;
  return parseReceipt(typeof content === "string" ? "" : content.toString(), path);
}

/** The part of a tree that outputs name, each a path of the tree or a folder in it; all of it when there are none. */
export function partOf(tree: Tree, outputs: readonly string[]): Result<Tree> {
  if (outputs.length === 0) return succeed(tree);
  const within = (path: string, output: string): boolean => path === output || path.startsWith(`${output}/`);
  const idle = outputs.find((output) => !tree.entries.some(({ path }) => within(path, output)));
  if (idle !== undefined)
    return fail("operand", `Cannot install output "${idle}": the tree holds nothing at that path`, {
      hint: "fromseed stage shows what a stage offers",
    });
  const entries = tree.entries.filter(({ path }) => outputs.some((output) => within(path, output)));
  const size = entries.reduce((sum, entry) => sum + (entry.type === "file" ? entry.size : 0), 0);
  return succeed({ ...tree, entries, size });
}
