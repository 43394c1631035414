// Quarantine: where corrupt objects are put away, so that they are made or fetched again and can still be looked at.
// Must never be read by anything but a person's eye; a collection empties it.

import { mkdir, rename, rmdir } from "node:fs/promises";
import type { Folder, StoreLayout } from "./store-layout.ts";
import { isMissing, isSystemError } from "./io-failure.ts";

/** Moves an object to quarantine/<folder>-<name>-<n>; gives that path, or undefined when the object is gone already. */
export async function quarantine(layout: StoreLayout, folder: Folder, name: string): Promise<string | undefined> {
  for (let number = 1; ; number++) {
    const path = layout.object("quarantine", `${folder}-${name}-${number}`);
    try {
      // A file would be replaced silently: so the place is an own directory, which only one can make.
      await mkdir(path);
    } catch (error) {
      if (isSystemError(error) && error.code === "EEXIST") continue;
      throw error;
    }
    try {
      await rename(layout.object(folder, name), `${path}/${name}`);
      return path;
    } catch (error) {
      if (!isMissing(error)) throw error;
      await rmdir(path);
      return undefined;
    }
  }
}
