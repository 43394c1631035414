// A published folder, from which it is read: a directory, or an address. Must never give a text whose digest is not the
// one that was asked for; a tree's tar is checked by who takes it.

import { closeSync, openSync, readSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { DownloadOptions } from "../fetch/download.ts";
import { withoutPassword } from "../fetch/places.ts";
import { webAddress } from "../fetch/web-address.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { readRegular } from "../store/entry-kind.ts";
import type { Store } from "../store/store.ts";
import { fileSize } from "./file-size.ts";
import {
  INDEX,
  LONGEST_INDEX,
  parseIndex,
  tarPath,
  type PublishedIndex,
  type PublishedText,
  type PublishedTree,
} from "./index-text.ts";

export interface PublishedPlace {
  /** As messages call it. */
  readonly name: string;
  index(): Promise<Result<PublishedIndex>>;
  text(text: PublishedText): Promise<Result<Buffer>>;
  /** Has `use` read the tar of a tree, of the size that its line says; its pieces reject when the signal is raised. */
  withTar<T>(tree: PublishedTree, use: (tar: AsyncIterable<Uint8Array>) => Promise<Result<T>>): Promise<Result<T>>;
}

/** What reading over the network needs. */
export type Reading = Pick<DownloadOptions, "proxies" | "timeouts" | "sleep" | "signal" | "onProgress"> & {
  /** Where a tar grows over several runs. */
  readonly store: Pick<Store, "partialPath" | "clearPartial" | "withLock">;
};

const DAMAGED = "what is published there is damaged, or is not whole, or its server lies: ask whoever publishes it";

/** `place` is a directory, or an address of http, https or file. */
export function publishedPlace(place: string, reading: Reading): Result<PublishedPlace> {
  if (webAddress(place) !== undefined) return succeed(atAddress(place.replace(/\/+$/, ""), reading));
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(place)?.[1]?.toLowerCase();
  try {
    if (scheme === undefined || scheme === "file")
      return succeed(inDirectory(scheme === undefined ? place : fileURLToPath(place), reading));
  } catch {
    // Said below.
  }
  return fail("operand", `Cannot read from "${withoutPassword(place)}": it is not an address`, {
    hint: "--from takes a published folder, or an address that starts with http:// or https://",
  });
}

function inDirectory(folder: string, reading: Reading): PublishedPlace {
  const missing = (path: string, found: string) =>
    fail("published-form", `Cannot read ${JSON.stringify(join(folder, path))}: ${found}`, { hint: DAMAGED });
  const read = (path: string, size?: number): Result<Buffer> => {
    const there = fileSize(join(folder, path));
    if (there === undefined)
      return path === INDEX
        ? fail("operand", `Cannot take anything from "${folder}": there is no index, so nothing is published there`, {
            hint: "fromseed publish fills a folder",
          })
        : missing(path, "there is no such file, and the index names one");
    if (size === undefined ? there > LONGEST_INDEX : there !== size)
      return missing(path, `it has ${there} bytes${size === undefined ? ", more than an index may" : `, not ${size}`}`);
    const content = readRegular(join(folder, path));
    return content === undefined || typeof content === "string" ? missing(path, "it is not a file") : succeed(content);
  };
  return {
    name: folder,
    index: async () => {
      const content = read(INDEX);
      return content.ok ? parseIndex(content.value, join(folder, INDEX)) : content;
    },
    text: async (text) => {
      const content = read(text.path, text.size);
      return content.ok ? checked(content.value, text, join(folder, text.path)) : content;
    },
    withTar: async ({ tree, size }, use) => {
      const path = tarPath(tree);
      const there = fileSize(join(folder, path));
      if (there !== size)
        return missing(path, there === undefined ? "there is no such file" : `it has ${there} bytes, not ${size}`);
      return use(piecesOf(join(folder, path), reading));
    },
  };
}

function atAddress(base: string, reading: Reading): PublishedPlace {
  const name = withoutPassword(base);
  const fetched = async (path: string, most: number): Promise<Result<Buffer>> => {
    // Loaded when something is to be fetched: Node's http takes a tenth of a second.
    const { fetchText } = await import("../fetch/fetch-text.ts");
    return fetchText(`${base}/${path}`, most, reading);
  };
  return {
    name,
    index: async () => {
      const content = await fetched(INDEX, LONGEST_INDEX);
      return content.ok ? parseIndex(content.value, `${name}/${INDEX}`) : content;
    },
    text: async (text) => {
      const content = await fetched(text.path, text.size);
      return content.ok ? checked(content.value, text, `${name}/${text.path}`) : content;
    },
    withTar: async <T>(
      { tree, size, sha256: digest }: PublishedTree,
      use: (tar: AsyncIterable<Uint8Array>) => Promise<Result<T>>,
    ): Promise<Result<T>> => {
      const { store } = reading;
      const work = async (): Promise<Result<T>> => {
        const cleared = await store.clearPartial(digest);
        if (!cleared.ok) return cleared;
        const file = store.partialPath(digest);
        const wanted = { file: tarPath(tree), size, sha256: digest };
        const places = [{ type: "url", url: `${base}/${wanted.file}` } as const];
        const { download } = await import("../fetch/download.ts");
        const where = { offline: false, mirrors: [], directories: [], aptMirrors: [] };
        const downloaded = await download({ ...wanted, places }, file, { ...where, ...reading });
        if (!downloaded.ok) return { ok: false, failures: downloaded.failures.map(ofPublished) };
        try {
          return await use(piecesOf(file, reading));
        } finally {
          await rm(file, { force: true });
        }
      };
      const done = await store.withLock(`source-${digest}`, work, reading.signal ? { signal: reading.signal } : {});
      return done.ok ? done.value : done;
    },
  };
}

/** The pieces are all in one buffer: each is valid until the next is asked for. */
async function* piecesOf(path: string, { signal }: Reading): AsyncGenerator<Uint8Array, void> {
  const file = openSync(path, "r");
  try {
    const piece = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      signal?.throwIfAborted();
      const length = readSync(file, piece, 0, piece.length, null);
      if (length === 0) return;
      yield piece.subarray(0, length);
      await breathe();
    }
  } finally {
    closeSync(file);
  }
}

/** No mirror helps where a folder does not hold what it says. */
const ofPublished = (failure: Failure): Failure =>
  failure.code === "interrupted" ? failure : { ...failure, hint: DAMAGED };

function checked(content: Buffer, { size, sha256: digest }: PublishedText, name: string): Result<Buffer> {
  const found: Sha256 = sha256(content);
  return content.length === size && found === digest
    ? succeed(content)
    : fail("published-form", `Cannot use ${JSON.stringify(name)}: its sha256 is ${found}, not ${digest}`, {
        details: [`${content.length} bytes came, and the index says ${size}`],
        hint: DAMAGED,
      });
}
