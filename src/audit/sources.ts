// The part of an audit that is about one recipe's sources: what there is to read in them, which files the recipe
// declares as generated, and why it cannot be cleared. Must never take a declared path for a file that is there.

import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Failure, type Result } from "../model/failure.ts";
import type { Bridge } from "../model/manifest.ts";
import { isBridge, type Recipe } from "../model/recipe.ts";
import { bridgeOf } from "../inputs/bridges.ts";
import { declaredFiles } from "./declared-files.ts";
import { lookAt, type Look } from "../inputs/file-look.ts";
import { nameIn } from "../inputs/opaque-inputs.ts";
import { purityFaults } from "./purity.ts";
import { scanSeen, scanSource, sourceFiles } from "../inputs/source-scan.ts";
import { obtainOwn } from "../inputs/own-tree.ts";
import { obtainSources, type ObtainedSource } from "../inputs/sources.ts";
import type { Obtaining } from "../inputs/obtaining.ts";

export interface AuditedSource {
  readonly name: string;
  /** Of a project's own source tree, its name and "/", and the digest of the tree. */
  readonly file: string;
  readonly sha256: Sha256;
  readonly licence: string;
  readonly files: number;
  /** Lines of its text files. */
  readonly lines: number;
}

export interface OpaqueFile {
  /** `<source>/<path>`, or a path of the repository. */
  readonly path: string;
  readonly kind: string;
  readonly size: number;
}

/** How much there is of some files. */
export interface Amount {
  readonly files: number;
  /** Lines of those that are text. */
  readonly lines: number;
  readonly bytes: number;
}

/**
 * A file that a recipe does not declare: one that looks generated, with the line that tells so, or an opaque one, with
 * its kind.
 */
export type Undeclared = { readonly recipe: string; readonly path: string } & (
  | { readonly mark: string }
  | { readonly opaque: string }
);

/** A path of an unused declaration. */
export interface IdlePath {
  readonly recipe: string;
  readonly path: string;
  readonly why: string;
}

/** A thing that other recipes may share, with what tells that it is the same. */
export interface Shared<T> {
  readonly id: string;
  readonly thing: T;
}

/** What a recipe says of files that other programs wrote. */
export interface PregeneratedGroup extends WrittenGroup {
  readonly by: string;
  /** The test that compares them with an independent computation; without one they are taken on trust. */
  readonly checked?: string;
}

/** What a recipe says of files that look generated, but that a person wrote. */
export interface WrittenGroup {
  readonly recipe: string;
  readonly why: string;
  readonly paths: readonly string[];
}

export interface SourcesAudit {
  readonly sources: readonly Shared<AuditedSource>[];
  /** Sources that nobody can read, and that are declared as that. */
  readonly bridges: readonly Shared<Bridge>[];
  readonly opaque: readonly Shared<OpaqueFile>[];
  readonly pregenerated: readonly Shared<Look>[];
  /** Those of `pregenerated` that a test compares with an independent computation. */
  readonly checked: readonly Shared<Look>[];
  readonly groups: readonly (Amount & PregeneratedGroup)[];
  readonly written: readonly WrittenGroup[];
  readonly undeclared: readonly Undeclared[];
  readonly idle: readonly IdlePath[];
  readonly faults: readonly Failure[];
}

/** Counts and judges the sources of a recipe; what is not in the store yet is obtained. */
export async function auditSources(obtaining: Obtaining, recipe: Recipe): Promise<Result<SourcesAudit>> {
  const obtained = await obtainSources(obtaining, recipe.sources);
  if (!obtained.ok) return obtained;
  const sources: Shared<AuditedSource>[] = [];
  const bridges: Shared<Bridge>[] = [];
  const opaque: Shared<OpaqueFile>[] = [];
  const marked = new Map<string, string>();
  /** Where each file is, and what tells it from those of other sources. */
  const files = new Map<string, { readonly id: string; readonly path: string }>();
  const readable: ObtainedSource[] = [];
  for (const own of obtained.value) {
    if (!isBridge(own.source)) {
      readable.push(own);
      continue;
    }
    const bridge = await bridgeOf(obtaining, own.source);
    if (!bridge.ok) return bridge;
    bridges.push({ id: own.source.unpack?.tree ?? own.source.sha256, thing: bridge.value });
  }
  const tree = await obtainOwn(obtaining, recipe);
  if (!tree.ok) return tree;
  const all = [
    ...readable.map((own) => ({ own, told: own.source, scan: () => scanSource(obtaining, own.source) })),
    ...tree.value.map((own) => ({
      own,
      told: { name: own.name, file: `${own.name}/`, sha256: own.tree, licence: recipe.own!.licence },
      scan: () => scanSeen(obtaining, own),
    })),
  ];
  for (const { own, told, scan: scanned } of all) {
    const { name, file, sha256, licence } = told;
    const scan = await scanned();
    if (!scan.ok) return scan;
    const entries = await sourceFiles(obtaining.store, own);
    if (!entries.ok) return entries;
    const id = own.type === "tree" ? own.tree : sha256;
    // Recipes may keep different parts of one archive: its files are the same nevertheless.
    const idOf = (file: { readonly name: string; readonly sha256: Sha256 }): string =>
      `${sha256} ${file.name} ${file.sha256}`;
    for (const entry of entries.value)
      files.set(nameIn(name, entry.name), { id: idOf(entry), path: join(own.path, entry.name) });
    for (const each of scan.value.marked) marked.set(nameIn(name, each.name), each.mark);
    opaque.push(
      ...scan.value.opaque.map((each) => ({
        id: idOf(each),
        thing: { path: nameIn(name, each.name), kind: each.kind, size: each.size },
      })),
    );
    sources.push({ id, thing: { name, file, sha256, licence, files: scan.value.files, lines: scan.value.lines } });
  }
  const declared = declaredFiles(recipe, {
    files: new Set(files.keys()),
    marked,
    opaque: new Map(opaque.map(({ thing }) => [thing.path, thing])),
  });
  const looks = declared.pregenerated.map((group) =>
    group.map((path) => {
      const { id, path: absolute } = files.get(path)!;
      return { id, thing: lookAt(absolute, path) };
    }),
  );
  return succeed({
    sources,
    bridges,
    opaque,
    pregenerated: looks.flat(),
    checked: looks.filter((_, index) => recipe.pregenerated[index]!.checked !== undefined).flat(),
    groups: recipe.pregenerated.map(({ by, why, checked, paths }, index) => ({
      recipe: recipe.name,
      by,
      why,
      ...(checked === undefined ? {} : { checked: checked.path }),
      paths: paths.map(({ path }) => path),
      ...sum(looks[index]!.map(({ thing }) => thing)),
    })),
    written: recipe.written.map(({ why, paths }) => ({
      recipe: recipe.name,
      why,
      paths: paths.map(({ path }) => path),
    })),
    undeclared: [
      ...declared.undeclared.map(({ path, mark }) => ({ recipe: recipe.name, path, mark })),
      ...declared.undeclaredOpaque.map(({ path, kind }) => ({ recipe: recipe.name, path, opaque: kind })),
    ],
    idle: declared.idle.map(({ path, why }) => ({ recipe: recipe.name, path: path.path, why })),
    faults: purityFaults(recipe, declared),
  });
}

/** Adds up what files amount to. */
export function sum(files: readonly { readonly lines: number; readonly size: number }[]): Amount {
  return files.reduce(
    (all, { lines, size }) => ({ files: all.files + 1, lines: all.lines + lines, bytes: all.bytes + size }),
    { files: 0, lines: 0, bytes: 0 },
  );
}
