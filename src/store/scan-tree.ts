// Scan of a directory that an untrusted program filled: what is in it, and every entry that a tree may not hold.
// Must never open a file, nor follow a link.

import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { chmodSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import type { Failure } from "../model/failure.ts";
import { called, kindOf } from "./entry-kind.ts";
import type { InspectionPurpose } from "./inspect-file.ts";
import { pathProblem, targetProblem } from "./path-rules.ts";

export interface Scan {
  readonly files: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly emptyDirectories: readonly string[];
  /** Every directory below the root, parents first. */
  readonly directories: readonly string[];
  readonly refusals: readonly Failure[];
}

/** Entries that one tree may have: a few times what the largest source trees hold. */
const mostEntries = 2_000_000;
/**
 * Bytes of all paths of one tree, so that its listing and its manifest, which are texts in memory, stay far below what
 * Node can hold.
 */
const mostPathBytes = 1 << 26;
/** A program that does nothing but wrong need not be told all of it. */
const mostRefusals = 1000;
const setUserAndSticky = 0o5000;
const entriesPerBreath = 2048;

/**
 * Scans a directory; when sealing, each directory below is given mode 0755 first. Rejects with the file system's error.
 */
export async function scanTree(root: string, purpose: InspectionPurpose): Promise<Scan> {
  const files: string[] = [];
  const links: { path: string; target: string }[] = [];
  const emptyDirectories: string[] = [];
  const directories: string[] = [];
  const refusals: Failure[] = [];
  const scan = { files, links, emptyDirectories, directories, refusals };
  let entries = 0;
  let pathBytes = 0;
  const refuse = (path: string, problem: string, hint: string) =>
    refusals.push({
      kind: "failure",
      code: "output-refused",
      message: `Cannot store ${JSON.stringify(path === "" ? "." : path)}: it ${problem}`,
      hint,
    });

  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const below = directory === "" ? root : `${root}/${directory}`;
    openUp(directory, below);
    const found = readdirSync(below, { encoding: "buffer", withFileTypes: true });
    if (found.length === 0 && directory !== "") emptyDirectories.push(directory);
    for (const entry of found) {
      if (++entries % entriesPerBreath === 0) await breathe();
      if (entries > mostEntries) {
        refuse(
          directory,
          `has more than ${mostEntries} entries with the rest of its tree`,
          "split the stage, or remove what no other stage needs",
        );
        return scan;
      }
      pathBytes += directory.length + entry.name.length + 1;
      if (pathBytes > mostPathBytes) {
        refuse(
          directory,
          `has paths of more than ${mostPathBytes} bytes together with the rest of its tree`,
          "use shorter names, or remove what no other stage needs",
        );
        return scan;
      }
      take(directory, entry);
      if (refusals.length >= mostRefusals) return scan;
    }
  }
  return scan;

  function openUp(directory: string, below: string): void {
    const mode = lstatSync(below).mode & 0o7777;
    // Set-group-id is inherited from where the store lies, so it says nothing of the program.
    if (directory !== "" && (mode & setUserAndSticky) !== 0)
      refuse(
        directory,
        `is a directory of mode ${octal(mode)}`,
        "take the set-user-id and sticky bits off with chmod: a tree does not carry them",
      );
    if (purpose === "check") {
      if (mode !== 0o755)
        refuse(
          directory,
          `is a directory of mode ${octal(mode)}, not 755`,
          "the directory was changed after it was stored",
        );
    } else if (mode !== 0o755) chmodSync(below, 0o755);
  }

  function take(directory: string, entry: Dirent<NonSharedBuffer>): void {
    const name = entry.name.toString();
    const path = directory === "" ? name : `${directory}/${name}`;
    const problem = isUtf8(entry.name) ? pathProblem(path) : "is not UTF-8";
    if (problem !== undefined)
      refuse(
        path,
        `has a path that ${problem}`,
        "remove or rename it in the recipe's last step: a tree listing cannot carry such a name",
      );
    else if (entry.isFile()) files.push(path);
    else if (entry.isDirectory()) {
      directories.push(path);
      pending.push(path);
    } else if (entry.isSymbolicLink()) takeLink(path);
    else
      refuse(
        path,
        `is ${called(kindOf(entry))}`,
        "a tree holds files, links and directories only: remove it in the recipe's last step",
      );
  }

  function takeLink(path: string): void {
    const target = readlinkSync(`${root}/${path}`, { encoding: "buffer" });
    const problem = isUtf8(target) ? targetProblem(path, target.toString()) : "is not UTF-8";
    if (problem === undefined) links.push({ path, target: target.toString() });
    else
      refuse(
        path,
        `is a link to ${JSON.stringify(target.toString())}, which ${problem}`,
        "make the link relative within the tree, or absolute: a tree is laid at /",
      );
  }
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(3, "0");
}
