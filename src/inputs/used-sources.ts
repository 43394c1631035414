// The sources of a recipe as a manifest names them: what they are, how they are unpacked, and what people call them.
// Must never say where they can be had: two people who agree may have them from different places.

import { byBytes } from "../bytes/order.ts";
import { normalised } from "../fetch/project-name.ts";
import { UNPACKER_VERSION } from "../fetch/unpacker-version.ts";
import type { UsedSource } from "../model/manifest.ts";
import { genericPurl, writePurl } from "../model/purl.ts";
import type { Recipe, Source } from "../model/recipe.ts";
import { sourceLink } from "../model/source-link.ts";

/** Sorted by name. What it claims of archives and their trees is only what the recipe says: obtainSources proves it. */
export function usedSources({
  version,
  sources,
  own,
}: Pick<Recipe, "version" | "sources" | "own">): readonly UsedSource[] {
  const pinned = sources.map((source) => usedSource(version, source));
  // A tree of no archive: it is had from a repository, whose commit says nothing of it that its digest does not.
  const tree = own === undefined ? [] : [{ name: own.name, type: "tree", tree: own.tree } as const];
  return [...pinned, ...tree].sort((a, b) => byBytes(a.name, b.name));
}

function usedSource(version: string, source: Source): UsedSource {
  const { sha256, size, unpacked } = sourceLink(source, UNPACKER_VERSION);
  const { name, file, locked } = source;
  // A recipe has one version and may have several sources: it is that of those whose file says so.
  const purl = releasePurl(source) ?? genericPurl(name, namesVersion(file, version) ? version : undefined, sha256);
  // What was packed here is no archive that anybody else has: what it holds is.
  if (unpacked !== undefined && isPackedHere(source)) return { name, type: "tree", tree: unpacked.tree };
  const upstream = { name, purl, file, size, sha256, ...(locked === undefined ? {} : { lock: locked.lock }) };
  return unpacked === undefined ? { ...upstream, type: "file" } : { ...upstream, type: "archive", unpacked };
}

/** Whether it can be had from toolchains of rustup alone. */
function isPackedHere({ places }: Source): boolean {
  return places.length > 0 && places.every(({ type }) => type === "rustup");
}

/** What a registry calls it, where the recipe says that one has it. */
function releasePurl({ places, sha256 }: Source): string | undefined {
  const release = places.find((place) => place.type === "crate" || place.type === "pypi");
  if (release === undefined) return undefined;
  const { type, name, version } = release;
  const checksum = { checksum: `sha256:${sha256}` };
  return type === "crate"
    ? writePurl({ type: "cargo", name, version, qualifiers: checksum })
    : writePurl({ type, name: normalised(name), version, qualifiers: checksum });
}

/** Whether a file's name has a version as a whole: 1.2 is not that of x-1.2.5.tar, nor of x-11.2.tar. */
function namesVersion(file: string, version: string): boolean {
  for (let at = file.indexOf(version); at >= 0; at = file.indexOf(version, at + 1)) {
    const [before, after] = [file.slice(0, at), file.slice(at + version.length)];
    if (!/[0-9]\.?$/.test(before) && !/^\.?[0-9]/.test(after)) return true;
  }
  return false;
}
