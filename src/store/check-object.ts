// What is wrong with one object of the store, by the folder it lies in: a flipped bit, a wrong mode, an entry of another
// kind. Must never change anything, nor wait on what it finds.

import { lstatSync } from "node:fs";
import { asSha256, sha256, sha256File } from "../bytes/sha256.ts";
import type { Failure, Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Tree } from "../model/tree.ts";
import { called, kindAt, readRegular, type EntryKind } from "./entry-kind.ts";
import { isWrongLock } from "./home.ts";
import { HEAL } from "./io-failure.ts";
import type { Inspector } from "./inspection-pool.ts";
import { linkFault } from "./links.ts";
import { differences } from "./listing-differences.ts";
import { checkTree } from "./seal-tree.ts";
import { type Folder, isName, type StoreLayout, textKinds } from "./store-layout.ts";
import { getText, textProblem } from "./text-store.ts";
import { readListing, writeSizes } from "./tree-store.ts";

/** What is wrong with an object. */
export interface Problem {
  readonly folder: Folder;
  readonly name: string;
  readonly failure: Failure;
  /** The whole tree from which it can be written again; where there is none, it can only be put away. */
  readonly from?: Tree;
}

export interface CheckParts {
  readonly layout: StoreLayout;
  readonly inspector: Inspector;
  readonly signal?: AbortSignal;
}

type Check = (parts: CheckParts, name: string) => Promise<readonly Problem[]> | readonly Problem[];

/** The folders that hold objects, in the order in which they are verified: sums before the texts that need them. */
export const CHECKS: ReadonlyMap<Folder, Check> = new Map<Folder, Check>([
  ["sums", single("sums", ({ layout }, name) => digestName(name) ?? emptyFile(layout.object("sums", name)))],
  ["blobs", single("blobs", ({ layout }, name) => digestName(name) ?? blobProblem(layout.object("blobs", name), name))],
  ["trees", treeProblems],
  ["listings", besideNoTree("listings", (content, name) => (sha256(content) === name ? undefined : "it is another"))],
  ["sizes", besideNoTree("sizes", (content, _, layout) => textProblem(layout, content))],
  ...textKinds.map((kind): [Folder, Check] => [
    kind,
    single(kind, ({ layout }, name) => {
      const read = readRegular(layout.object(kind, name));
      if (read === undefined) return undefined;
      if (!isName(name)) return "no text has such a name";
      const problem = textProblem(layout, read);
      return problem === undefined && kind === "links" ? linkFault(name, read.toString()) : problem;
    }),
  ]),
  [
    "unsettled",
    single("unsettled", ({ layout }, name) => digestName(name) ?? regular(layout.object("unsettled", name))),
  ],
  ["partial", single("partial", ({ layout }, name) => regular(layout.object("partial", name)))],
  ["unfinished", single("unfinished", ({ layout }, name) => regular(layout.object("unfinished", name)))],
  ["failed", single("failed", ({ layout }, name) => folder(layout.object("failed", name)))],
  ["scratch", single("scratch", ({ layout }, name) => folder(layout.object("scratch", name)))],
  ["quarantine", single("quarantine", ({ layout }, name) => folder(layout.object("quarantine", name)))],
  [
    "locks",
    single("locks", ({ layout }, name) =>
      isWrongLock(layout.object("locks", name)) ? "it is not an empty file" : undefined,
    ),
  ],
]);

/** Checks an object that is to be used; one that is not there is a failure too. Rejects with the file system's error. */
export async function checkObject(parts: CheckParts, folder: Folder, name: string): Promise<Result<undefined>> {
  if (kindAt(parts.layout.object(folder, name)) === undefined)
    return fail("store-missing", `Cannot use ${JSON.stringify(`${folder}/${name}`)}: it is not in the store`);
  const problems = await CHECKS.get(folder)!(parts, name);
  if (problems.length === 0) return succeed(undefined);
  return { ok: false, failures: problems.map(({ failure }) => ({ ...failure, hint: HEAL })) };
}

