// Obtains a file of which only the digest is known, as of what a lock file pins. It must be small enough to be held in
// memory. Must never leave anything but that file at the destination.

import { rename, writeFile } from "node:fs/promises";
import { sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { askText } from "./fetch-text.ts";
import { readWhole } from "./take-file.ts";
import { type TryOptions, tryPlaces } from "./try-places.ts";
import type { Unsized } from "./wanted.ts";

/** The longest file that is taken: the largest crates have some 40 MB. */
const MOST = 128 * 2 ** 20;

/** Tries the places in turn, as download does, but that what is cut off is asked for again from its start. */
export async function downloadUnsized(
  source: Unsized,
  destination: string,
  options: TryOptions,
): Promise<Result<void>> {
  try {
    const tried = await tryPlaces(source, options, async (place) => {
      if (place.type === "rustup") return { found: "a crate is no component of a toolchain", servedBy: undefined };
      const read = place.type === "file" ? await readWhole(place.path, MOST) : await askText(place.url, MOST, options);
      options.signal?.throwIfAborted();
      if (!read.ok) return { found: read.found, servedBy: undefined };
      const digest = sha256(read.value);
      if (digest !== source.sha256) {
        const found = `wrong content: found ${read.value.length} bytes, sha256 ${digest}`;
        return { found, servedBy: undefined, wrongBytes: true };
      }
      await writeFile(`${destination}.copy`, read.value, { mode: 0o600 });
      await rename(`${destination}.copy`, destination);
      return undefined;
    });
    if (!("misses" in tried)) return succeed(undefined);
    return fail(tried.code, `Cannot fetch "${source.file}": ${tried.found}`, {
      ...(source.at === undefined ? {} : { place: source.at }),
      details: [`expected: sha256 ${source.sha256}`, ...tried.misses],
      hint:
        tried.skipped > 0
          ? "run again without --offline, or give --crates a directory that holds the file"
          : "give --crates an index, or a directory that holds the file",
    });
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    return fail("interrupted", `Cannot fetch "${source.file}": interrupted`);
  }
}
