// The audit of a target: what must be read and trusted to get there. Everything is counted from the recipes, the repository's
// files and the stored sources; nothing is taken from a list that could go stale.

import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Stage } from "../model/recipe.ts";
import type { Bench } from "./bench.ts";
import { countLines, languageOf, type LineCount } from "./line-count.ts";
import { readLocalFiles } from "./local-files.ts";
import { opaqueKind } from "./opaque-scan.ts";
import { obtainSources } from "./sources.ts";

/** Lines of one folder of the repository in one language. */
export interface ReadLines extends LineCount {
  readonly folder: string;
  readonly language: string;
  readonly files: number;
}

export interface AuditedSource {
  readonly name: string;
  readonly file: string;
  readonly sha256: Sha256;
  readonly licence: string;
  readonly files: number;
  /** Lines of its text files. */
  readonly lines: number;
}

export interface OpaqueFile {
  /** `<source or folder>/<path>`. */
  readonly path: string;
  readonly kind: string;
  readonly size: number;
}

export interface Audit {
  readonly target: string;
  readonly stages: number;
  readonly seed: readonly { readonly text: string; readonly bytes: number; readonly sha256: Sha256 }[];
  /** What was written for this project: sorted by folder and language. */
  readonly own: readonly ReadLines[];
  readonly sources: readonly AuditedSource[];
  readonly patches: readonly { readonly path: string; readonly lines: number }[];
  readonly pregenerated: readonly { readonly path: string; readonly by: string; readonly why: string }[];
  /** Opaque files in the sources and the repository's files. */
  readonly opaque: readonly OpaqueFile[];
}

/** Counts what the stages of a closure use. Sources that are not in the store yet are obtained. */
export async function auditOf(bench: Bench, target: string, ordered: readonly Stage[], signal: AbortSignal): Promise<Result<Audit>> {
  const own = new Map<string, { folder: string; language: string; files: number; code: number; comment: number; blank: number }>();
  const opaque: OpaqueFile[] = [];
  const patches = new Map<string, number>();
  const seenFiles = new Set<string>();
  const sources = new Map<string, AuditedSource>();
  const pregenerated = new Map<string, { path: string; by: string; why: string }>();
  for (const stage of ordered) {
    const { recipe } = stage;
    const files = await readLocalFiles(bench.projectRoot, recipe.files);
    if (!files.ok) return files;
    for (const { path } of files.value) {
      if (seenFiles.has(path)) continue;
      seenFiles.add(path);
      const content = await readFile(join(bench.projectRoot, path));
      const kind = opaqueKind(content);
      if (kind !== undefined) opaque.push({ path, kind, size: content.length });
      const counted = countLines(path, content.toString());
      if (recipe.patches.includes(path)) patches.set(path, counted.code + counted.comment);
      const folder = path.split("/").slice(0, -1).slice(0, 2).join("/") || ".";
      const language = languageOf(path);
      const row = own.get(`${folder} ${language}`) ?? { folder, language, files: 0, code: 0, comment: 0, blank: 0 };
      own.set(`${folder} ${language}`, { ...row, files: row.files + 1, code: row.code + counted.code, comment: row.comment + counted.comment, blank: row.blank + counted.blank });
    }
    for (const { by, why, paths } of recipe.pregenerated) for (const { path } of paths) pregenerated.set(path, { path, by, why });
    const fresh = { ...stage, recipe: { ...recipe, sources: recipe.sources.filter((source) => !sources.has(source.sha256)) } };
    const obtained = await obtainSources(bench, fresh, signal);
    if (!obtained.ok) return obtained;
    for (const each of obtained.value) {
      const { name, file, sha256, licence } = each.source;
      let paths = [""];
      if (each.type === "tree") {
        const tree = await bench.store.tree(each.tree);
        if (!tree.ok) return tree;
        paths = tree.value.entries.filter((entry) => entry.type === "file").map((entry) => entry.path);
      }
      let lines = 0;
      for (const path of paths) {
        const counted = await linesOf(join(each.path, path));
        if (counted.opaque === undefined) lines += counted.lines;
        else opaque.push({ path: join(name, path), kind: counted.opaque, size: counted.size });
      }
      sources.set(sha256, { name, file, sha256, licence, files: paths.length, lines });
    }
  }
  return succeed({
    target,
    stages: ordered.length,
    seed: ordered.flatMap(({ recipe: { build } }) => (build.type === "seed" ? [{ text: build.text, bytes: build.size, sha256: build.sha256 }] : [])),
    own: [...own.values()].sort((a, b) => byBytes(a.folder, b.folder) || byBytes(a.language, b.language)),
    sources: [...sources.values()].sort((a, b) => byBytes(a.name, b.name) || byBytes(a.file, b.file)),
    patches: [...patches].map(([path, lines]) => ({ path, lines })),
    pregenerated: [...pregenerated.values()].sort((a, b) => byBytes(a.path, b.path)),
    opaque: opaque.sort((a, b) => byBytes(a.path, b.path)),
  });
}

/** Counts a file's line feeds in pieces, as sources may be large. */
async function linesOf(path: string): Promise<{ readonly lines: number; readonly size: number; readonly opaque?: string }> {
  const file = await open(path);
  try {
    const piece = Buffer.alloc(1 << 18);
    let lines = 0;
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length, null);
      if (bytesRead === 0) return { lines, size };
      const bytes = piece.subarray(0, bytesRead);
      const kind = size === 0 ? opaqueKind(bytes) : undefined;
      if (kind !== undefined) return { lines: 0, size: (await file.stat()).size, opaque: kind };
      size += bytesRead;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
    }
  } finally {
    await file.close();
  }
}
