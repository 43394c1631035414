// Named texts: records, latest listings, manifests, accounts of runs, logs. Plain files, so that `sha256sum -c` and `gpg
// --verify` work.
//
// Before a text is renamed into place, an empty file sums/<sha256 of the text> is made. A text whose sum has no such
// file is not what was written. Two processes may put the same name at once: both sums are there, and either text is
// whole. Must never give a corrupt text.

import { open, readdir } from "node:fs/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import { sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { byBytes } from "../bytes/order.ts";
import { syncPath } from "./durable-write.ts";
import { called, kindAt, readRegular, type EntryKind } from "./entry-kind.ts";
import { attempt, HEAL, unlessMissing } from "./io-failure.ts";
import { isSystemError } from "../model/system-error.ts";
import { writeTogether } from "./place.ts";
import { quarantine } from "./quarantine.ts";
import type { StoreLayout, TextKind } from "./store-layout.ts";
import { isName } from "./store-layout.ts";

/** `sizes` are the store's own: the sizes of a tree's files. */
export type NamedKind = TextKind | "sizes";

export interface NamedText {
  readonly kind: NamedKind;
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Puts texts by their names, each whole or not at all; together they cost little more than one. */
export async function putTexts(
  layout: StoreLayout,
  texts: readonly NamedText[],
  temporaryPath: () => string,
): Promise<Result<void>> {
  for (const { name } of texts) mustBeName(name);
  const first = texts[0];
  const place = texts.length === 1 && first !== undefined ? layout.object(first.kind, first.name) : layout.home;
  return attempt("write", place, async () => {
    const files = texts.map(({ kind, name, content }) => ({ folder: kind, name, content }));
    await writeTogether(layout, temporaryPath, files, makeSums(layout, texts));
  });
}

/** The text of that name; undefined when there is none; a failure when it is not what was put. */
export async function getText(layout: StoreLayout, kind: NamedKind, name: string): Promise<Result<string | undefined>> {
  mustBeName(name);
  const path = layout.object(kind, name);
  const read = await attempt("read", path, () => readRegular(path));
  if (!read.ok) return read;
  if (read.value === undefined) return succeed(undefined);
  const problem = textProblem(layout, read.value);
  if (problem === undefined) return succeed(read.value.toString());
  return fail("store-corrupt", `Cannot use ${JSON.stringify(path)}: ${problem}`, { hint: HEAL });
}

/** Why what was read in a text's place is no text that was put, as the end of a sentence; undefined when it is one. */
export function textProblem(layout: StoreLayout, read: Buffer | EntryKind): string | undefined {
  if (typeof read === "string") return `it is ${called(read)}, not a file`;
  const found = sha256(read);
  return hasSum(layout, found) ? undefined : `its sha256 is ${found}, which is not that of any text that was put there`;
}

/** Whether a regular file has that name; its content is not looked at. */
export function hasText(layout: StoreLayout, kind: NamedKind, name: string): boolean {
  mustBeName(name);
  return kindAt(layout.object(kind, name)) === "file";
}

/** The names of a kind that are there, sorted. */
export async function textNames(layout: StoreLayout, kind: NamedKind): Promise<string[]> {
  // A store may have been made before there was this kind.
  return (await unlessMissing(readdir(layout.folder(kind), { withFileTypes: true }), []))
    .filter((entry) => entry.isFile() && isName(entry.name))
    .map(({ name }) => name)
    .sort(byBytes);
}

/** Notes durably that these texts are being put: none may be renamed into place before. */
export async function makeSums(layout: StoreLayout, texts: readonly Pick<NamedText, "content">[]): Promise<void> {
  await Promise.all(texts.map(({ content }) => makeSum(layout, sha256(content))));
  await syncPath(layout.folder("sums"));
}

async function makeSum(layout: StoreLayout, digest: Sha256): Promise<void> {
  const kind = kindAt(layout.object("sums", digest));
  if (kind === "file") return;
  if (kind !== undefined) await quarantine(layout, "sums", digest);
  try {
    await (await open(layout.object("sums", digest), "wx", 0o644)).close();
  } catch (error) {
    // Another process puts the same text.
    if (!isSystemError(error) || error.code !== "EEXIST") throw error;
  }
}

function hasSum(layout: StoreLayout, digest: Sha256): boolean {
  return kindAt(layout.object("sums", digest)) === "file";
}

export function mustBeName(name: string): void {
  if (!isName(name)) throw new Error(`our bug: ${JSON.stringify(name)} cannot name a text or a lock in the store`);
}
