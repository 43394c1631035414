// Crate files: where one may be had, by what the user gives and what cargo keeps and is set to on this machine. Must
// never name a registry itself.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Release } from "../model/recipe.ts";
import { cargoSource } from "./cargo-config.ts";
import { withoutPassword, type WhereToLook } from "./places.ts";
import { joined, NOWHERE, type Ask, type FoundPlaces, type Registry } from "./registry.ts";
import { filePath, webAddress } from "./web-address.ts";

export interface CrateSettings {
  /** Given by the user, and looked at first: addresses of sparse indexes, folders of crate files. */
  readonly given: Pick<WhereToLook, "mirrors" | "directories">;
  /** Cargo's home folder. */
  readonly home: string;
}

/** The longest config.json of an index that is read. */
const MOST = 64 * 1024;

/**
 * The registry of crates. A crate is looked for in the given folders, in cargo's cache, then at the given indexes, and
 * at the source that cargo is set to: without a replacement, where the indexes that cargo has used say.
 */
export function crateRegistry({ given, home }: CrateSettings): Registry {
  const templates = new Map<string, Promise<string | FoundPlaces>>();
  /** Where an index says that crate files are; asked for once. */
  const template = (index: string, ask: Ask): Promise<string | FoundPlaces> => {
    const known = templates.get(index) ?? askTemplate(index, ask);
    templates.set(index, known);
    return known;
  };
  return {
    async find(release, { sha256 }, ask) {
      const wanted = { ...release, sha256 };
      const source = await cargoSource(home);
      const atIndex = async (url: string): Promise<FoundPlaces> => {
        if (ask === "offline") return { ...NOWHERE, skipped: 1 };
        const found = await template(url, ask);
        return typeof found === "string" ? fromTemplate(found, wanted) : found;
      };
      const found: FoundPlaces[] = [
        ...given.directories.map((directory) => inFolder(directory, release)),
        ...(await foldersIn(join(home, "registry/cache"))).map((directory) => inFolder(directory, release)),
        ...(await Promise.all(given.mirrors.map(atIndex))),
      ];
      if (source.type === "local") found.push(inFolder(source.directory, release));
      else if (source.type === "sparse") found.push(await atIndex(source.url));
      else if (source.type === "none") found.push({ ...NOWHERE, misses: [`${source.file}: ${source.found}`] });
      else found.push(...(await usedIndexes(home)).map((each) => fromConfig(each, wanted)));
      const all = joined(found);
      return all.places.length + all.misses.length + all.skipped > 0
        ? all
        : { ...NOWHERE, misses: [`${home}: cargo has used no registry here; give one with --crates`] };
    },
  };
}

/** A crate file as cargo calls it. */
export function crateFile({ name, version }: Pick<Release, "name" | "version">): string {
  return `${name}-${version}.crate`;
}

function inFolder(directory: string, release: Release): FoundPlaces {
  return { ...NOWHERE, places: [{ type: "file", path: join(directory, crateFile(release)) }] };
}

interface Config {
  /** Of the file, for messages. */
  readonly path: string;
  readonly text: string;
}

/** What cargo keeps of each sparse index that it has used. */
async function usedIndexes(home: string): Promise<readonly Config[]> {
  const configs: Config[] = [];
  for (const folder of await foldersIn(join(home, "registry/index"))) {
    const path = join(folder, "config.json");
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) configs.push({ path, text });
  }
  return configs;
}

function fromConfig({ path, text }: Config, wanted: WantedCrate): FoundPlaces {
  const template = templateIn(text);
  return template === undefined
    ? { ...NOWHERE, misses: [`${path}: it does not say where crates are`] }
    : fromTemplate(template, wanted);
}

async function askTemplate(index: string, ask: Ask): Promise<string | FoundPlaces> {
  const base = index.replace(/^sparse\+/, "").replace(/\/*$/, "/");
  const miss = (found: string): FoundPlaces => ({
    ...NOWHERE,
    misses: [`${withoutPassword(base)}config.json: ${found}`],
  });
  if (webAddress(base) === undefined) return miss("it is not an address of http or https");
  const answer = await ask(`${base}config.json`, { most: MOST });
  if (!answer.ok) return miss(answer.found);
  return templateIn(answer.value.toString()) ?? miss("what came does not say where crates are");
}

/** `dl` of an index's config.json (Cargo Reference, "Index Format"). */
function templateIn(text: string): string | undefined {
  try {
    const { dl } = JSON.parse(text) as { readonly dl?: unknown };
    return typeof dl === "string" && /^(https?|file):\/\//i.test(dl) && URL.canParse(dl) ? dl : undefined;
  } catch {
    return undefined;
  }
}

interface WantedCrate extends Pick<Release, "name" | "version"> {
  readonly sha256: string;
}

const MARKERS = /\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/g;

function fromTemplate(template: string, { name, version, sha256 }: WantedCrate): FoundPlaces {
  const values: Readonly<Record<string, string>> = {
    crate: name,
    version,
    prefix: prefixOf(name),
    lowerprefix: prefixOf(name.toLowerCase()),
    "sha256-checksum": sha256,
  };
  const whole = template.search(MARKERS) >= 0 ? template : `${template.replace(/\/+$/, "")}/{crate}/{version}/download`;
  const url = whole.replace(MARKERS, (_, marker: string) => values[marker]!);
  const path = filePath(url);
  return { ...NOWHERE, places: [path === undefined ? { type: "http", url } : { type: "file", path }] };
}

/** The folders of an index that a crate's name leads to. */
function prefixOf(name: string): string {
  if (name.length <= 2) return String(name.length);
  return name.length === 3 ? `3/${name[0]}` : `${name.slice(0, 2)}/${name.slice(2, 4)}`;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort(byBytes).map((name) => join(folder, name));
}
