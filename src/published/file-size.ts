// The size of a plain file. Must never follow a link.

import { lstatSync } from "node:fs";

/** Bytes; undefined where no file has that name. */
export function fileSize(path: string): number | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.size : undefined;
}
