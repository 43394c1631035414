// Which texts are addresses that fromseed can fetch from: well-formed, by http or https, or of a file of this machine.

import { fileURLToPath } from "node:url";

export function webAddress(text: string): URL | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** The path of a `file:` address; undefined for one of another machine, and for all else. */
export function filePath(address: string): string | undefined {
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}

/** A part of an address without its percent-encoding; undefined where that is broken. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
