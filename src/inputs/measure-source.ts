// A file that nobody has pinned yet, taken as it comes: what a recipe would have to say of it. Must never be used to build:
// what comes from a place for the first time is only what that place gave.

import { createHash } from "node:crypto";
import { lstat, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Inner } from "../fetch/inner.ts";
import type { UnpackOptions } from "../fetch/unpack.ts";
import { decoded, webAddress } from "../fetch/web-address.ts";
import { objectId } from "../git/object-id.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import type { Obtaining } from "./obtaining.ts";
import { ownLicence, type OwnLicence } from "./own-licence.ts";

export interface Measured extends Partial<OwnLicence> {
  readonly file: string;
  readonly size: number;
  readonly sha256: Sha256;
  /** By which Debian's snapshot archive has it, if it does. */
  readonly sha1: string;
  /** By which Software Heritage has it, if it does: its content's identifier (SWHID 1.2). */
  readonly swhid: string;
  /** Absent for what is no archive. */
  readonly unpack?: { readonly tree: Sha256; readonly strip: number; readonly inner?: Inner };
  /** Path of a lock file that pins crates. */
  readonly lock?: string;
}

/** How an archive is unpacked; `strip` is guessed where it is not given. */
export type Way = Partial<Omit<NonNullable<Source["unpack"]>, "tree">>;

/** A file as it came. */
export interface Came {
  readonly file: string;
  readonly bytes: Buffer;
}

/** Unpacks it, by its name, when it is an archive; the tree is then in the store. */
export async function measureSource(obtaining: Obtaining, { file, bytes }: Came, way: Way): Promise<Result<Measured>> {
  const sha1 = createHash("sha1").update(bytes).digest("hex");
  const swhid = `swh:1:cnt:${objectId("blob", bytes, sha1)}`;
  const own = { file, size: bytes.length, sha256: sha256(bytes), sha1, swhid };
  if (!/\.(crate|deb|tar(\.[a-z0-9]+)?|t[gx]z|tbz2?)$/.test(file)) return succeed(own);
  const scratch = await obtaining.store.newScratch("pin");
  if (!scratch.ok) return scratch;
  try {
    const archive = join(scratch.value, "archive");
    await writeFile(archive, bytes);
    const { unpack } = await import("../fetch/unpack.ts");
    const { packageContent } = await import("../fetch/ar.ts");
    const inner = await packageContent(archive);
    const whole = {
      keep: [],
      remove: [],
      ...(inner === undefined ? {} : { inner }),
      name: file,
      signal: obtaining.signal,
    };
    const strip = way.strip ?? (await topsOf(unpack, archive, { ...whole, into: join(scratch.value, "whole") }));
    if (typeof strip !== "number") return strip;
    const directory = join(scratch.value, "tree");
    const options = { ...whole, ...way, strip };
    const unpacked = await unpack(archive, directory, options);
    if (!unpacked.ok) return unpacked;
    const licence = await ownLicence(directory);
    const hasLock = (await lstat(join(directory, LOCK)).catch(() => undefined))?.isFile() === true;
    const tree = await obtaining.store.putTree(directory, { signal: obtaining.signal });
    return tree.ok
      ? succeed({
          ...own,
          ...licence,
          unpack: { tree: tree.value.sha256, strip, ...(inner === undefined ? {} : { inner }) },
          ...(hasLock ? { lock: LOCK } : {}),
        })
      : tree;
  } finally {
    await obtaining.store.dropScratch(scratch.value);
  }
}

/** Where cargo has it, at the top. */
const LOCK = "Cargo.lock";

/** The name of the file that an address or a path leads to. */
export function fileNameAt(place: string): string {
  const url = webAddress(place);
  if (url === undefined) return basename(place);
  const last = basename(url.pathname);
  return decoded(last) ?? last;
}

/** One top folder that holds all is dropped, as nearly every upstream archive has one; of a package it is a part. */
async function topsOf(
  unpack: typeof import("../fetch/unpack.ts").unpack,
  archive: string,
  { into, ...whole }: Omit<UnpackOptions, "strip" | "limits"> & { readonly into: string },
): Promise<number | Extract<Result<void>, { readonly ok: false }>> {
  if (whole.inner !== undefined) return 0;
  const unpacked = await unpack(archive, into, { ...whole, strip: 0 });
  if (!unpacked.ok) return unpacked;
  const tops = await readdir(into, { withFileTypes: true });
  return tops.length === 1 && tops[0]!.isDirectory() ? 1 : 0;
}
