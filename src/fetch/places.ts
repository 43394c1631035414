// Where a source may be had, in the order in which the places are tried: what the user gave, then the recipe's own
// order. Must never put a user name or password of an address into text that is shown.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { releaseText, type Release, type SourcePlace } from "../model/recipe.ts";
import type { Registry } from "./registry.ts";
import type { FetchPlace, Looked, Unsized } from "./wanted.ts";

/** The archives' own addresses, by what the user set. */
export interface Archives {
  readonly snapshot?: string;
  readonly softwareHeritage?: string;
}

export interface WhereToLook {
  /** Base addresses given by the user: of a Debian archive, or of a flat folder of files by name. */
  readonly mirrors: readonly string[];
  /** Directories given by the user: files by name, or a Debian archive. */
  readonly directories: readonly string[];
  /** As aptMirrors() gives them. */
  readonly aptMirrors: readonly string[];
  /** By the type of a release; absent where none is known. */
  readonly registries?: Readonly<Record<Release["type"], Registry>>;
  /** Where rustup has its toolchains. */
  readonly toolchains?: string;
  /** Addresses of archives that keep what has gone elsewhere; one that is absent is not asked. */
  readonly archives?: Archives;
}

export function fetchPlaces(source: Looked, where: WhereToLook): readonly FetchPlace[] {
  const pool = source.places.filter((place) => place.type === "debian").map((place) => place.path);
  const places: FetchPlace[] = [];
  for (const directory of where.directories)
    for (const name of [...carriedNames(source), ...pool]) places.push({ type: "file", path: join(directory, name) });
  for (const mirror of where.mirrors)
    for (const name of [...pool, ...carriedNames(source)]) places.push(below(mirror, name));
  for (const place of source.places) {
    switch (place.type) {
      case "debian":
        for (const mirror of where.aptMirrors) places.push(below(mirror, place.path));
        break;
      case "url":
        places.push({ type: "http", url: place.url });
        break;
      case "snapshot":
      case "software-heritage": {
        const url = archiveAddress(place, where.archives);
        if (url !== undefined) places.push({ type: "http", url });
        break;
      }
      case "directory":
        places.push({ type: "file", path: join(place.path, source.file) });
        break;
      case "rustup":
      case "crate":
      case "pypi":
        places.push(place);
    }
  }
  const seen = new Set<string>();
  return places.filter((place) => !seen.has(placeText(place)) && seen.add(placeText(place)));
}

type ArchivePlace = Extract<SourcePlace, { readonly type: "snapshot" | "software-heritage" }>;

/**
 * Where an archive has a file: Debian's snapshot by `file/SHA1` and `archive/debian/TIME/PATH`, Software Heritage by
 * `api/1/content/sha1_git:SHA1/raw/`. Undefined where nobody said where the archive is.
 */
function archiveAddress(place: ArchivePlace, archives: Archives = {}): string | undefined {
  const base = place.type === "snapshot" ? archives.snapshot : archives.softwareHeritage;
  if (base === undefined) return undefined;
  if (place.type === "software-heritage")
    return `${base.replace(/\/+$/, "")}/api/1/content/sha1_git:${place.id.slice("swh:1:cnt:".length)}/raw/`;
  const found = below(base, place.path.includes("/") ? `archive/debian/${place.path}` : `file/${place.path}`);
  return found.type === "http" ? found.url : undefined;
}

/** What is not asked because nobody said where it is: each as messages call it, and what to say of it. */
export function placesUnset(
  { places }: Unsized,
  { archives = {} }: WhereToLook,
): readonly { readonly place: string; readonly says: string }[] {
  const unset = new Map<string, string>();
  for (const place of places)
    if (place.type === "snapshot" && archives.snapshot === undefined)
      unset.set(`snapshot ${place.path}`, "FROMSEED_SNAPSHOT");
    else if (place.type === "software-heritage" && archives.softwareHeritage === undefined)
      unset.set(place.id, "FROMSEED_SOFTWARE_HERITAGE");
  return [...unset].map(([place, variable]) => ({
    place,
    says: `not asked, as ${variable} is not set to the archive's address`,
  }));
}

/** Where a source is in a folder of files: by its name, or by its digest too where another file has that name. */
export function carriedNames({ file, sha256 }: Omit<Looked, "places">): readonly string[] {
  return sha256 === undefined ? [file] : [file, `${sha256}/${file}`];
}

/** How messages call a place. */
export function placeText(place: FetchPlace): string {
  if (place.type === "file") return place.path;
  return place.type === "http" ? withoutPassword(place.url) : `${place.type} ${releaseText(place)}`;
}

export function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1");
}

function below(mirror: string, name: string): FetchPlace {
  const base = mirror.replace(/\/+$/, "");
  const path = name.split("/").map(encodeURIComponent).join("/");
  return base.startsWith("file:")
    ? { type: "file", path: join(fileURLToPath(base), name) }
    : { type: "http", url: `${base}/${path}` };
}
