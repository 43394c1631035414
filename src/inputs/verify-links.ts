// Links held against what they tell of: each file that is in the store is unpacked again, as its link says, and what
// comes out compared. The store itself can only tell that a link is as it was put; this tells a link that was put by
// somebody who had not unpacked anything. Must never change a link that is right.

import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { unpack } from "../fetch/unpack.ts";
import { UNPACKER_VERSION } from "../fetch/unpacker-version.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { PathPattern } from "../model/recipe.ts";
import type { SourceLink } from "../model/source-link.ts";
import { linkName, writeLink } from "../store/link-text.ts";
import type { Store } from "../store/store.ts";
import type { Finding } from "../store/verify.ts";

export interface LinksVerification {
  /** Links that were held against their files. */
  readonly checked: number;
  /** Links whose file is not here as it was put, or that another unpacker made: they rest on their sums. */
  readonly unchecked: number;
}

/** Yields the links that are not true, and returns how many could be told. Throws the signal's reason when it fires. */
export async function* verifyLinks(
  store: Store,
  { heal = false, signal }: { readonly heal?: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Finding, LinksVerification> {
  let checked = 0;
  let unchecked = 0;
  for await (const link of store.links()) {
    signal.throwIfAborted();
    const current = link.unpacked === undefined || link.unpacked.unpacker === UNPACKER_VERSION;
    if (!current || !(await store.hasBlob(link.sha256))) {
      unchecked++;
      continue;
    }
    const size = (await lstat(store.blobPath(link.sha256))).size;
    const tree: Result<string | undefined> =
      size === link.size ? await treeNow(store, link, signal) : succeed(undefined);
    signal.throwIfAborted();
    const found =
      size !== link.size
        ? `its file has ${size} bytes, not ${link.size}`
        : !tree.ok
          ? tree.failures[0]!.message
          : tree.value === link.unpacked?.tree
            ? undefined
            : `its file unpacks to ${tree.value}, not to ${link.unpacked?.tree}`;
    // A file that has changed since speaks neither for its link nor against it.
    if (found !== undefined && !(await store.checkBlob(link.sha256)).ok) {
      unchecked++;
      continue;
    }
    checked++;
    if (found === undefined) continue;
    const object = `links/${linkName(link)}`;
    const failure: Failure = {
      kind: "failure",
      code: "store-corrupt",
      message: `Cannot trust "${object}": ${found}`,
      hint: "whatever was built since that link was put may name a file that it was not built from",
    };
    if (heal) await store.dropLink(link);
    yield { object, failure, healed: heal ? "put away" : "no" };
  }
  return { checked, unchecked };
}

/** What the link's file unpacks to now; nothing of it stays. */
async function treeNow(store: Store, link: SourceLink, signal: AbortSignal): Promise<Result<string | undefined>> {
  if (link.unpacked === undefined) return succeed(undefined);
  const { inner, strip, keep, remove } = link.unpacked;
  const scratch = await store.newScratch("link");
  if (!scratch.ok) return scratch;
  const directory = join(scratch.value, "tree");
  try {
    const unpacked = await unpack(store.blobPath(link.sha256), directory, {
      ...(inner === undefined ? {} : { inner }),
      strip,
      keep: keep.map((path) => patternOf(link, path)),
      remove: remove.map((path) => patternOf(link, path)),
      name: link.sha256,
      signal,
    });
    if (!unpacked.ok) return unpacked;
    const tree = await store.sealTree(directory, { signal });
    return tree.ok ? succeed(tree.value.sha256) : tree;
  } finally {
    await store.dropScratch(scratch.value);
  }
}

/** A pattern with its place in the link's text. */
function patternOf(link: SourceLink, path: string): PathPattern {
  const lines = writeLink(link).split("\n");
  const line = lines.findIndex((each) => each.endsWith(` ${JSON.stringify(path)}`));
  const text = lines[line] ?? "";
  return {
    path,
    at: { file: `links/${linkName(link)}`, line: line + 1, column: 1, length: Math.max(1, text.length), text },
  };
}
