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

/** The path that a text is: itself, or that of a `file:` address; undefined for all other addresses. */
export function localPath(text: string): string | undefined {
  const scheme = schemeOf(text);
  return scheme === undefined ? text : scheme === "file" ? filePath(text) : undefined;
}

/** In lower case; undefined of what is no address. */
export function schemeOf(text: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
}

/** A part of an address without its percent-encoding; undefined where that is broken. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