/** A folder whose objects have one problem at most: the end of a sentence that says what is found. */
function single(
  folder: Folder,
  problem: (parts: CheckParts, name: string) => Promise<string | undefined> | string | undefined,
): Check {
  return async (parts, name) => {
    const found = await problem(parts, name);
    return found === undefined ? [] : [corrupt(folder, name, found)];
  };
}

/** What stands beside a tree is checked with it; what stands beside none is only kept in order. */
function besideNoTree(
  folder: "listings" | "sizes",
  wrong: (content: Buffer, name: string, layout: StoreLayout) => string | undefined,
): Check {
  return single(folder, ({ layout }, name) => {
    const bad = digestName(name);
    if (bad !== undefined) return bad;
    if (kindAt(layout.object("trees", name)) !== undefined) return undefined;
    const read = readRegular(layout.object(folder, name));
    if (read === undefined) return undefined;
    return typeof read === "string" ? `it is ${called(read)}, not a file` : wrong(read, name, layout);
  });
}

const digestName = (name: string): string | undefined =>
  asSha256(name) === undefined ? "its name is not a digest" : undefined;

const regular = (path: string): string | undefined => kindProblem(path, "file");
const folder = (path: string): string | undefined => kindProblem(path, "directory");

function kindProblem(path: string, wanted: EntryKind): string | undefined {
  const kind = kindAt(path);
  return kind === undefined || kind === wanted ? undefined : `it is ${called(kind)}, not ${called(wanted)}`;
}

function emptyFile(path: string): string | undefined {
  const problem = regular(path);
  if (problem !== undefined) return problem;
  return (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0 ? "it is not empty" : undefined;
}

async function blobProblem(path: string, name: string): Promise<string | undefined> {
  const problem = regular(path);
  if (problem !== undefined) return problem;
  const found = await sha256File(path);
  if (found !== name) return `its sha256 is ${found}`;
  const mode = lstatSync(path).mode & 0o7777;
  return mode === 0o444 ? undefined : `its mode is ${mode.toString(8)}, not 444`;
}

async function treeProblems({ layout, inspector, signal }: CheckParts, name: string): Promise<readonly Problem[]> {
  const digest = asSha256(name);
  if (digest === undefined) return [corrupt("trees", name, "its name is not a digest")];
  const problem = folder(layout.tree(digest));
  if (problem !== undefined) return [corrupt("trees", name, problem)];
  const found = await checkTree(layout.tree(digest), inspector, signal === undefined ? {} : { signal });
  const listing = readListing(layout, digest);
  if (!found.ok)
    return [
      corrupt(
        "trees",
        name,
        "it holds what no stored tree holds",
        found.failures.map((each) => each.message),
      ),
    ];
  if (found.value.sha256 !== digest)
    return [
      corrupt(
        "trees",
        name,
        `the digest of its listing is ${found.value.sha256}`,
        listing.ok
          ? differences(listing.value, found.value.entries)
          : ["its listing cannot be read either, so which entries differ is not known"],
      ),
    ];
  const beside = (folder: Folder, result: Result<unknown>): Problem => ({
    ...corrupt(
      folder,
      name,
      "it is missing, or not that of its tree, which is whole",
      result.ok ? undefined : result.failures.map((each) => each.message),
    ),
    from: found.value,
  });
  const sizes = await getText(layout, "sizes", name);
  return [
    ...(listing.ok ? [] : [beside("listings", listing)]),
    ...(sizes.ok && sizes.value === writeSizes(found.value) ? [] : [beside("sizes", sizes)]),
  ];
}

function corrupt(folder: Folder, name: string, found: string, details?: readonly string[]): Problem {
  return {
    folder,
    name,
    failure: {
      kind: "failure",
      code: "store-corrupt",
      message: `Cannot trust ${JSON.stringify(`${folder}/${name}`)}: ${found}`,
      ...(details === undefined ? {} : { details }),
    },
  };
}
