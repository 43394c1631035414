// A part of a project, laid in a directory from one of its places. What comes is judged by whoever asked, by its digest.
// Must never follow a link of what a place gives, nor ask the network where that is not allowed.

import { cp, mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchText } from "../fetch/fetch-text.ts";
import { unpack } from "../fetch/unpack.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { ProjectPlace } from "../model/import.ts";
import type { Bringing } from "./bringing.ts";
import { layCommit, layHead } from "./lay-git.ts";
import { NO_NETWORK, unavailable, type Wanted } from "./wanted.ts";

/** The longest archive that is fetched, in bytes: it is in memory once. */
const LONGEST_ARCHIVE = 2 ** 29;

/** Lays the part; a failure says why this place did not give it. */
export async function layPlace(bringing: Bringing, place: ProjectPlace, wanted: Wanted): Promise<Result<void>> {
  await mkdir(wanted.into, { recursive: true });
  switch (place.type) {
    case "git":
      return layCommit(bringing, place, wanted);
    case "archive":
      return layArchive(bringing, place.from, wanted);
    case "directory":
      return layDirectory(bringing, place.path, wanted);
  }
}

/** A checkout as it is, for an import; for a source tree what it holds at HEAD, where it is a repository. */
async function layDirectory(bringing: Bringing, path: string, asked: Wanted): Promise<Result<void>> {
  const { part, wanted, into } = asked;
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return unavailable("there is no such folder");
  if (!facts.isDirectory()) return unavailable("it is not a folder");
  if (part === "source") {
    const laid = await layHead(bringing, path, asked);
    if (laid !== undefined) return laid;
  }
  for (const name of await readdir(path))
    if (wanted(name) && name !== ".git")
      await cp(join(path, name), join(into, name), { recursive: true, verbatimSymlinks: true });
  return succeed(undefined);
}

async function layArchive(bringing: Bringing, from: string, { wanted, into, scratch }: Wanted): Promise<Result<void>> {
  const { signal } = bringing;
  await mkdir(scratch, { recursive: true });
  const content = await archiveBytes(bringing, from);
  if (!content.ok) return content;
  const archive = join(scratch, "archive");
  await writeFile(archive, content.value);
  const whole = join(scratch, "whole");
  const name = from.slice(from.lastIndexOf("/") + 1);
  const unpacked = await unpack(archive, whole, { strip: 0, keep: [], remove: [], name, signal });
  if (!unpacked.ok) return unpacked;
  const top = await topOf(whole);
  for (const entry of await readdir(top)) if (wanted(entry)) await rename(join(top, entry), join(into, entry));
  return succeed(undefined);
}

async function archiveBytes({ network, proxies, signal }: Bringing, from: string): Promise<Result<Buffer>> {
  if (/^https?:/.test(from))
    return network ? fetchText(from, LONGEST_ARCHIVE, { proxies, signal }) : unavailable(NO_NETWORK);
  try {
    return succeed(await readFile(from));
  } catch (error) {
    return unavailable(`it cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** The folder that holds the project: the top, or the one that is all there is. */
async function topOf(whole: string): Promise<string> {
  const entries = await readdir(whole, { withFileTypes: true });
  return entries.length === 1 && entries[0]!.isDirectory() ? join(whole, entries[0]!.name) : whole;
}
