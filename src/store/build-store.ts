// The Store interface, put together from the store's parts.
// Must never touch anything outside the home, but where an export is asked for.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Tree } from "../model/tree.ts";
import { hasBlob, putBlob } from "./blob-store.ts";
import { guarded, withLock } from "./guarded.ts";
import { checkObject } from "./check-object.ts";
import { collectGarbage, type Collected } from "./collect.ts";
import { copyTree } from "./export-directory.ts";
import { readTar } from "./export-tar.ts";
import { dropFailed, hasFailed, keepFailed, withFailed } from "./failed-store.ts";
import type { Home } from "./home.ts";
import { kindAt } from "./entry-kind.ts";
import { openInspector } from "./inspection-pool.ts";
import { isSystemError } from "../model/system-error.ts";
import type { StoreLayout } from "./store-layout.ts";
import { linkName, writeLink } from "./link-text.ts";
import { allLinks, getLink } from "./links.ts";
import type { Lock } from "./lock.ts";
import { LockError, tryLock, waitForLock } from "./lock.ts";
import { isPutAway, quarantine } from "./quarantine.ts";
import { removeTree } from "./remove-tree.ts";
import type { Session } from "./scratch.ts";
import { openSession } from "./scratch.ts";
import { sealTree } from "./seal-tree.ts";
import type { Store } from "./store.ts";
import { getText, hasText, mustBeName, putTexts, textNames } from "./text-store.ts";
import { openTreeStore } from "./tree-store.ts";
import { showLog, unfinishedLog } from "./unfinished-log.ts";
import { verifyStore } from "./verify.ts";
import { makeWhole } from "./whole-directory.ts";

export interface StoreParts {
  readonly layout: StoreLayout;
  readonly firstLock: Lock;
  readonly bootId: string;
  readonly threads: number;
  readonly mended: Home["mended"];
}

