// Verification: reads all that is stored anew and finds every flipped bit, wrong mode, missing or extra entry.
// Healing puts corrupt objects away, so that the next build makes or fetches them again. Must never change what is
// right.

import { lstat, readdir } from "node:fs/promises";
import { asSha256, sha256File } from "../bytes/sha256.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { Tree } from "../model/tree.ts";
import { byBytes } from "../bytes/order.ts";
import { differences } from "./listing-differences.ts";
import { writeDurably } from "./durable-write.ts";
import type { Inspector } from "./inspection-pool.ts";
import { ioFailure, isMissing, isSystemError } from "./io-failure.ts";
import type { Folder, StoreLayout } from "./store-layout.ts";
import { folders, textKinds } from "./store-layout.ts";
import { writeListing } from "./listing.ts";
import { quarantine } from "./quarantine.ts";
import type { Session } from "./scratch.ts";
import { checkTree } from "./seal-tree.ts";
import { getText, hasSum, putTexts } from "./text-store.ts";
import { readListing, writeSizes } from "./tree-store.ts";

export interface Finding {
  /** The object's path below the store's home. */
  readonly object: string;
  readonly failure: Failure;
  /** What was done about it: put away in `quarantine/`, or written anew from what is whole. */
  readonly healed: "no" | "put away" | "rewritten";
}

