// What may not be in a manifest, whoever wrote it: checked before one is written and after one is read.
// Must never look outside the manifest itself: whether a digest is true is for the store and the signatures to say.

import { byBytes } from "../bytes/order.ts";
import { sha256 } from "../bytes/sha256.ts";
import type { ClosureManifest, Manifest } from "../model/manifest.ts";
import type { Tree } from "../model/tree.ts";

/** The first thing wrong with a manifest, as the end of a sentence; undefined when nothing is. */
export function manifestFault(manifest: Manifest): string | undefined {
  return (
    nameFault("stage", manifest.stage) ??
    numberFault("the sandbox contract", manifest.contract) ??
    (sha256(manifest.keyText) === manifest.key
      ? undefined
      : `the key is ${manifest.key}, but its text has the digest ${sha256(manifest.keyText)}`) ??
    treeFault(manifest.tree) ??
    orderFault(
      "used stages",
      manifest.uses.map((each) => each.stage),
    ) ??
    first(manifest.uses, (each) => nameFault("used stage", each.stage)) ??
    orderFault(
      "sources",
      manifest.sources.map((each) => each.name),
    ) ??
    first(manifest.sources, (each) => numberFault(`the size of source "${each.name}"`, each.size)) ??
    orderFault(
      "local files",
      manifest.files.map((each) => each.path),
    ) ??
    orderFault(
      "opaque inputs",
      manifest.opaque.map((each) => each.name),
    ) ??
    first(manifest.opaque, (each) => numberFault(`the size of opaque input "${each.name}"`, each.size))
  );
}

/** The first thing wrong with a closure manifest, as the end of a sentence; undefined when nothing is. */
export function closureFault(closure: ClosureManifest): string | undefined {
  const target = closure.stages.find((each) => each.stage === closure.target);
  return (
    first(closure.stages, (each) => nameFault("stage", each.stage)) ??
    orderFault(
      "stages",
      closure.stages.map((each) => each.stage),
    ) ??
    (target === undefined ? `the target "${closure.target}" is not among the stages` : undefined) ??
    (target?.tree === closure.tree
      ? undefined
      : `the target's tree is ${closure.tree}, but its stage has ${target?.tree}`)
  );
}

function treeFault(tree: Tree): string | undefined {
  const directories = new Set<string>();
  for (const { path } of tree.entries)
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) directories.add(path.slice(0, at));
  const sizes = tree.entries.map((entry) => (entry.type === "file" ? entry.size : 0));
  return (
    first(tree.entries, (entry) => pathFault(entry.path)) ??
    orderFault(
      "entries of the tree",
      tree.entries.map((entry) => entry.path),
    ) ??
    first(tree.entries, ({ path }) =>
      directories.has(path) ? `the tree has "${path}" as an entry and as a directory that holds something` : undefined,
    ) ??
    first(tree.entries, (entry) =>
      entry.type === "file" ? numberFault(`the size of "${entry.path}"`, entry.size) : undefined,
    ) ??
    first(tree.entries, (entry) =>
      entry.type === "link" && (entry.target === "" || /[\0\n]/.test(entry.target))
        ? `the link "${entry.path}" has the target ${JSON.stringify(entry.target)}`
        : undefined,
    ) ??
    (sizes.reduce((sum, size) => sum + size, 0) === tree.size
      ? undefined
      : `the tree's size is ${tree.size}, but its files have ${sizes.reduce((sum, size) => sum + size, 0)} bytes`)
  );
}

function pathFault(path: string): string | undefined {
  const bad = /[\0\n]/.test(path) || path.split("/").some((name) => name === "" || name === "." || name === "..");
  return bad ? `${JSON.stringify(path)} is not a path of a tree` : undefined;
}

function nameFault(what: string, name: string): string | undefined {
  return /^[^/\p{Cc}]+$/u.test(name) ? undefined : `${JSON.stringify(name)} is not the name of a ${what}`;
}

function numberFault(what: string, value: number): string | undefined {
  return Number.isSafeInteger(value) && value >= 0 ? undefined : `${what} is ${value}`;
}

function orderFault(what: string, names: readonly string[]): string | undefined {
  for (let i = 1; i < names.length; i++) {
    const order = byBytes(names[i - 1]!, names[i]!);
    if (order === 0) return `the ${what} have "${names[i]}" twice`;
    if (order > 0) return `the ${what} are not sorted by bytes: "${names[i]}" comes after "${names[i - 1]}"`;
  }
  return undefined;
}

function first<T>(values: readonly T[], fault: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = fault(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
