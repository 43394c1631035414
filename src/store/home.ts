// The home of a store: how it is made, told from any other folder, and mended. Must never take a folder that holds
// other things for a home, nor throw away what it finds in a folder's place.

import { mkdir, rename } from "node:fs/promises";
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Failure, Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { called, kindAt, readRegular } from "./entry-kind.ts";
import { HEAL } from "./io-failure.ts";
import { putAway } from "./quarantine.ts";
import { folders, layoutVersion, makeDirectory, makeFolder, type StoreLayout } from "./store-layout.ts";

/**
 * What a home may hold: its folders; Node's compile cache, which an earlier fromseed kept there; and what a file system
 * of its own brings.
 */
const KNOWN: ReadonlySet<string> = new Set([...folders, "version", "cache", "lost+found"]);
/** Locks without which no store can be opened. */
const LOCKS = ["store", "scratch-guard"] as const;

export interface Home {
  /** Whether the version is still to be written, which is done last. */
  readonly made: boolean;
  /** What was put away: the paths below the home, and what was wrong with each. */
  readonly mended: readonly { readonly object: string; readonly failure: Failure }[];
}

/**
 * Makes the folders that are missing, and says whether there was a store. What has the name of one of its parts and is
 * of another kind is a failure, or with `mend` is put away. Rejects with the file system's error.
 */
export async function prepareHome(layout: StoreLayout, mend: boolean): Promise<Result<Home>> {
  const version = readRegular(layout.version);
  const isDamaged = version !== undefined && !/^fromseed store [0-9]+\n$/.test(String(version));
  if (version !== undefined && !isDamaged && String(version) !== layoutVersion)
    return fail(
      "store-version",
      `Cannot open the store ${JSON.stringify(layout.home)}: its version is ${JSON.stringify(String(version))}, not ${JSON.stringify(layoutVersion)}`,
      { hint: "use another folder with --home, or the fromseed that made this one" },
    );
  if (version === undefined) {
    const stranger = strangers(layout)[0];
    if (stranger !== undefined)
      return fail(
        "store-unknown",
        `Cannot keep state in ${JSON.stringify(layout.home)}: it is not a state folder, and holds ${JSON.stringify(stranger)}`,
        { hint: "give --home a new folder, or an empty one" },
      );
    await makeDirectory(layout.home);
  }
  const wrong = [...(isDamaged ? ["version"] : []), ...wrongParts(layout)];
  const failures = wrong.map((object): Failure => {
    const kind = kindAt(join(layout.home, object));
    const found = kind === "file" ? "it is a damaged file" : `it is ${called(kind!)}`;
    return {
      kind: "failure",
      code: "store-corrupt",
      message: `Cannot use "${object}" of the store ${JSON.stringify(layout.home)}: ${found}`,
      hint: HEAL,
    };
  });
  if (failures.length > 0 && !mend) return { ok: false, failures };
  // First the one to which all the others go.
  for (const object of wrong.toSorted((a, b) => Number(b === "quarantine") - Number(a === "quarantine")))
    await mendPart(layout, object);
  for (const folder of folders) if (!existsSync(layout.folder(folder))) await makeFolder(layout, folder);
  return succeed({
    made: version === undefined || isDamaged,
    mended: wrong.map((object, i) => ({ object, failure: failures[i]! })),
  });
}

/** What the home holds that is not the store's, by names. */
export function strangers(layout: StoreLayout): string[] {
  if (kindAt(layout.home) === undefined) return [];
  return strangersAmong(readdirSync(layout.home));
}

/** Of the names in a folder those that no state folder has, sorted. */
export function strangersAmong(names: readonly string[]): string[] {
  return names.filter((name) => !KNOWN.has(name)).sort(byBytes);
}

function wrongParts(layout: StoreLayout): string[] {
  const wrong: string[] = folders.filter((folder) => !["directory", undefined].includes(kindAt(layout.folder(folder))));
  if (!wrong.includes("locks"))
    for (const lock of LOCKS) if (isWrongLock(layout.object("locks", lock))) wrong.push(`locks/${lock}`);
  return wrong;
}

/** A lock is an empty file. */
export function isWrongLock(path: string): boolean {
  const kind = kindAt(path);
  return kind !== undefined && (kind !== "file" || (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0);
}

async function mendPart(layout: StoreLayout, object: string): Promise<void> {
  let path = join(layout.home, object);
  if (object === "quarantine") {
    await rename(path, (path += ".away"));
    await mkdir(layout.folder("quarantine"));
  }
  await putAway(layout, path, `home-${object.replace("/", "-")}`);
}