export function buildStore({ layout, firstLock, bootId, threads, mended }: StoreParts): {
  readonly store: Store;
  session(): Promise<Session>;
} {
  const inspector = openInspector(threads);
  let shared: Lock | undefined = firstLock;
  let opening: Promise<Session> | undefined;
  const session = (sweep = true) =>
    (opening ??= openSession(layout, { sweep }).catch((error: unknown) => {
      // A full disk may have room again by the next call.
      opening = undefined;
      throw error;
    }));
  const trees = openTreeStore({ layout, inspector, bootId, session });
  const putMany: Store["putTexts"] = (texts) =>
    guarded("write to the store", layout.home, async () => {
      const { temporaryPath } = await session();
      return putTexts(layout, texts, temporaryPath);
    });
  const withTree = async (
    action: string,
    destination: string,
    digest: Tree["sha256"],
    work: (tree: Tree) => Promise<void>,
  ): Promise<Result<void>> => {
    const tree = await trees.get(digest);
    if (!tree.ok) return tree;
    return guarded(action, destination, async () => succeed(await work(tree.value)));
  };

  const checkStored = (folder: "trees" | "blobs", digest: Sha256, signal?: AbortSignal) =>
    guarded("read", layout.object(folder, digest), async () =>
      checkObject({ layout, inspector, ...(signal === undefined ? {} : { signal }) }, folder, digest),
    );

  const store: Store = {
    home: layout.home,
    sealTree: (directory, options) => sealTree(directory, inspector, options),
    putTree: (directory, options = {}) =>
      guarded("store the tree", directory, async () => {
        const stored = await trees.put(directory, options);
        if (stored.ok) await removeTree(directory);
        return stored;
      }),
    takeTree: (tree, tar) => guarded("take tree", tree.sha256, () => trees.take(tree, tar)),
    hasTree: (digest) => trees.has(digest),
    tree: (digest) => trees.get(digest),
    checkTree: (digest, signal) => checkStored("trees", digest, signal),
    treeDirectory: (digest) => layout.tree(digest),
    listingPath: (digest) => layout.object("listings", digest),

    putBlob: (file, expected) => putBlob(layout, file, expected),
    hasBlob: async (digest) => hasBlob(layout, digest),
    checkBlob: (digest) => checkStored("blobs", digest),
    blobPath: (digest) => layout.object("blobs", digest),
    partialPath: (digest) => layout.object("partial", digest),
    clearPartial: (digest) =>
      guarded("put away", layout.object("partial", digest), async () => {
        for (const name of readdirSync(layout.folder("partial")))
          if (name.startsWith(digest) && kindAt(layout.object("partial", name)) !== "file")
            await quarantine(layout, "partial", name);
        return succeed(undefined);
      }),

    link: (link) => getLink(layout, link),
    putLink: (link) => putMany([{ kind: "links", name: linkName(link), content: writeLink(link) }]),
    dropLink: (link) =>
      guarded("put away", layout.object("links", linkName(link)), async () => {
        await quarantine(layout, "links", linkName(link));
        return succeed(undefined);
      }),
    links: () => allLinks(layout),

    putTexts: putMany,
    putText: (kind, name, content) => putMany([{ kind, name, content }]),
    hasText: (kind, name) => hasText(layout, kind, name),
    isPutAway: (kind, name) => isPutAway(layout, kind, name),
    text: (kind, name) => getText(layout, kind, name),
    textPath: (kind, name) => layout.object(kind, name),
    texts: (kind) => textNames(layout, kind),
    showLog: (name, file) => {
      mustBeName(name);
      return guarded("write", file, async () => succeed(await showLog(layout, await session(), name, file)));
    },
    unfinishedLog: (name) =>
      guarded("read", layout.object("unfinished", name), async () => succeed(await unfinishedLog(layout, name))),

    newScratch: (name) => {
      mustBeName(name);
      return guarded("make a scratch directory in", layout.folder("scratch"), async () =>
        succeed(await (await session()).newDirectory(name)),
      );
    },
    dropScratch: (directory) =>
      guarded("remove", directory, async () => {
        const own = await session();
        if (!directory.startsWith(join(own.directory, "/")))
          throw new Error(`our bug: ${directory} is not scratch of this process`);
        return succeed(await own.drop(directory));
      }),

    keepFailed: (name, directory) => {
      mustBeName(name);
      return guarded("keep", directory, async () =>
        succeed(await keepFailed(layout, await session(), name, directory)),
      );
    },
    failedDirectory: (name) => layout.object("failed", name),
    dropFailed: (name) => {
      mustBeName(name);
      return guarded("remove", layout.object("failed", name), async () =>
        succeed((await hasFailed(layout, name)) ? await dropFailed(layout, await session(), name) : undefined),
      );
    },
    withFailed: (name, work) => guarded("enter", layout.object("failed", name), () => withFailed(layout, name, work)),

    withLock: (name, work, { signal, onWait } = {}) => {
      mustBeName(name);
      return withLock(layout.object("locks", `name-${name}`), work, signal, onWait);
    },

    async *verify(options = {}) {
      for (const each of mended) yield { ...each, healed: "put away" };
      yield* verifyStore({ layout, inspector, session }, options);
    },
    collect: (keep, options = {}) => {
      const collection = async (): Promise<Result<Collected>> => {
        // What dead processes have left is counted with the rest, and a dry run leaves it.
        const own = await session(false).catch((error: unknown) => withoutRoom(layout, error));
        shared?.release();
        shared = undefined;
        const alone = tryLock(layout.object("locks", "store"), "exclusive");
        try {
          await own.swept;
          if (alone === undefined)
            return fail(
              "store-busy",
              `Cannot collect garbage in ${JSON.stringify(layout.home)}: another fromseed process uses this store`,
              { hint: "run it again when no build is running" },
            );
          const found = await keep();
          return found.ok ? succeed(await collectGarbage(layout, own, found.value, options)) : found;
        } finally {
          alone?.release();
          shared = await waitForLock(layout.object("locks", "store"), "shared");
        }
      };
      return guarded("collect garbage in", layout.home, collection, options.signal);
    },

    exportDirectory: (digest, destination) =>
      guarded("export to", destination, () =>
        makeWhole(destination, (partial) =>
          withTree("export to", destination, digest, (tree) => copyTree(layout.tree(digest), tree, partial)),
        ),
      ),
    readTar: (digest, to) => withTree("export tree", digest, digest, (tree) => readTar(layout.tree(digest), tree, to)),

    async close(patience) {
      try {
        await inspector.close();
        await (await opening)?.close(patience);
      } finally {
        opening = undefined;
        shared?.release();
        shared = undefined;
      }
    },
  };
  return { store, session };
}

/**
 * What stands in for a session where the disk has no room for one: a collection is what makes room. It runs alone, so
 * no name can be taken meanwhile, and clears all that a killed one has left. Throws the error when it is another.
 */
function withoutRoom(layout: StoreLayout, error: unknown): Pick<Session, "directory" | "temporaryPath" | "swept"> {
  const full =
    error instanceof LockError || (isSystemError(error) && (error.code === "ENOSPC" || error.code === "EDQUOT"));
  if (!full) throw error;
  let files = 0;
  const temporaryPath = (): string => {
    const path = layout.object("scratch", `collected-${files++}`);
    return existsSync(path) ? temporaryPath() : path;
  };
  return { directory: "", temporaryPath, swept: Promise.resolve() };
}
