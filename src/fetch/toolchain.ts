// A component of a toolchain that rustup put on this machine, as one file: its files packed in one certain way
// (FETCH.md), so that a recipe can pin it. Must never pack anything but what rustup's own list of the component names.

import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { LONGEST_TAR_FIELD, TAR_BLOCK, tarHeader, tarPadding } from "../bytes/ustar.ts";
import type { Component } from "../model/recipe.ts";
import { checkedCopy, type Taking, type Write, writeFrom } from "./checked-copy.ts";
import type { Miss } from "./miss.ts";

/** Where rustup lists what it installed, below a toolchain. */
const LISTS = "lib/rustlib";
/** GNU tar's records: an archive fills them. */
const RECORD = 20 * TAR_BLOCK;

/** Packs the component at the destination when it is the pinned file; undefined then. `toolchains` is rustup's folder. */
export async function takeComponent(
  taking: Taking,
  component: Component,
  toolchains: string,
): Promise<Miss | undefined> {
  return checkedCopy(taking, "packed", (write) => packComponent(component, toolchains, write));
}

/** Writes the component as one file; undefined on success. */
export async function packComponent(component: Component, toolchains: string, write: Write): Promise<Miss | undefined> {
  const found = await findToolchain(component, toolchains);
  if ("found" in found) return found;
  for (const path of found.paths) {
    const missed = await packOne(found.toolchain, path, write);
    if (missed !== undefined) return missed;
  }
  const size = await write(Buffer.alloc(2 * TAR_BLOCK));
  await write(Buffer.alloc((RECORD - (size % RECORD)) % RECORD));
  return undefined;
}

const miss = (found: string): Miss => ({ found, servedBy: undefined });

interface Toolchain {
  readonly toolchain: string;
  /** Of the component's files and links, sorted by bytes. */
  readonly paths: readonly string[];
}

/** The first toolchain of the release that has the component. */
async function findToolchain({ name, version }: Component, toolchains: string): Promise<Toolchain | Miss> {
  const known = await readdir(toolchains).catch(() => undefined);
  if (known === undefined) return miss(`rustup has no toolchains here, at ${toolchains}`);
  const others: string[] = [];
  for (const folder of known.toSorted(byBytes)) {
    const toolchain = join(toolchains, folder);
    const release = await releaseOf(toolchain);
    if (release !== version) {
      others.push(`${folder} is ${release ?? "of no known release"}`);
      continue;
    }
    const list = await readFile(join(toolchain, LISTS, `manifest-${name}`), "utf8").catch(() => undefined);
    if (list === undefined) others.push(`${folder} has no component ${name}`);
    else return listed(toolchain, list);
  }
  return miss(others.length === 0 ? "rustup has no toolchain here" : others.join("; "));
}

/** The release of rustc in the channel's manifest that rustup keeps with a toolchain. */
async function releaseOf(toolchain: string): Promise<string | undefined> {
  const text = await readFile(join(toolchain, LISTS, "multirust-channel-manifest.toml"), "utf8").catch(() => "");
  return /^\[pkg\.rustc\]\nversion = "([0-9A-Za-z.-]+) /m.exec(text)?.[1];
}

async function listed(toolchain: string, list: string): Promise<Toolchain | Miss> {
  const paths = new Set<string>();
  for (const line of list.split("\n").filter((each) => each !== "")) {
    const [, kind, path] = /^(file|dir):(.+)$/.exec(line) ?? [];
    if (path === undefined || path.split("/").some((name) => name === "" || name === "." || name === ".."))
      return miss(`its list of files has the line ${JSON.stringify(line.slice(0, 200))}`);
    if (kind === "file") paths.add(path);
    else
      for (const entry of await readdir(join(toolchain, path), { recursive: true, withFileTypes: true }).catch(
        () => [],
      ))
        if (!entry.isDirectory()) paths.add(join(entry.parentPath, entry.name).slice(toolchain.length + 1));
  }
  return { toolchain, paths: [...paths].sort(byBytes) };
}

/** Writes a file or link as `tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0` does, modes 644 and 755. */
async function packOne(toolchain: string, path: string, write: Write): Promise<Miss | undefined> {
  const place = join(toolchain, path);
  const facts = await lstat(place).catch(() => undefined);
  if (facts?.isSymbolicLink() === true) {
    const head = header(path, { mode: 0o777, size: 0, target: await readlink(place) });
    if (head === undefined) return miss(`"${path}" is too long for an archive`);
    await write(head);
    return undefined;
  }
  if (facts?.isFile() !== true) return miss(`"${path}" is no file there`);
  const head = header(path, { mode: (facts.mode & 0o100) === 0 ? 0o644 : 0o755, size: facts.size });
  if (head === undefined) return miss(`"${path}" is too long for an archive`);
  await write(head);
  await using input = await open(place, "r");
  const done = await writeFrom(input, facts.size, write);
  await write(tarPadding(done));
  return done === facts.size ? undefined : miss(`"${path}" changed while it was read`);
}

/** Undefined for what ustar cannot name. */
function header(
  path: string,
  { mode, size, target }: { readonly mode: number; readonly size: number; readonly target?: string },
): Buffer | undefined {
  const whole = Buffer.from(path);
  // The prefix is what stands before the last "/" that leaves room for it.
  let cut = 0;
  if (whole.length > LONGEST_TAR_FIELD) {
    cut = whole.subarray(0, 156).lastIndexOf("/");
    if (cut <= 0 || whole.length - cut - 1 > LONGEST_TAR_FIELD) return undefined;
  }
  if (target !== undefined && Buffer.byteLength(target) > LONGEST_TAR_FIELD) return undefined;
  return tarHeader({
    name: whole.subarray(cut === 0 ? 0 : cut + 1),
    prefix: whole.subarray(0, cut),
    mode,
    size,
    type: target === undefined ? "0" : "2",
    target: target ?? "",
    time: 0,
  });
}
