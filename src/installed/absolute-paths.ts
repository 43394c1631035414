// What a file names by absolute paths of the root that it was built for: below a prefix it looks for them at `/` and not
// beside itself. Must never call a path the root's that no tree of the root holds.

import { elfPaths } from "./elf-paths.ts";
import type { SomeBytes } from "./some-bytes.ts";
import { parentOf } from "../store/path-rules.ts";

/** What one file names. */
export interface NamedPaths {
  readonly path: string;
  /** What the kernel runs it with, of a program or a script. */
  readonly interpreter?: string;
  /** Folders in which the loader looks for libraries. */
  readonly rpath: readonly string[];
  /** Paths of the root that stand in its bytes, each once, in their order. */
  readonly strings: readonly string[];
}

/** The paths of a root, as a search knows them. */
export interface RootPaths {
  readonly paths: ReadonlySet<string>;
  readonly pattern: RegExp;
}

/** `paths` are those of files, links and folders, relative to the root. */
export function rootPaths(paths: Iterable<string>): RootPaths {
  const all = new Set<string>();
  for (const path of paths) for (let each = path; each !== "" && !all.has(each); each = parentOf(each)) all.add(each);
  const tops = [...all].filter((path) => !path.includes("/")).map((top) => top.replaceAll(/[^A-Za-z0-9_]/g, "\\$&"));
  // What comes before it would make it a part of a longer path, or of an address.
  return {
    paths: all,
    pattern: new RegExp(`(?<![\\w./:$%}-])/(?:${tops.join("|") || "\\0"})(?![\\w.+-])(?:/[\\w.+-]+)*`, "g"),
  };
}

/** Undefined where a file names nothing of the root. */
export function namedPaths(path: string, bytes: SomeBytes, { paths, pattern }: RootPaths): NamedPaths | undefined {
  const { interpreter = scriptInterpreter(bytes), rpath = [] } = elfPaths(bytes) ?? {};
  const strings = new Set<string>();
  // A folder at the top alone, as /bin or /lib, is in any text: what says something is a path below one.
  for (const found of matchesIn(bytes, pattern))
    if (found !== interpreter && found.lastIndexOf("/") > 0 && paths.has(found.slice(1))) strings.add(found);
  if (interpreter === undefined && rpath.length === 0 && strings.size === 0) return undefined;
  return { path, ...(interpreter === undefined ? {} : { interpreter }), rpath, strings: [...strings] };
}

/** Bytes that are searched at once. */
const PIECE = 1 << 22;
const SLASH = 0x2f;
/** Longer than any path: Linux's PATH_MAX. */
const LONGEST_PATH = 4096;

/** What matches, in order. Pieces overlap by a path on either side, and a match is that of the piece in which it begins. */
function* matchesIn(bytes: SomeBytes, pattern: RegExp): Generator<string, void> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    const from = Math.max(0, at - LONGEST_PATH);
    const piece = bytes.read(from, at + PIECE + LONGEST_PATH);
    // A search of what holds no path at all, as holes and tables do, would take most of the time.
    if (!piece.includes(SLASH)) continue;
    for (const { 0: found, index } of piece.toString("latin1").matchAll(pattern))
      if (from + index >= at && from + index < at + PIECE) yield found;
  }
}

/** The program of a `#!` line. */
function scriptInterpreter(bytes: SomeBytes): string | undefined {
  return /^#![ \t]*(\/[^\s]+)/.exec(bytes.read(0, 256).toString("latin1"))?.[1];
}
