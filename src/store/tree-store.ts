// Trees: trees/<sha256>/ beside listings/<sha256> and sizes/<sha256>, which are written first, so that a tree that is
// there is whole.
//
// A tree's 100,000 files are not forced to disk one by one. Instead unsettled/<sha256> notes the boot in which the tree
// was put; in a later boot the tree is read whole and compared with its digest before its first use. Must never give a
// tree that a power cut tore.

import { readFile, readdir, rm } from "node:fs/promises";
import { asSha256, sha256 } from "../bytes/sha256.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { moveDurably, writeDurably } from "./durable-write.ts";
import type { Inspector } from "./inspection-pool.ts";
import { attempt, isSystemError, isThere } from "./io-failure.ts";
import type { StoreLayout } from "./store-layout.ts";
import type { ListedEntry } from "./listing.ts";
import { parseListing, writeListing } from "./listing.ts";
import { waitForLock } from "./lock.ts";
import { quarantine } from "./quarantine.ts";
import type { Session } from "./scratch.ts";
import type { SealOptions } from "./seal-tree.ts";
import { checkTree, sealTree } from "./seal-tree.ts";
import { getText, putTexts } from "./text-store.ts";

export interface TreeStore {
  put(directory: string, session: Session, options: SealOptions): Promise<Result<Tree>>;
  get(digest: Sha256): Promise<Result<Tree>>;
  has(digest: Sha256): Promise<boolean>;
}

export function openTreeStore(layout: StoreLayout, inspector: Inspector, bootId: string): TreeStore {
  /** Trees that an earlier boot left unsettled, and the checks of them that are under way. */
  let unsettled: Promise<Set<Sha256>> | undefined;
  const checks = new Map<Sha256, Promise<boolean>>();

  /** Whether the tree is whole as far as a power cut goes; one that is not is put away. */
  async function settle(digest: Sha256): Promise<boolean> {
    unsettled ??= unsettledTrees(layout, bootId);
    const left = await unsettled;
    if (!left.has(digest)) return true;
    const check = checks.get(digest) ?? checkOnce();
    checks.set(digest, check);
    return check;

    async function checkOnce(): Promise<boolean> {
      const lock = await waitForLock(layout.object("locks", `name-settle-${digest}`), "exclusive");
      try {
        // Another process may have settled it, or put it anew, while this one waited.
        if (!(await unsettledTrees(layout, bootId)).has(digest)) return await isThere(layout.tree(digest));
        const found = await checkTree(layout.tree(digest), inspector);
        const whole = found.ok && found.value.sha256 === digest;
        if (!whole) await quarantine(layout, "trees", digest);
        await rm(layout.object("unsettled", digest), { force: true });
        return whole;
      } finally {
        left.delete(digest);
        checks.delete(digest);
        lock.release();
      }
    }
  }

  async function has(digest: Sha256): Promise<boolean> {
    if (!(await isThere(layout.tree(digest)))) return false;
    return settle(digest);
  }

  return {
    has,
    async put(directory, session, options) {
      const sealed = await sealTree(directory, inspector, options);
      if (!sealed.ok) return sealed;
      const tree = sealed.value;
      const moved = await attempt("store the tree", directory, async () => {
        if (await has(tree.sha256)) return succeed(undefined);
        await writeDurably(session.temporaryPath(), layout.object("listings", tree.sha256), writeListing(tree.entries));
        const sizes = await putTexts(
          layout,
          [{ kind: "sizes", name: tree.sha256, content: writeSizes(tree) }],
          session.temporaryPath,
        );
        if (!sizes.ok) return sizes;
        await writeDurably(session.temporaryPath(), layout.object("unsettled", tree.sha256), `${bootId}\n`);
        await moveUnlessThere(directory, layout.tree(tree.sha256));
        return succeed(undefined);
      });
      if (!moved.ok) return moved;
      return moved.value.ok ? sealed : moved.value;
    },
    async get(digest) {
      if (!(await has(digest)))
        return fail("store-missing", `Cannot use tree ${digest}: it is not in the store`, {
          hint: "build the stage or fetch the source that it comes from",
        });
      const result = await attempt("read", layout.object("listings", digest), () => readListed(layout, digest));
      return result.ok ? result.value : result;
    },
  };
}

/** The tree as its listing and sizes have it, without a look at its files. */
async function readListed(layout: StoreLayout, digest: Sha256): Promise<Result<Tree>> {
  const listed = await readListing(layout, digest);
  if (!listed.ok) return listed;
  const sizes = await readSizes(layout, digest);
  if (!sizes.ok) return sizes;
  let file = 0;
  let size = 0;
  const entries = listed.value.map((entry): TreeEntry => {
    if (entry.type !== "file") return entry;
    const own = sizes.value[file++] ?? 0;
    size += own;
    return { type: "file", path: entry.path, executable: entry.executable, sha256: entry.sha256, size: own };
  });
  if (file !== sizes.value.length)
    return fail(
      "store-corrupt",
      `Cannot use ${JSON.stringify(layout.object("sizes", digest))}: it has ${sizes.value.length} sizes for ${file} files`,
    );
  return succeed({ sha256: digest, entries, size });
}

/** The listing of that digest, compared with it. Rejects with the file system's error. */
export async function readListing(layout: StoreLayout, digest: Sha256): Promise<Result<ListedEntry[]>> {
  const path = layout.object("listings", digest);
  const content = await readFile(path);
  const found = sha256(content);
  if (found !== digest)
    return fail("store-corrupt", `Cannot use ${JSON.stringify(path)}: its sha256 is ${found}`, {
      hint: "the file was changed after it was written: heal the store",
    });
  return parseListing(content);
}

/** One decimal number a line: the sizes of the files in the order of the listing. */
export function writeSizes(tree: Tree): string {
  return tree.entries.map((entry) => (entry.type === "file" ? `${entry.size}\n` : "")).join("");
}

async function readSizes(layout: StoreLayout, digest: Sha256): Promise<Result<number[]>> {
  const text = await getText(layout, "sizes", digest);
  if (!text.ok) return text;
  if (text.value === undefined)
    return fail("store-corrupt", `Cannot use tree ${digest}: the sizes of its files are missing`, {
      hint: "heal the store",
    });
  return succeed(text.value === "" ? [] : text.value.slice(0, -1).split("\n").map(Number));
}

async function unsettledTrees(layout: StoreLayout, bootId: string): Promise<Set<Sha256>> {
  const left = new Set<Sha256>();
  for (const name of await readdir(layout.folder("unsettled"))) {
    const digest = asSha256(name);
    if (digest !== undefined && (await readFile(layout.object("unsettled", name), "utf8")) !== `${bootId}\n`)
      left.add(digest);
  }
  return left;
}

/** Another process may have put the same tree a moment ago: then this one is dropped, as it is the same. */
async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await moveDurably(from, to);
  } catch (error) {
    if (!isSystemError(error) || (error.code !== "ENOTEMPTY" && error.code !== "EEXIST")) throw error;
  }
}
