// Source distributions of Python projects: where one may be had, by what the user gives and what pip is set to on this
// machine. Must never name an index itself, nor fetch a file of which the index tells another digest than the pinned.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Release } from "../model/recipe.ts";
import { type Environment, pipPlaces } from "./pip-config.ts";
import { type WhereToLook, withoutPassword } from "./places.ts";
import { normalised } from "./project-name.ts";
import { type Ask, type FoundPlaces, joined, NOWHERE, type Registry } from "./registry.ts";
import { type PageFile, readSimplePage, SIMPLE_FORMS } from "./simple-page.ts";
import type { FilePlace, Looked } from "./wanted.ts";
import { filePath, webAddress } from "./web-address.ts";

export interface SdistSettings {
  /** Given by the user, and looked at first: addresses of simple repositories, folders of files. */
  readonly given: Pick<WhereToLook, "mirrors" | "directories">;
  /** What pip would find set. */
  readonly environment: Environment;
}

/** The longest page of an index that is read: the largest projects have some 20 MB. */
const MOST = 64 * 2 ** 20;

/** The index of Python projects. */
export function sdistRegistry({ given, environment }: SdistSettings): Registry {
  return {
    async find(release, wanted, ask) {
      const { indexes, links } = await pipPlaces(environment);
      const found: FoundPlaces[] = [];
      for (const directory of given.directories) found.push(await inFolder(directory, release, wanted));
      const pages: string[] = [];
      for (const link of links) {
        if (webAddress(link) !== undefined) pages.push(link);
        else found.push(await inFolder(filePath(link) ?? link, release, wanted));
      }
      pages.push(...[...given.mirrors, ...indexes].map((index) => projectPage(index, release)));
      for (const page of pages) {
        if (ask === "offline") found.push({ ...NOWHERE, skipped: 1 });
        else found.push(await onPage(page, { release, wanted, ask }));
      }
      return found.length > 0
        ? joined(found)
        : { ...NOWHERE, misses: ["pip: it is set to no index here; give one with --pypi"] };
    },
  };
}

/** By its name; while nothing is pinned, by any name that a source distribution of the release may have. */
async function inFolder(directory: string, release: Release, { file, sha256 }: Looked): Promise<FoundPlaces> {
  const here = sha256 === undefined ? await readdir(directory).catch(() => []) : [];
  const names = here.filter((name) => isSdist(name, release)).sort(byBytes);
  return {
    ...NOWHERE,
    places: (names.length > 0 ? names : [file]).map((name) => ({ type: "file", path: join(directory, name) })),
  };
}

/** The file of a release's source distribution, as they are called since PEP 625. */
export function sdistFile({ name, version }: Pick<Release, "name" | "version">): string {
  return `${normalised(name).replaceAll("-", "_")}-${version}.tar.gz`;
}

/** Where an index tells of a project (PEP 503). */
function projectPage(index: string, { name }: Release): string {
  return `${index.replace(/\/+$/, "")}/${normalised(name)}/`;
}

interface Search {
  readonly release: Release;
  readonly wanted: Looked;
  readonly ask: Ask;
}

async function onPage(page: string, { release, wanted, ask }: Search): Promise<FoundPlaces> {
  const miss = (found: string): FoundPlaces => ({ ...NOWHERE, misses: [`${withoutPassword(page)}: ${found}`] });
  const answer = await ask(page, { most: MOST, accept: SIMPLE_FORMS });
  if (!answer.ok) return miss(answer.found);
  const files = readSimplePage(answer.value.toString(), page);
  if (files === undefined) return miss("what came is no page of an index");
  const own = files.filter((file) => file.name === wanted.file || isSdist(file.name, release));
  const right = own.filter(({ sha256 }) => [undefined, wanted.sha256 ?? sha256].includes(sha256));
  if (right.length > 0) return { ...NOWHERE, places: right.map((file) => placeOf(file, page)) };
  if (own.length === 0) return miss(`it names no source distribution of ${release.name} ${release.version}`);
  return miss(own.map(({ name, sha256 }) => `${JSON.stringify(name)} has sha256 ${sha256} there`).join(", "));
}

/** A page's files may lie with its own server, which may ask for the user's name. */
function placeOf({ url, name: _, ...told }: PageFile, page: string): FilePlace {
  const at = new URL(url);
  const from = new URL(page);
  if (at.origin === from.origin && at.username === "") [at.username, at.password] = [from.username, from.password];
  return { type: "http", url: at.href, told };
}

/** Whether a file's name is that of a release's source distribution: NAME-VERSION and what tells an archive. */
function isSdist(file: string, { name, version }: Release): boolean {
  const stem = /^(.+)\.(?:tar\.(?:gz|bz2|xz)|tgz|zip)$/i.exec(file)?.[1]?.toLowerCase();
  const end = `-${version.toLowerCase()}`;
  return stem?.endsWith(end) === true && normalised(stem.slice(0, -end.length)) === normalised(name);
}
