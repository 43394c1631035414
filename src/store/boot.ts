// The kernel's name of this boot, by which the store tells what a power cut may have torn. Must never be part of a
// result.

import { readFile } from "node:fs/promises";

/** Reads the boot's random identifier (proc(5)); the same until the machine is started again. Undefined where none is. */
export async function readBootId(): Promise<string | undefined> {
  try {
    return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  } catch {
    return undefined;
  }
}
