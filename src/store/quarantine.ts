// Quarantine: where corrupt objects are put away, so that they are made or fetched again and can still be looked at.
// Must never be read by anything but a person's eye; a collection empties it.

import { readdirSync } from "node:fs";
import { mkdir, rename, rmdir } from "node:fs/promises";
import { basename } from "node:path";
import { isMissing } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";
import type { Folder, StoreLayout } from "./store-layout.ts";

/** Bytes of a label: with a number it still is a name that every file system takes. */
const LONGEST_LABEL = 200;

/** Moves an object to quarantine/<folder>-<name>-<n>; gives that path, or undefined when the object is gone already. */
export function quarantine(layout: StoreLayout, folder: Folder, name: string): Promise<string | undefined> {
  return putAway(layout, layout.object(folder, name), `${folder}-${name}`);
}

/** Moves anything of the store's file system to quarantine/<label>-<n>. */
export async function putAway(layout: StoreLayout, from: string, label: string): Promise<string | undefined> {
  const short = shortened(label);
  for (let number = 1; ; number++) {
    const path = layout.object("quarantine", `${short}-${number}`);
    try {
      // A file would be replaced silently: so the place is an own directory, which only one can make.
      await mkdir(path);
    } catch (error) {
      if (isSystemError(error) && error.code === "EEXIST") continue;
      throw error;
    }
    try {
      await rename(from, `${path}/${basename(from)}`);
      return path;
    } catch (error) {
      if (!isMissing(error)) throw error;
      await rmdir(path);
      return undefined;
    }
  }
}

/** Whether an object of that name was put away, and is kept still. */
export function isPutAway(layout: StoreLayout, folder: Folder, name: string): boolean {
  const label = shortened(`${folder}-${name}`);
  return readdirSync(layout.folder("quarantine")).some(
    (each) => each.startsWith(`${label}-`) && /^[0-9]+$/.test(each.slice(label.length + 1)),
  );
}

const shortened = (label: string): string => Buffer.from(label).subarray(0, LONGEST_LABEL).toString();
