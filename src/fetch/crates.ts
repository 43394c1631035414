// Crate files: where one may be had, by what the user gives and what cargo keeps and is set to on this machine. Must
// never name a registry itself.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Release } from "../model/recipe.ts";
import { cargoSource } from "./cargo-config.ts";
import { withoutPassword, type WhereToLook } from "./places.ts";
import { joined, NOWHERE, type Ask, type FoundPlaces, type Registry } from "./registry.ts";
import type { Told } from "./wanted.ts";
import { filePath, webAddress } from "./web-address.ts";

export interface CrateSettings {
  /** Given by the user, and looked at first: addresses of sparse indexes, folders of crate files. */
  readonly given: Pick<WhereToLook, "mirrors" | "directories">;
  /** Cargo's home folder. */
  readonly home: string;
}

/** The longest config.json of an index that is read, and the longest of its files that tell of one crate's releases. */
const MOST = 64 * 1024;
const MOST_RELEASES = 16 * 2 ** 20;

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
      const known: Told = sha256 === undefined ? {} : { sha256 };
      const source = await cargoSource(home);
      const atIndex = async (url: string): Promise<FoundPlaces> => {
        if (ask === "offline") return { ...NOWHERE, skipped: 1 };
        const found = await template(url, ask);
        if (typeof found !== "string") return found;
        // Nothing is pinned yet: the index tells more of it.
        const told = sha256 === undefined ? await askRelease(url, release, ask) : known;
        return "misses" in told ? told : fromTemplate(found, release, told);
      };
      const found: FoundPlaces[] = [
        ...given.directories.map((directory) => inFolder(directory, release)),
        ...(await foldersIn(join(home, "registry/cache"))).map((directory) => inFolder(directory, release)),
        ...(await Promise.all(given.mirrors.map(atIndex))),
      ];
      if (source.type === "local") found.push(inFolder(source.directory, release));
      else if (source.type === "sparse") found.push(await atIndex(source.url));
      else if (source.type === "none") found.push({ ...NOWHERE, misses: [`${source.file}: ${source.found}`] });
      else found.push(...(await usedIndexes(home)).map((each) => fromConfig(each, release, known)));
      const all = joined(found);
      return all.places.length + all.misses.length + all.skipped > 0
        ? all
        : {
            ...NOWHERE,
            misses: [`${home}: cargo has used no registry here; let it fetch any crate, or give one with --crates`],
          };
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

function fromConfig({ path, text }: Config, release: Release, told: Told): FoundPlaces {
  const template = templateIn(text);
  if (template === undefined) return missAt(path, "it does not say where crates are");
  if (told.sha256 === undefined && template.includes(CHECKSUM))
    return missAt(path, "it says where crates are by their digests, and that of this one is not known");
  return fromTemplate(template, release, told);
}

async function askTemplate(index: string, ask: Ask): Promise<string | FoundPlaces> {
  const url = `${indexBase(index)}config.json`;
  if (webAddress(url) === undefined) return missAt(url, "it is not an address of http or https");
  const answer = await ask(url, { most: MOST });
  if (!answer.ok) return missAt(url, answer.found);
  return templateIn(answer.value.toString()) ?? missAt(url, "what came does not say where crates are");
}

function indexBase(index: string): string {
  return index.replace(/^sparse\+/, "").replace(/\/*$/, "/");
}

function missAt(place: string, found: string): FoundPlaces {
  return { ...NOWHERE, misses: [`${withoutPassword(place)}: ${found}`] };
}

/** What an index tells of a release (Cargo Reference, "Index Format": a line of JSON for each, of which it is one). */
async function askRelease(index: string, { name, version }: Release, ask: Ask): Promise<Told | FoundPlaces> {
  const lower = name.toLowerCase();
  const url = `${indexBase(index)}${prefixOf(lower)}/${lower}`;
  const answer = await ask(url, { most: MOST_RELEASES });
  if (!answer.ok) return missAt(url, answer.found);
  for (const line of answer.value.toString().split("\n")) {
    // A version may be in many lines that only require it.
    if (!line.includes(JSON.stringify(version))) continue;
    const { vers, cksum, yanked } = readLine(line);
    if (vers !== version) continue;
    if (typeof cksum !== "string" || !/^[0-9a-f]{64}$/.test(cksum)) return missAt(url, `${version} has no checksum`);
    return { sha256: cksum, ...(yanked === true ? { withdrawn: "" } : {}) };
  }
  return missAt(url, `it names no release ${version}`);
}

function readLine(line: string): { readonly vers?: unknown; readonly cksum?: unknown; readonly yanked?: unknown } {
  try {
    return Object(JSON.parse(line)) as ReturnType<typeof readLine>;
  } catch {
    return {};
  }
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

const CHECKSUM = "{sha256-checksum}";
const MARKERS = /\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/g;

/** The digest must be told where the template asks for it. */
function fromTemplate(template: string, { name, version }: Release, told: Told): FoundPlaces {
  const values: Readonly<Record<string, string>> = {
    crate: name,
    version,
    prefix: prefixOf(name),
    lowerprefix: prefixOf(name.toLowerCase()),
    "sha256-checksum": told.sha256 ?? "",
  };
  const whole = template.search(MARKERS) >= 0 ? template : `${template.replace(/\/+$/, "")}/{crate}/{version}/download`;
  const url = whole.replace(MARKERS, (_, marker: string) => values[marker]!);
  const path = filePath(url);
  return { ...NOWHERE, places: [path === undefined ? { type: "http", url, told } : { type: "file", path }] };
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
