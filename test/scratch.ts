// Directories of the tests' own, outside the checkout: for one test file, or one made thing for all files of a run.

import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** What is made once in a run lies here: test/build-first.ts makes the directory and removes it. */
    madeOnce: string;
  }
}

/** A directory for a test file, removed after it. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-test-"));
  // On a busy disk that takes a while.
  afterAll(() => rmSync(directory, { recursive: true, force: true }), 300_000);
  return directory;
}

/** A file that several test files need: the first to ask makes it at the path that `make` gets, the others find it. */
export function once(name: string, make: (path: string) => void): string {
  const path = join(inject("madeOnce"), name);
  if (existsSync(path)) return path;
  const own = `${path}.${process.pid}`;
  make(own);
  renameSync(own, path);
  return path;
}
