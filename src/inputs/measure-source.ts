// A file that nobody has pinned yet, taken as it comes: what a recipe would have to say of it. Must never be used to build:
// what comes from a place for the first time is only what that place gave.

import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Inner } from "../fetch/inner.ts";
import type { UnpackOptions } from "../fetch/unpack.ts";
import { decoded, webAddress } from "../fetch/web-address.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import type { Obtaining } from "./obtaining.ts";

/** The most that is taken of a place that says nothing of its size: 1 GiB. */
const MOST = 2 ** 30;

export interface Measured {
  readonly file: string;
  readonly size: number;
  readonly sha256: Sha256;
  /** SPDX identifier that the words of a licence file suggest; undefined where none does. */
  readonly licence: string | undefined;
  /** Absent for what is no archive. */
  readonly unpack?: { readonly tree: Sha256; readonly strip: number; readonly inner?: Inner };
}

/** How an archive is unpacked; `strip` is guessed where it is not given. */
export type Way = Partial<Omit<NonNullable<Source["unpack"]>, "tree">>;

/** Takes a file from an address or a path, and unpacks it when it is an archive. */
export async function measureSource(obtaining: Obtaining, place: string, way: Way = {}): Promise<Result<Measured>> {
  const taken = await take(obtaining, place);
  if (!taken.ok) return taken;
  const file = fileName(place);
  const own = { file, size: taken.value.length, sha256: sha256(taken.value) };
  if (!/\.(deb|tar(\.[a-z0-9]+)?|t[gx]z|tbz2?)$/.test(file)) return succeed({ ...own, licence: undefined });
  const scratch = await obtaining.store.newScratch("pin");
  if (!scratch.ok) return scratch;
  try {
    const archive = join(scratch.value, "archive");
    await writeFile(archive, taken.value);
    const { unpack } = await import("../fetch/unpack.ts");
    const { packageContent } = await import("../fetch/ar.ts");
    const inner = await packageContent(archive);
    const whole = {
      keep: [],
      remove: [],
      ...(inner === undefined ? {} : { inner }),
      name: file,
      signal: obtaining.signal,
    };
    const strip = way.strip ?? (await topsOf(unpack, archive, { ...whole, into: join(scratch.value, "whole") }));
    if (typeof strip !== "number") return strip;
    const directory = join(scratch.value, "tree");
    const options = { ...whole, ...way, strip };
    const unpacked = await unpack(archive, directory, options);
    if (!unpacked.ok) return unpacked;
    const licence = await licenceIn(directory);
    const tree = await obtaining.store.putTree(directory, { signal: obtaining.signal });
    return tree.ok
      ? succeed({
          ...own,
          licence,
          unpack: { tree: tree.value.sha256, strip, ...(inner === undefined ? {} : { inner }) },
        })
      : tree;
  } finally {
    await obtaining.store.dropScratch(scratch.value);
  }
}

function fileName(place: string): string {
  const url = webAddress(place);
  if (url === undefined) return basename(place);
  const last = basename(url.pathname);
  return decoded(last) ?? last;
}

/** One top folder that holds all is dropped, as nearly every upstream archive has one; of a package it is a part. */
async function topsOf(
  unpack: typeof import("../fetch/unpack.ts").unpack,
  archive: string,
  { into, ...whole }: Omit<UnpackOptions, "strip" | "limits"> & { readonly into: string },
): Promise<number | Extract<Result<void>, { readonly ok: false }>> {
  if (whole.inner !== undefined) return 0;
  const unpacked = await unpack(archive, into, { ...whole, strip: 0 });
  if (!unpacked.ok) return unpacked;
  const tops = await readdir(into, { withFileTypes: true });
  return tops.length === 1 && tops[0]!.isDirectory() ? 1 : 0;
}

async function take({ fetching, signal }: Obtaining, place: string): Promise<Result<Buffer>> {
  if (webAddress(place) !== undefined) {
    if (fetching.offline) return fail("offline", `Cannot fetch "${place}": --offline forbids the network`);
    const { fetchText } = await import("../fetch/fetch-text.ts");
    return fetchText(place, MOST, { proxies: fetching.proxies, signal });
  }
  const facts = await stat(place).catch(() => undefined);
  return facts?.isFile() === true
    ? succeed(await readFile(place))
    : fail("operand", `Cannot pin "${place}": it is neither an address nor a file`, {
        hint: "a place is an address of http or https, a file of this machine, or debian: and a path of Debian's archive",
      });
}

/** Words that only one licence's text has, in the order of trying. */
const LICENCE_WORDS: readonly (readonly [RegExp, string])[] = [
  [/GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i, "AGPL-3.0-or-later"],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i, "LGPL-3.0-or-later"],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/i, "LGPL-2.1-or-later"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 3/i, "GPL-3.0-or-later"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 2/i, "GPL-2.0-or-later"],
  [/Apache License\s+Version 2\.0/i, "Apache-2.0"],
  [/Mozilla Public License Version 2\.0/i, "MPL-2.0"],
  [/Permission is hereby granted, free of charge, to any person/i, "MIT"],
  [/Redistribution and use in source and binary forms[^]*Neither the name/i, "BSD-3-Clause"],
  [/Redistribution and use in source and binary forms/i, "BSD-2-Clause"],
  [/Permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose/i, "ISC"],
];

async function licenceIn(directory: string): Promise<string | undefined> {
  const names = (await readdir(directory)).filter((name) => /^(licen[cs]e|copying|copyright)/i.test(name)).sort();
  for (const name of names) {
    const facts = await stat(join(directory, name));
    if (!facts.isFile() || facts.size > 2 ** 20) continue;
    const text = await readFile(join(directory, name), "utf8");
    const found = LICENCE_WORDS.find(([words]) => words.test(text));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
