// Descriptors that whoever started fromseed has left open in it, as `exec 200>lock` in a shell does. Node keeps those
// with low numbers from the programs that it starts, and no others. Must never close what this process has opened itself.

import { closeSync, readFileSync, readdirSync } from "node:fs";

/** All that Node and its libraries open has this flag; so what lacks it was there before them. */
const O_CLOEXEC = 0o2000000;
const LAST_STANDARD = 2;

let closed = false;

/**
 * Closes all of them but the standard streams, so that no program that is started gets one. They are there from the
 * start of this process, so that only the first call has anything to do.
 */
export function closeInheritedDescriptors(): void {
  if (closed) return;
  closed = true;
  for (const name of readdirSync("/proc/self/fdinfo")) {
    const descriptor = Number(name);
    if (descriptor <= LAST_STANDARD) continue;
    const flags = flagsOf(descriptor);
    if (flags !== undefined && (flags & O_CLOEXEC) === 0) closeSync(descriptor);
  }
}

/** Undefined for what is closed by now, as the one is by which the list was read. */
function flagsOf(descriptor: number): number | undefined {
  try {
    const found = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return found === undefined ? undefined : parseInt(found, 8);
  } catch {
    return undefined;
  }
}
