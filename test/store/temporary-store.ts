// A store in a new folder below the system's temporary one, for one test. Must never outlive the test.

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { succeed, type Result } from "../../src/model/failure.ts";
import type { Tree } from "../../src/model/tree.ts";
import type { Keep } from "../../src/store/collect.ts";
import { openStore } from "../../src/store/open-store.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import type { Store } from "../../src/store/store.ts";

/** A new empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fromseed-store-"));
  onTestFinished(() => removeTree(folder));
  return folder;
}

/** Opens a store and closes it after the test. */
export async function temporaryStore(home = join(temporaryFolder(), "home"), bootId = "boot-1"): Promise<Store> {
  const store = value(await openStore(home, { bootId }));
  onTestFinished(() => store.close());
  return store;
}

/** What a collection asks, when it is known beforehand. */
export function keeping(keep: Keep): () => Promise<Result<Keep>> {
  return async () => succeed(keep);
}

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failures, undefined, 1));
  return result.value;
}

/** The messages of a result that must be a failure. */
export function messages(result: Result<unknown>): string[] {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`);
  return result.failures.map((failure) => failure.message);
}

/** Writes files below a directory, making the directories they need. */
export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

/** Puts a tree of these files. */
export async function putFiles(store: Store, files: Readonly<Record<string, string>>): Promise<Tree> {
  const directory = value(await store.newScratch("tree"));
  writeFiles(directory, files);
  return value(await store.putTree(directory));
}
