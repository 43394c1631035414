// Places: how an object comes to where it lies, whatever lies there already. Must never throw away what it finds: what
// is of another kind than the object goes to quarantine.

import { rename, rm } from "node:fs/promises";
import { syncPath, writeForced } from "./durable-write.ts";
import { kindAt } from "./entry-kind.ts";
import { isSystemError } from "../model/system-error.ts";
import { quarantine } from "./quarantine.ts";
import { makeFolder, type Folder, type StoreLayout } from "./store-layout.ts";

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
    if (code === "ENOENT" && kindAt(layout.folder(folder)) === undefined) await makeFolder(layout, folder);
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

/** A whole file on its way to its place. */
export interface PlacedFile extends Place {
  readonly content: string | Uint8Array;
}

/**
 * Writes whole files so that each place holds all of its own or stays as it was, whatever happens in between, and
 * renames them in their order once all are forced to disk, and `before` is fulfilled. Together they cost little more
 * than one. Rejects with the file system's error.
 */
export async function writeTogether(
  layout: StoreLayout,
  temporaryPath: () => string,
  files: readonly PlacedFile[],
  before?: Promise<unknown>,
): Promise<void> {
  const written = files.map((file) => ({ ...file, temporary: temporaryPath() }));
  try {
    await Promise.all([before, ...written.map(({ temporary, content }) => writeForced(temporary, content))]);
    for (const file of written) await moveIntoPlace(layout, file.temporary, file);
    const folders = new Set(files.map(({ folder }) => folder));
    await Promise.all([...folders].map((folder) => syncPath(layout.folder(folder))));
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true });
    throw error;
  }
}
