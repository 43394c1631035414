// Trees: trees/<sha256>/ beside listings/<sha256> and sizes/<sha256>, which are written first, so that a tree that is
// there is whole.
//
// A tree's 100,000 files are not forced to disk one by one. Instead unsettled/<sha256> notes the boot in which the tree
// was put; in a later boot the tree is read whole and compared with its digest before its first use. Must never give a
// tree that a power cut tore.

import { readdir, rm } from "node:fs/promises";
import { asSha256, sha256 } from "../bytes/sha256.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { called, kindAt, readRegular } from "./entry-kind.ts";
import type { Inspector } from "./inspection-pool.ts";
import { attempt, HEAL } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";
import type { StoreLayout } from "./store-layout.ts";
import type { ListedEntry } from "./listing.ts";
import { parseListing, writeListing } from "./listing.ts";
import { waitForLock } from "./lock.ts";
import { moveDurably, writeTogether, type PlacedFile } from "./place.ts";
import { quarantine } from "./quarantine.ts";
import type { Session } from "./scratch.ts";
import type { SealOptions } from "./seal-tree.ts";
import { checkTree, sealTree } from "./seal-tree.ts";
import { writeFromTar } from "./take-tar.ts";
import { getText, makeSums } from "./text-store.ts";

export interface TreeStore {
  /** Seals a directory and moves it in. */
  put(directory: string, options: SealOptions): Promise<Result<Tree>>;
  /** Takes a tree from its tar, as `Store.takeTree` says. */
  take(tree: Tree, tar: AsyncIterable<Uint8Array>): Promise<Result<void>>;
  /** What stands beside a whole tree and is lost is written again from it. */
  get(digest: Sha256): Promise<Result<Tree>>;
  has(digest: Sha256): Promise<boolean>;
}

export interface TreeStoreParts {
  readonly layout: StoreLayout;
  readonly inspector: Inspector;
  readonly bootId: string;
  readonly session: () => Promise<Session>;
}

export function openTreeStore({ layout, inspector, bootId, session }: TreeStoreParts): TreeStore {
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
        // Another process may have settled it, or put it again, while this one waited.
        if (!(await unsettledTrees(layout, bootId)).has(digest)) return isTree(digest);
        const found = await checkTree(layout.tree(digest), inspector);
        const whole = found.ok && found.value.sha256 === digest;
        if (!whole) await quarantine(layout, "trees", digest);
        if (kindAt(layout.object("unsettled", digest)) === "directory") await quarantine(layout, "unsettled", digest);
        else await rm(layout.object("unsettled", digest), { force: true });
        return whole;
      } finally {
        left.delete(digest);
        checks.delete(digest);
        lock.release();
      }
    }
  }

  const isTree = (digest: Sha256): boolean => kindAt(layout.tree(digest)) === "directory";

  async function has(digest: Sha256): Promise<boolean> {
    if (!isTree(digest)) return false;
    return settle(digest);
  }

  /** The tree as it is read whole, with what stands beside it written again; undefined when it is not that tree. */
  async function readWhole(digest: Sha256): Promise<Tree | undefined> {
    const found = await checkTree(layout.tree(digest), inspector);
    if (!found.ok || found.value.sha256 !== digest) return undefined;
    return (await writeBeside(layout, await session(), found.value)).ok ? found.value : undefined;
  }

  return {
    has,
    async put(directory, options) {
      const sealed = await sealTree(directory, inspector, options);
      if (!sealed.ok) return sealed;
      const tree = sealed.value;
      const moved = await attempt("store the tree", directory, async () => {
        const there = await has(tree.sha256);
        // What stands beside it may have been lost alone.
        if (there && (await readListed(layout, tree.sha256)).ok) return succeed(undefined);
        const written = await writeBeside(layout, await session(), tree, there ? undefined : bootId);
        if (written.ok && !there) await moveUnlessThere(layout, directory, tree.sha256);
        return written;
      });
      if (!moved.ok) return moved;
      return moved.value.ok ? sealed : moved.value;
    },
    async take(tree, tar) {
      const own = await session();
      const directory = await own.newDirectory("taken");
      try {
        const fault = await writeFromTar(tar, tree, directory);
        if (fault !== undefined)
          return fail("manifest-mismatch", `Cannot take tree ${tree.sha256}: what was given is not its tar: ${fault}`);
        const written = await writeBeside(layout, own, tree, bootId);
        if (written.ok) await moveUnlessThere(layout, directory, tree.sha256);
        return written;
      } finally {
        await own.drop(directory);
      }
    },
    async get(digest) {
      if (!(await has(digest)))
        return fail("store-missing", `Cannot use tree ${digest}: it is not in the store`, {
          hint: "build the stage or fetch the source that it comes from",
        });
      const result = await attempt("read", layout.object("listings", digest), async () => {
        const listed = await readListed(layout, digest);
        if (listed.ok) return listed;
        const whole = await readWhole(digest);
        return whole === undefined ? listed : succeed(whole);
      });
      return result.ok ? result.value : result;
    },
  };
}

/** Writes what stands beside a tree: of one that is about to be put, also the boot in which it is. */
export async function writeBeside(
  layout: StoreLayout,
  { temporaryPath }: Session,
  tree: Tree,
  boot?: string,
): Promise<Result<void>> {
  const name = tree.sha256;
  const sizes: PlacedFile = { folder: "sizes", name, content: writeSizes(tree) };
  const files: PlacedFile[] = [{ folder: "listings", name, content: writeListing(tree.entries) }, sizes];
  if (boot !== undefined) files.push({ folder: "unsettled", name, content: `${boot}\n` });
  return attempt("write", layout.object("listings", name), () =>
    writeTogether(layout, temporaryPath, files, makeSums(layout, [sizes])),
  );
}

/** The tree as its listing and sizes have it, without a look at its files. */
async function readListed(layout: StoreLayout, digest: Sha256): Promise<Result<Tree>> {
  const listed = readListing(layout, digest);
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

/** The listing of that digest, compared with it. Throws the file system's error. */
export function readListing(layout: StoreLayout, digest: Sha256): Result<ListedEntry[]> {
  const path = layout.object("listings", digest);
  const content = readRegular(path);
  if (content === undefined || typeof content === "string")
    return fail(
      "store-corrupt",
      `Cannot use ${JSON.stringify(path)}: it is ${content === undefined ? "missing" : `${called(content)}, not a file`}`,
      { hint: HEAL },
    );
  const found = sha256(content);
  if (found !== digest)
    return fail("store-corrupt", `Cannot use ${JSON.stringify(path)}: its sha256 is ${found}`, {
      hint: HEAL,
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
      hint: HEAL,
    });
  return succeed(text.value === "" ? [] : text.value.slice(0, -1).split("\n").map(Number));
}

async function unsettledTrees(layout: StoreLayout, bootId: string): Promise<Set<Sha256>> {
  const left = new Set<Sha256>();
  for (const name of await readdir(layout.folder("unsettled"))) {
    const digest = asSha256(name);
    // What cannot be read is as good as another boot's: the tree is looked at.
    if (digest !== undefined && String(readRegular(layout.object("unsettled", name))) !== `${bootId}\n`)
      left.add(digest);
  }
  return left;
}

/** Another process may have put the same tree a moment ago: then this one is dropped, as it is the same. */
async function moveUnlessThere(layout: StoreLayout, from: string, digest: Sha256): Promise<void> {
  try {
    await moveDurably(layout, from, { folder: "trees", name: digest });
  } catch (error) {
    if (!isSystemError(error) || (error.code !== "ENOTEMPTY" && error.code !== "EEXIST")) throw error;
  }
}
