// Places: how an object comes to where it lies, whatever lies there already. Must never throw away what it finds: what
// is of another kind than the object goes to quarantine.

import { mkdir, rename, rm } from "node:fs/promises";
import { syncPath, writeForced } from "./durable-write.ts";
import { kindAt } from "./entry-kind.ts";
import { isSystemError } from "../model/system-error.ts";
import { quarantine } from "./quarantine.ts";
import type { Folder, StoreLayout } from "./store-layout.ts";

/** Where an object lies. */
export interface Place {
  readonly folder: Folder;
  readonly name: string;
}

/**
 * Renames a file that is already forced to disk, or a directory, to an object's place. A directory in a file's place, or
 * the other way round, is put away first. Rejects with the file system's error.
 */
export async function moveIntoPlace(layout: StoreLayout, from: string, { folder, name }: Place): Promise<void> {
  const to = layout.object(folder, name);
  try {
    await rename(from, to);
  } catch (error) {
    const code = isSystemError(error) ? error.code : "";
    // A store that an earlier fromseed made lacks the folders of later ones.
    if (code === "ENOENT" && kindAt(layout.folder(folder)) === undefined)
      await mkdir(layout.folder(folder), { recursive: true });
    else if (code === "EISDIR" || code === "ENOTDIR") await quarantine(layout, folder, name);
    else throw error;
    await rename(from, to);
  }
}

/** As `moveIntoPlace`, and forces the new name to disk. */
export async function moveDurably(layout: StoreLayout, from: string, place: Place): Promise<void> {
  await moveIntoPlace(layout, from, place);
  await syncPath(layout.folder(place.folder));
}

/**
 * Writes a whole file so that its place holds all of it or stays as it was, whatever happens in between. `temporary` is
 * an unused path on the same file system; it is gone afterwards. Rejects with the file system's error.
 */
export async function writeDurably(
  layout: StoreLayout,
  temporary: string,
  place: Place,
  content: string | Uint8Array,
): Promise<void> {
  try {
    await writeForced(temporary, content);
    await moveDurably(layout, temporary, place);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
