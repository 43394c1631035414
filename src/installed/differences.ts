// What is not in a prefix as its receipt has it: changed, missing, strange. Must never follow a link, nor change anything.

import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { byBytes } from "../bytes/order.ts";
import { sha256File } from "../bytes/sha256.ts";
import { kindAt } from "../store/entry-kind.ts";
import type { ListedEntry } from "../store/listing.ts";
import { parentOf } from "../store/path-rules.ts";
import { RECEIPT, type Receipt } from "./receipt.ts";

/** Paths below the prefix, each sorted by bytes. */
export interface Differences {
  /** Other content, another target, or executable where it was not. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** What was not installed. A folder stands for all in it. */
  readonly strange: readonly string[];
}

export function isIntact({ changed, missing, strange }: Differences): boolean {
  return changed.length + missing.length + strange.length === 0;
}

/** Reads the whole prefix. Rejects with the file system's error, and with the signal's reason. */
export async function differencesIn(prefix: string, { entries }: Receipt, signal?: AbortSignal): Promise<Differences> {
  const changed: string[] = [];
  const missing: string[] = [];
  const strange: string[] = [];
  const known = new Map<string, ListedEntry["type"]>([[RECEIPT, "file"]]);
  for (const entry of entries) {
    signal?.throwIfAborted();
    known.set(entry.path, entry.type);
    for (let above = parentOf(entry.path); above !== ""; above = parentOf(above)) known.set(above, "directory");
    const kind = kindAt(`${prefix}/${entry.path}`);
    if (kind === undefined) missing.push(entry.path);
    else if (!(await isSame(`${prefix}/${entry.path}`, entry, kind))) changed.push(entry.path);
  }
  const look = (directory: string): void => {
    for (const found of readdirSync(`${prefix}/${directory}`, { withFileTypes: true })) {
      const path = directory === "" ? found.name : `${directory}/${found.name}`;
      const type = known.get(path);
      if (type === undefined) strange.push(path);
      else if (type === "directory" && found.isDirectory()) look(path);
      else if (type === "directory" && !entries.some((entry) => entry.path === path)) changed.push(path);
    }
  };
  look("");
  return { changed: changed.sort(byBytes), missing, strange: strange.sort(byBytes) };
}

async function isSame(path: string, entry: ListedEntry, kind: ReturnType<typeof kindAt>): Promise<boolean> {
  switch (entry.type) {
    case "directory":
      return kind === "directory";
    case "link":
      return kind === "link" && readlinkSync(path) === entry.target;
    case "file":
      return (
        kind === "file" &&
        ((lstatSync(path).mode & 0o111) !== 0) === entry.executable &&
        (await sha256File(path)) === entry.sha256
      );
  }
}
