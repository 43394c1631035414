// Named texts: records, latest listings, manifests, run records, logs. Plain files, so that `sha256sum -c` and `gpg
// --verify` work.
//
// Before a text is renamed into place, an empty file sums/<sha256 of the text> is made. A text whose sum has no such
// file is not what was written. Two processes may put the same name at once: both sums are there, and either text is
// whole. Must never give a corrupt text.

import { open, readFile, readdir, rename, rm } from "node:fs/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import { sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { byBytes } from "../bytes/order.ts";
import { syncPath } from "./durable-write.ts";
import { attempt, ioFailure, isMissing, isThere } from "./io-failure.ts";
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
  const written: string[] = [];
  const first = texts[0];
  const place = texts.length === 1 && first !== undefined ? layout.object(first.kind, first.name) : layout.home;
  return attempt("write", place, async () => {
    try {
      await Promise.all(texts.map(({ content }) => makeSum(layout, sha256(content))));
      const temporaries = texts.map(({ content }) => {
        const path = temporaryPath();
        written.push(path);
        return writeForced(path, content);
      });
      await Promise.all([syncPath(layout.folder("sums")), ...temporaries]);
      for (const [i, { kind, name }] of texts.entries()) await rename(written[i]!, layout.object(kind, name));
      await Promise.all([...new Set(texts.map(({ kind }) => kind))].map((kind) => syncPath(layout.folder(kind))));
    } finally {
      for (const path of written) await rm(path, { force: true });
    }
  });
}

/** The text of that name; undefined when there is none; a failure when it is not what was put. */
export async function getText(layout: StoreLayout, kind: NamedKind, name: string): Promise<Result<string | undefined>> {
  mustBeName(name);
  const path = layout.object(kind, name);
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    if (isMissing(error)) return succeed(undefined);
    return { ok: false, failures: [ioFailure("read", path, error)] };
  }
  if (await hasSum(layout, sha256(content))) return succeed(content.toString());
  return fail(
    "store-corrupt",
    `Cannot use ${JSON.stringify(path)}: its sha256 is ${sha256(content)}, which is not that of any text that was put there`,
    {
      hint: "the file was changed after it was written: heal the store, or remove the file; it is made again when it is needed",
    },
  );
}

/** The names of a kind that are there, sorted. */
export async function textNames(layout: StoreLayout, kind: NamedKind): Promise<string[]> {
  return (await readdir(layout.folder(kind))).filter(isName).sort(byBytes);
}

/** Notes, durably once `sums` is forced to disk, that a text of this digest is being put. */
export async function makeSum(layout: StoreLayout, digest: Sha256): Promise<void> {
  await (await open(layout.object("sums", digest), "a", 0o644)).close();
}

export async function hasSum(layout: StoreLayout, digest: Sha256): Promise<boolean> {
  return isThere(layout.object("sums", digest));
}

async function writeForced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

export function mustBeName(name: string): void {
  if (!isName(name)) throw new Error(`our bug: ${JSON.stringify(name)} cannot name a text or a lock in the store`);
}
