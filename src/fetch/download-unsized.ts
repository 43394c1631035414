// Obtains a file of which only the digest is known, as of what a lock file pins. It must be small enough to be held in
// memory. Must never leave anything but that file at the destination.

import { constants } from "node:fs";
import { open, rename, writeFile } from "node:fs/promises";
import { sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { askedPlaces, type DownloadOptions } from "./download.ts";
import { fetchText } from "./fetch-text.ts";
import { fetchPlaces, placeText } from "./places.ts";
import type { FetchPlace, Wanted } from "./wanted.ts";

/** The longest file that is taken: the largest crates have some 40 MB. */
const MOST = 128 * 2 ** 20;

type Unsized = Omit<Wanted, "size">;

/** Tries the places in turn, as download does, but that what is cut off is asked for again from its start. */
export async function downloadUnsized(
  source: Unsized,
  destination: string,
  options: DownloadOptions,
): Promise<Result<void>> {
  const misses: string[] = [];
  let skipped = 0;
  let wrongBytes = false;
  const places: FetchPlace[] = [...fetchPlaces({ ...source, size: 0 }, options)];
  for (let place = places.shift(); place !== undefined; place = places.shift()) {
    if (place.type === "crate" || place.type === "pypi") {
      const found = await askedPlaces({ ...source, size: 0 }, place, options);
      places.unshift(...found.places);
      misses.push(...found.misses);
      skipped += found.skipped;
    } else if (options.offline && place.type === "http") skipped++;
    else {
      const read = place.type === "file" ? await readFile(place.path) : await fetchText(place.url, MOST, options);
      if (options.signal?.aborted === true) return fail("interrupted", `Cannot fetch "${source.file}": interrupted`);
      const digest = read.ok ? sha256(read.value) : undefined;
      if (read.ok && digest === source.sha256) {
        await writeFile(`${destination}.copy`, read.value, { mode: 0o600 });
        await rename(`${destination}.copy`, destination);
        return succeed(undefined);
      }
      if (read.ok) wrongBytes = true;
      misses.push(
        `${placeText(place)}: ${read.ok ? `wrong content: found ${read.value.length} bytes, sha256 ${digest}` : read.failures[0]!.message.replace(/^Cannot fetch "[^"]*": /, "")}`,
      );
    }
  }
  return fail(
    wrongBytes ? "source-digest" : skipped > 0 ? "offline" : "source-unavailable",
    `Cannot fetch "${source.file}": ${misses.length > 0 ? "no place that was tried gave the pinned file" : skipped > 0 ? "all of its places need the network" : "there is no place to try"}`,
    {
      ...(source.at === undefined ? {} : { place: source.at }),
      details: [`expected: sha256 ${source.sha256}`, ...misses],
      hint:
        skipped > 0
          ? "run again without --offline, or give --crates a directory that holds the file"
          : "give --crates an index, or a directory that holds the file",
    },
  );
}

async function readFile(path: string): Promise<Result<Buffer>> {
  const miss = (found: string): Result<never> => fail("source-unavailable", found);
  try {
    // A fifo that nobody writes to is not waited for.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (!facts.isFile()) return miss("is not a file");
    return facts.size > MOST ? miss(`it is longer than ${MOST} bytes`) : succeed(await file.readFile());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return miss(code === "ENOENT" || code === "ENOTDIR" ? "no such file" : `cannot be opened: ${code}`);
  }
}
