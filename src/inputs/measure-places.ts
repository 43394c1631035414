// What is to be pinned, from the first place that has it: an address or a path that somebody names, or whichever place
// fetch would ask, in its order. Must never take what a registry says is another file.

import { askText } from "../fetch/fetch-text.ts";
import type { Answered } from "../fetch/miss.ts";
import { placeText, withoutPassword } from "../fetch/places.ts";
import { readWhole } from "../fetch/take-file.ts";
import { packComponent } from "../fetch/toolchain.ts";
import { tryPlaces } from "../fetch/try-places.ts";
import type { FilePlace, Looked } from "../fetch/wanted.ts";
import { webAddress } from "../fetch/web-address.ts";
import { sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { type Came, fileNameAt, type Measured, measureSource, type Way } from "./measure-source.ts";
import type { Obtaining } from "./obtaining.ts";

/** The most that is taken of a place that says nothing of its size: 1 GiB. */
const MOST = 2 ** 30;

/** What was measured, and the place that gave it, as messages call places. */
export interface MeasuredAt extends Measured {
  readonly place: string;
  /** Why its makers withdrew it, in the registry's words, which may be none. */
  readonly withdrawn?: string;
}

/** Of an address of http or https, or of a file of this machine. */
export async function measureNamed(obtaining: Obtaining, place: string): Promise<Result<MeasuredAt>> {
  const isAddress = webAddress(place) !== undefined;
  if (isAddress && obtaining.fetching.offline)
    return fail("offline", `Cannot fetch "${place}": --offline forbids the network`);
  try {
    const came = await bytesAt(obtaining, isAddress ? { type: "http", url: place } : { type: "file", path: place });
    if (!came.ok && !isAddress && came.found === "no such file")
      return fail("operand", `Cannot pin "${place}": it is neither an address nor a file`, {
        hint: "a place is an address of http or https, a file of this machine, or one as recipes have it: debian:PATH, crate:NAME@VERSION, pypi:NAME@VERSION, rustup:COMPONENT@RELEASE",
      });
    if (!came.ok)
      return fail("source-unavailable", `Cannot pin "${withoutPassword(place)}": ${came.found}`, {
        ...(came.servedBy === undefined ? {} : { details: [`served by ${came.servedBy}`] }),
      });
    const measured = await measureSource(obtaining, { file: fileNameAt(place), bytes: came.value }, {});
    return measured.ok ? succeed({ ...measured.value, place }) : measured;
  } catch (error) {
    return interrupted(obtaining, place, error);
  }
}

/**
 * Of what is looked for. A source distribution has the name that its place gives it, anything else the one that it is
 * looked for by. The failure's message begins with `action`: `Cannot pin "x"`.
 */
export async function measureAnywhere(
  obtaining: Obtaining,
  looked: Looked,
  { action, way = {} }: { readonly action: string; readonly way?: Way },
): Promise<Result<MeasuredAt>> {
  const { fetching, signal } = obtaining;
  const isNamedByPlace = looked.places.some(({ type }) => type === "pypi");
  let found: MeasuredAt | undefined;
  try {
    const tried = await tryPlaces(looked, { ...fetching, signal }, async (place) => {
      const bytes = await bytesAt(obtaining, place);
      if (!bytes.ok) return bytes;
      const text = placeText(place);
      const came: Came = { file: isNamedByPlace ? fileNameAt(text) : looked.file, bytes: bytes.value };
      const told = place.type === "http" ? place.told : undefined;
      const digest = sha256(came.bytes);
      if (told?.sha256 !== undefined && told.sha256 !== digest)
        return {
          found: `wrong content: found sha256 ${digest}, and the registry tells ${told.sha256}`,
          servedBy: undefined,
          wrongBytes: true,
        };
      const measured = await measureSource(obtaining, came, way);
      signal.throwIfAborted();
      if (!measured.ok)
        return { found: measured.failures.map(({ message }) => message).join("; "), servedBy: undefined };
      found = {
        ...measured.value,
        place: text,
        ...(told?.withdrawn === undefined ? {} : { withdrawn: told.withdrawn }),
      };
      return undefined;
    });
    if (found !== undefined) return succeed(found);
    if (!("misses" in tried)) throw new Error("our bug: a place gave what was not measured");
    const unasked = tried.skipped === 0 ? [] : [`places not asked, as --offline forbids the network: ${tried.skipped}`];
    return fail(tried.code, `${action}: no place has it`, { details: [...tried.misses, ...unasked] });
  } catch (error) {
    return interrupted(obtaining, looked.file, error);
  }
}

/** Rejects when the signal is raised. */
async function bytesAt({ fetching, signal }: Obtaining, place: FilePlace): Promise<Answered> {
  switch (place.type) {
    case "http":
      return askText(place.url, MOST, { proxies: fetching.proxies, signal });
    case "file":
      return readWhole(place.path, MOST);
    case "rustup": {
      const pieces: Buffer[] = [];
      let size = 0;
      const missed = await packComponent(place, fetching.toolchains ?? "", async (bytes) => {
        signal.throwIfAborted();
        pieces.push(Buffer.from(bytes));
        return (size += bytes.length);
      });
      return missed === undefined ? { ok: true, value: Buffer.concat(pieces, size) } : { ok: false, ...missed };
    }
  }
}

function interrupted({ signal }: Obtaining, what: string, error: unknown): { ok: false; failures: readonly Failure[] } {
  if (!signal.aborted) throw error;
  return fail("interrupted", `Cannot pin "${what}": interrupted`);
}
