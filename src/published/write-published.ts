// Fills a published folder, or adds to one: PUBLISHED.md tells in which order. Must never let the index name what is not
// whole, nor drop what somebody else has published there.

import { createHash } from "node:crypto";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import { syncPath, writeForced } from "../store/durable-write.ts";
import { readRegular } from "../store/entry-kind.ts";
import { waitForLock } from "../store/lock.ts";
import type { Store } from "../store/store.ts";
import { TREE_TAR } from "../store/tar-parts.ts";
import { fileSize } from "./file-size.ts";
import {
  INDEX,
  parseIndex,
  tarPath,
  writeIndex,
  type PublishedIndex,
  type PublishedText,
  type PublishedTree,
} from "./index-text.ts";
import { otherName } from "./other-name.ts";

/** All that a target's folder has to hold. */
export interface ToPublish {
  readonly target: string;
  /** Digest of its closure manifest's text, which is among the texts. */
  readonly closure: Sha256;
  /** By `manifests/NAME` or `observations/NAME`. */
  readonly texts: readonly { readonly path: string; readonly content: Uint8Array }[];
  readonly trees: readonly Sha256[];
}

export interface Publication {
  readonly added: { readonly texts: number; readonly trees: number; readonly bytes: number };
  /** All that is there now. */
  readonly index: PublishedIndex;
}

/** Publishes into a folder, which is made where it is not there. Rejects with a system error, or the signal's reason. */
export async function writePublished(
  store: Pick<Store, "readTar">,
  published: ToPublish,
  folder: string,
  signal?: AbortSignal,
): Promise<Result<Publication>> {
  await mkdir(folder, { recursive: true });
  const lock = await waitForLock(join(folder, "index.lock"), "exclusive", signal);
  try {
    const before = indexOf(folder);
    if (!before.ok) return before;
    const texts = new Map(before.value.texts.map((each) => [each.path, each]));
    const trees = new Map(before.value.trees.map((each) => [each.tree, each]));
    const added = { texts: 0, trees: 0, bytes: 0 };
    const sorted = published.texts
      .map((text) => ({ ...text, digest: sha256(text.content) }))
      .sort((a, b) => byBytes(a.path, b.path) || byBytes(a.digest, b.digest));
    for (const { path, content, digest } of sorted) {
      signal?.throwIfAborted();
      const taken = texts.get(path);
      const own = taken === undefined || taken.sha256 === digest ? path : otherName(path, content);
      if (texts.has(own)) continue;
      await writeText(join(folder, own), content);
      texts.set(own, { path: own, size: content.length, sha256: digest });
      added.texts++;
      added.bytes += content.length;
    }
    for (const tree of new Set(published.trees)) {
      signal?.throwIfAborted();
      if (trees.has(tree)) continue;
      const written = await writeTree(store, tree, folder);
      if (!written.ok) return written;
      trees.set(tree, written.value);
      added.trees++;
      added.bytes += written.value.size;
    }
    const { target, closure } = published;
    const others = before.value.targets.filter((each) => each.target !== target);
    const index = { targets: [...others, { target, closure }], texts: [...texts.values()], trees: [...trees.values()] };
    await writeText(join(folder, INDEX), writeIndex(index));
    return succeed({ added, index });
  } finally {
    lock.release();
  }
}

/** What a folder's index names, as far as it is there. */
function indexOf(folder: string): Result<PublishedIndex> {
  const path = join(folder, INDEX);
  const content = readRegular(path);
  if (content === undefined) return succeed({ targets: [], texts: [], trees: [] });
  const index = parseIndex(typeof content === "string" ? Buffer.alloc(0) : content, path);
  if (!index.ok) return index;
  const isThere = (own: string, size: number): boolean => fileSize(join(folder, own)) === size;
  return succeed({
    targets: index.value.targets,
    texts: index.value.texts.filter(({ path: own, size }: PublishedText) => isThere(own, size)),
    trees: index.value.trees.filter(({ tree, size }: PublishedTree) => isThere(tarPath(tree), size)),
  });
}

async function writeTree(store: Pick<Store, "readTar">, tree: Sha256, folder: string): Promise<Result<PublishedTree>> {
  const hash = createHash("sha256");
  let size = 0;
  const written = await writeWhole(join(folder, tarPath(tree)), async (part) => {
    const file = openSync(part, "wx");
    try {
      const read = await store.readTar(tree, {
        form: TREE_TAR,
        take: (piece) => {
          hash.update(piece);
          size += piece.length;
          writeFileSync(file, piece);
        },
      });
      if (!read.ok) return read;
    } finally {
      closeSync(file);
    }
    await syncPath(part);
    return succeed(undefined);
  });
  return written.ok ? succeed({ tree, size, sha256: hash.digest("hex") as Sha256 }) : written;
}

function writeText(path: string, content: string | Uint8Array): Promise<Result<void>> {
  return writeWhole(path, async (part) => succeed(await writeForced(part, content)));
}

/** Has `write` make `<path>.part`, and gives it its name when that has succeeded. */
async function writeWhole<T>(path: string, write: (part: string) => Promise<Result<T>>): Promise<Result<T>> {
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  // What a killed one has left: nobody else writes here now.
  await rm(part, { force: true });
  try {
    const written = await write(part);
    if (written.ok) await rename(part, path);
    return written;
  } finally {
    await rm(part, { force: true });
  }
}
