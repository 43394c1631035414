// The packages of a lock's own workspace, by the Cargo.toml files of its source. Whichever of them are members: those that
// the lock names are asked for. Must never prefer one of two packages of one name: what either uses is used.

import { dirname, join } from "node:path/posix";
import { cargoManifest, type CargoManifest } from "./cargo-manifest.ts";
import { type Table, tableIn, type TableReader, valueIn } from "./toml.ts";

/** What is known of a package: its manifest, or that it cannot be read. */
export type ReadManifest = CargoManifest | "unreadable";

/** Texts of Cargo.toml files by their paths in the source. */
export type ManifestTexts = ReadonlyMap<string, string>;

/** By names, those of `wanted` that are there. */
export function ownPackages(
  texts: ManifestTexts,
  wanted: ReadonlySet<string>,
  read: TableReader,
): ReadonlyMap<string, ReadManifest> {
  const tables = new Map<string, Table | undefined>();
  const tableAt = (path: string): Table | undefined => {
    const text = texts.get(path);
    if (text !== undefined && !tables.has(path)) tables.set(path, read(text));
    return tables.get(path);
  };
  const found = new Map<string, ReadManifest>();
  for (const [path, text] of texts) {
    // Most are of no package that is asked for: tests' and tools' own.
    const named = [...text.matchAll(/\bname"?\s*=\s*["']([^"']+)["']/g)].map(([, name]) => name!);
    if (!named.some((name) => wanted.has(name))) continue;
    const toml = tableAt(path);
    const own = packageOf(toml);
    // Of one that cannot be read, the first name is most often its own.
    const name = toml === undefined ? named[0] : valueIn(own, "name");
    if (typeof name !== "string" || !wanted.has(name)) continue;
    const shared = tableIn(tableIn(workspaceOf(path, own, tableAt), "workspace"), "dependencies");
    const manifest = (toml === undefined ? undefined : cargoManifest(toml, shared)) ?? "unreadable";
    const known = found.get(name);
    found.set(name, known === undefined ? manifest : either(known, manifest));
  }
  return found;
}

/**
 * The version of cargo's resolver that the workspace asks for, "1" or one that tells targets apart (Cargo Reference,
 * "Resolver versions"). `path` is of the Cargo.toml beside the lock.
 */
export function resolverOf(texts: ManifestTexts, path: string, read: TableReader): "1" | "2" {
  const text = texts.get(path);
  const toml = text === undefined ? undefined : read(text);
  const workspace = tableIn(toml, "workspace");
  const own = packageOf(toml);
  const edition = valueIn(own, "edition");
  const meant = typeof edition === "string" ? edition : valueIn(tableIn(workspace, "package"), "edition");
  const implied = own !== undefined && typeof meant === "string" && Number(meant) >= 2021 ? "2" : "1";
  const resolver = valueIn(workspace, "resolver") ?? valueIn(own, "resolver") ?? implied;
  return resolver === "1" ? "1" : "2";
}

function packageOf(toml: Table | undefined): Table | undefined {
  return tableIn(toml, "package") ?? tableIn(toml, "project");
}

/** The Cargo.toml of its workspace: named by the package, or the next above that is one. */
function workspaceOf(
  path: string,
  own: Table | undefined,
  tableAt: (path: string) => Table | undefined,
): Table | undefined {
  const named = valueIn(own, "workspace");
  if (typeof named === "string") return tableAt(join(dirname(path), named, "Cargo.toml"));
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const toml = tableAt(join(folder, "Cargo.toml"));
    if (tableIn(toml, "workspace") !== undefined || folder === ".") return toml;
  }
}

function either(one: ReadManifest, other: ReadManifest): ReadManifest {
  if (one === "unreadable" || other === "unreadable") return "unreadable";
  const features = new Map(one.features);
  for (const [name, values] of other.features) features.set(name, [...(features.get(name) ?? []), ...values]);
  return { dependencies: [...one.dependencies, ...other.dependencies], features };
}
