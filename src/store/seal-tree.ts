// Sealing: a directory becomes a tree. Modes and times are made normal, files are hashed, what a tree may not hold is
// refused. The same walk, changing nothing, checks a stored tree. Must never be given a directory that another program
// still writes to.

import { chmodSync, copyFileSync, lstatSync, lutimesSync, renameSync, utimesSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Failure, Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import type { Inspected, Inspection, InspectionPurpose } from "./inspect-file.ts";
import { sealedTime, specialBits } from "./inspect-file.ts";
import type { Inspector, ToInspect } from "./inspection-pool.ts";
import { attempt, ioFailure } from "./io-failure.ts";
import { treeOf } from "./listing.ts";
import type { Scan } from "./scan-tree.ts";
import { octal, scanTree } from "./scan-tree.ts";

/** How far a seal has come: all files are known before the first is hashed. */
export interface SealProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
}

export interface SealOptions {
  /** Bytes that all files may have together, holes counted: else a few blocks on disk could take hours to read. */
  readonly mostBytes?: number;
  readonly onProgress?: (progress: SealProgress) => void;
  /** When it fires, the promise rejects with its reason; the directory is then half sealed and of no use. */
  readonly signal?: AbortSignal;
}

/** How many failures are given one by one. */
const mostFailures = 20;
const callsPerBreath = 1024;

/** Makes a directory a tree, or gives every reason why it cannot be one. */
export function sealTree(directory: string, inspector: Inspector, options: SealOptions = {}): Promise<Result<Tree>> {
  return readTree(directory, "seal", inspector, options);
}

/** Reads a stored tree again and changes nothing; fails on modes that sealing would not have left. */
export function checkTree(directory: string, inspector: Inspector, options: SealOptions = {}): Promise<Result<Tree>> {
  return readTree(directory, "check", inspector, options);
}

async function readTree(
  directory: string,
  purpose: InspectionPurpose,
  inspector: Inspector,
  options: SealOptions,
): Promise<Result<Tree>> {
  const result = await attempt(purpose === "seal" ? "seal" : "check", directory, async (): Promise<Result<Tree>> => {
    const scan = await scanTree(directory, purpose);
    if (scan.refusals.length > 0) return refused(scan.refusals);
    if (options.mostBytes !== undefined && !(await fitsIn(options.mostBytes, directory, scan.files, options.signal))) {
      return fail(
        "limit-disk",
        `Cannot store ${JSON.stringify(directory)}: its files have more than ${options.mostBytes} bytes`,
        {
          hint: "a file counts in full, holes included",
        },
      );
    }
    const found = await inspectAll({ directory, paths: scan.files, purpose }, inspector, options);
    const failures = found.flatMap((each, i) => problemsOf(scan.files[i]!, each, purpose));
    if (failures.length > 0) return refused(failures);
    const inspected = found as Inspected[];
    if (purpose === "seal") {
      separateNames(directory, scan.files, inspected);
      await setTimes(directory, scan);
    }
    return succeed(treeOf(entriesOf(scan, inspected)));
  });
  return result.ok ? result.value : result;
}

async function fitsIn(
  mostBytes: number,
  directory: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let bytes = 0;
  let calls = 0;
  for (const path of paths) {
    if (++calls % callsPerBreath === 0) await breathe();
    signal?.throwIfAborted();
    bytes += lstatSync(`${directory}/${path}`).size;
    if (bytes > mostBytes) return false;
  }
  return true;
}

async function inspectAll(
  toInspect: ToInspect,
  inspector: Inspector,
  { onProgress, signal }: SealOptions,
): Promise<Inspection[]> {
  const totalFiles = toInspect.paths.length;
  let files = 0;
  let bytes = 0;
  return inspector.inspect(toInspect, {
    onDone: (moreFiles, moreBytes) =>
      onProgress?.({ files: (files += moreFiles), totalFiles, bytes: (bytes += moreBytes) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function problemsOf(path: string, found: Inspection, purpose: InspectionPurpose): Failure[] {
  if ("error" in found)
    return [ioFailure("read", found.error.path, Object.assign(new Error(found.error.code), found.error))];
  if ((found.mode & specialBits) !== 0)
    return [
      {
        kind: "failure",
        code: "output-refused",
        message: `Cannot store ${JSON.stringify(path)}: it is a file of mode ${octal(found.mode)}`,
        hint: "take the set-user-id, set-group-id and sticky bits off with chmod: a tree does not carry them",
      },
    ];
  if (purpose === "check" && found.mode !== 0o444 && found.mode !== 0o555)
    return [
      {
        kind: "failure",
        code: "store-corrupt",
        message: `Cannot use ${JSON.stringify(path)}: it is a file of mode ${octal(found.mode)}, not 444 or 555`,
        hint: "the file was changed after it was stored",
      },
    ];
  return [];
}

/** A file that also has a name outside the tree could be changed through it: it is replaced by a copy of its own. */
function separateNames(directory: string, paths: readonly string[], found: readonly Inspected[]): void {
  const within = new Map<string, number>();
  for (const { shared } of found)
    if (shared !== undefined) within.set(shared.inode, (within.get(shared.inode) ?? 0) + 1);
  for (const [i, { shared, mode }] of found.entries()) {
    if (shared === undefined || within.get(shared.inode) === shared.names) continue;
    const path = `${directory}/${paths[i]!}`;
    const copy = `${directory}/.copy-of-a-shared-file\n`;
    copyFileSync(path, copy);
    chmodSync(copy, (mode & 0o111) === 0 ? 0o444 : 0o555);
    utimesSync(copy, sealedTime, sealedTime);
    renameSync(copy, path);
  }
}

async function setTimes(directory: string, { links, directories }: Scan): Promise<void> {
  let calls = 0;
  for (const { path } of links) {
    if (++calls % callsPerBreath === 0) await breathe();
    lutimesSync(`${directory}/${path}`, sealedTime, sealedTime);
  }
  for (const path of directories) {
    if (++calls % callsPerBreath === 0) await breathe();
    utimesSync(`${directory}/${path}`, sealedTime, sealedTime);
  }
  utimesSync(directory, sealedTime, sealedTime);
}

function entriesOf({ files, links, emptyDirectories }: Scan, found: readonly Inspected[]): TreeEntry[] {
  return [
    ...files.map(
      (path, i): TreeEntry => ({
        type: "file",
        path,
        executable: (found[i]!.mode & 0o111) !== 0,
        sha256: found[i]!.sha256 as Sha256,
        size: found[i]!.size,
      }),
    ),
    ...links.map(({ path, target }): TreeEntry => ({ type: "link", path, target })),
    ...emptyDirectories.map((path): TreeEntry => ({ type: "directory", path })),
  ];
}

function refused(failures: readonly Failure[]): Result<never> {
  const more = failures.length - mostFailures;
  if (more <= 0) return { ok: false, failures };
  const last: Failure = {
    kind: "failure",
    code: "output-refused",
    message: `Cannot store ${more} more entries for reasons like these`,
  };
  return { ok: false, failures: [...failures.slice(0, mostFailures), last] };
}