export interface VerifyOptions {
  readonly heal?: boolean;
  /** Objects done of all objects. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface VerifyParts {
  readonly layout: StoreLayout;
  readonly inspector: Inspector;
  readonly session: () => Promise<Session>;
}

/**
 * Finds everything that is not as it was put. What a kill left in scratch, and listings without a tree, are no
 * findings.
 */
export async function* verifyStore(
  parts: VerifyParts,
  { heal = false, onProgress, signal }: VerifyOptions,
): AsyncGenerator<Finding, void> {
  const { layout } = parts;
  const checked: readonly Folder[] = ["blobs", "trees", ...textKinds];
  const names = await Promise.all(checked.map(async (folder) => (await readdir(layout.folder(folder))).sort(byBytes)));
  const total = names.reduce((sum, each) => sum + each.length, 0);
  let done = 0;
  yield* unknownFolders(layout);
  for (const [i, folder] of checked.entries()) {
    for (const name of names[i]!) {
      signal?.throwIfAborted();
      onProgress?.(done++, total);
      for (const { object, failure, rewrite } of await verifyObject(parts, folder, name, signal)) {
        if (!heal) yield { object, failure, healed: "no" };
        else if (rewrite !== undefined) {
          await rewrite();
          yield { object, failure, healed: "rewritten" };
        } else
          yield { object, failure, healed: (await quarantine(layout, folder, name)) === undefined ? "no" : "put away" };
      }
    }
  }
  onProgress?.(total, total);
}

interface Problem {
  readonly object: string;
  readonly failure: Failure;
  readonly rewrite?: () => Promise<void>;
}

async function verifyObject(
  parts: VerifyParts,
  folder: Folder,
  name: string,
  signal?: AbortSignal,
): Promise<Problem[]> {
  try {
    if (folder === "trees") return await verifyTree(parts, name, signal);
    const content =
      folder === "blobs" ? await blobProblem(parts.layout, name) : await textProblem(parts.layout, folder, name);
    return content === undefined
      ? []
      : [
          {
            object: `${folder}/${name}`,
            failure: {
              kind: "failure",
              code: "store-corrupt",
              message: `Cannot trust "${folder}/${name}": ${content}`,
            },
          },
        ];
  } catch (error) {
    // Replaced or removed by another process since the names were read.
    if (isMissing(error)) return [];
    return [{ object: `${folder}/${name}`, failure: ioFailure("read", parts.layout.object(folder, name), error) }];
  }
}

async function blobProblem(layout: StoreLayout, name: string): Promise<string | undefined> {
  const path = layout.object("blobs", name);
  const status = await lstat(path);
  if (!status.isFile()) return "it is not a regular file";
  const found = await sha256File(path);
  if (found !== name) return `its sha256 is ${found}`;
  return (status.mode & 0o7777) === 0o444 ? undefined : `its mode is ${(status.mode & 0o7777).toString(8)}, not 444`;
}

async function textProblem(layout: StoreLayout, folder: Folder, name: string): Promise<string | undefined> {
  const path = layout.object(folder, name);
  if (!(await lstat(path)).isFile()) return "it is not a regular file";
  const found = await sha256File(path);
  return (await hasSum(layout, found))
    ? undefined
    : `its sha256 is ${found}, which is not that of any text that was put there`;
}

async function verifyTree(
  { layout, inspector, session }: VerifyParts,
  name: string,
  signal?: AbortSignal,
): Promise<Problem[]> {
  const object = `trees/${name}`;
  const digest = asSha256(name);
  if (digest === undefined)
    return [
      {
        object,
        failure: {
          kind: "failure",
          code: "store-corrupt",
          message: `Cannot trust "${object}": its name is not a digest`,
        },
      },
    ];
  const found = await checkTree(layout.tree(digest), inspector, signal === undefined ? {} : { signal });
  const listing = await readBeside(() => readListing(layout, digest));
  if (!found.ok || found.value.sha256 !== digest) return [{ object, failure: treeFailure(object, found, listing) }];

  // The tree itself is whole, so what stands beside it can be written anew.
  const tree = found.value;
  const problems: Problem[] = [];
  if (!listing?.ok) {
    const rewrite = async () =>
      writeDurably((await session()).temporaryPath(), layout.object("listings", digest), writeListing(tree.entries));
    problems.push({ object: `listings/${name}`, failure: besideFailure(`listings/${name}`, listing), rewrite });
  }
  const sizes = await readBeside(() => getText(layout, "sizes", digest));
  if (!sizes?.ok || sizes.value !== writeSizes(tree)) {
    const rewrite = async () =>
      void (await putTexts(
        layout,
        [{ kind: "sizes", name, content: writeSizes(tree) }],
        (
          await session()
        ).temporaryPath,
      ));
    problems.push({ object: `sizes/${name}`, failure: besideFailure(`sizes/${name}`, sizes), rewrite });
  }
  return problems;
}

function treeFailure(
  object: string,
  found: Result<Tree>,
  listing: Awaited<ReturnType<typeof readListing>> | undefined,
): Failure {
  const message = `Cannot trust "${object}": `;
  if (!found.ok)
    return {
      kind: "failure",
      code: "store-corrupt",
      message: `${message}it holds what no stored tree holds`,
      details: found.failures.map((each) => each.message),
    };
  const details = listing?.ok
    ? differences(listing.value, found.value.entries)
    : ["its listing cannot be read either, so which entries differ is not known"];
  return {
    kind: "failure",
    code: "store-corrupt",
    message: `${message}the digest of its listing is ${found.value.sha256}`,
    details,
  };
}

function besideFailure(object: string, found: Result<unknown> | undefined): Failure {
  const reason =
    found === undefined ? "it is missing" : found.ok ? "it differs from the tree" : found.failures[0]!.message;
  return { kind: "failure", code: "store-corrupt", message: `Cannot trust "${object}": ${reason}` };
}

async function readBeside<T>(read: () => Promise<Result<T>>): Promise<Result<T> | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

async function* unknownFolders(layout: StoreLayout): AsyncGenerator<Finding, void> {
  // An earlier fromseed kept Node's compile cache here.
  const known = new Set<string>([...folders, "version", "cache"]);
  for (const name of (await readdir(layout.home)).sort(byBytes))
    if (!known.has(name))
      yield {
        object: name,
        failure: {
          kind: "failure",
          code: "store-unknown",
          message: `Cannot tell what "${name}" is: the store has no such folder`,
          hint: "nothing uses it; move it away",
        },
        healed: "no",
      };
}
