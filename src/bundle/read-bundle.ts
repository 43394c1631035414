// A bundle of somebody else's, unpacked with the care that sources are: nothing outside its folder, and each file as its
// sums say. Must never take what is there for what was meant: only a digest from elsewhere tells that.

import { lstatSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { unpack } from "../fetch/unpack.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Tree } from "../model/tree.ts";
import type { Store } from "../store/store.ts";
import { SUMS, sumsText } from "./texts.ts";

export interface ToRead {
  readonly into: string;
  /** Digest of the one tree that is wanted. */
  readonly expected?: Sha256 | undefined;
  readonly signal: AbortSignal;
}

/**
 * Unpacks a bundle into `into`, which is empty or absent and is left half filled after a failure. Gives the tree that
 * `writeBundle` has told the digest of.
 */
export async function readBundle(
  store: Pick<Store, "sealTree">,
  file: string,
  { into, expected, signal }: ToRead,
): Promise<Result<Tree>> {
  const refused = (found: string): Result<never> =>
    fail("archive-refused", `Cannot unpack "${file}": ${found}`, {
      hint: "fromseed bundle writes a bundle: ask for the file again, or for its digest",
    });
  const unpacked = await unpack(file, into, { strip: 0, keep: [], remove: [], signal });
  if (!unpacked.ok) return unpacked;
  const [name, ...others] = await readdir(into);
  const folder = join(into, name ?? "");
  if (name === undefined || others.length > 0 || !lstatSync(folder).isDirectory())
    return refused("it is no bundle: that has one folder at its top");
  const sealed = await store.sealTree(into, { signal });
  if (!sealed.ok) return sealed;
  const within = sealed.value.entries.map((entry) => ({ ...entry, path: entry.path.slice(name.length + 1) }));
  const has = (path: string): boolean => within.some((entry) => entry.type === "file" && entry.path === path);
  const missing = [SUMS, "build", "checkout/fromseed"].find((path) => !has(path));
  if (missing !== undefined) return refused(`it is no bundle: it has no file "${missing}"`);
  const said = readFileSync(join(folder, SUMS), "utf8");
  const found = sumsText({ entries: within.filter(({ path }) => path !== SUMS) });
  if (said !== found) {
    const lines = new Set(said.split("\n"));
    const other = found
      .split("\n")
      .find((line) => !lines.has(line))
      ?.slice(66);
    return refused(`its ${SUMS} does not say what it holds${other === undefined ? "" : `: "${other}"`}`);
  }
  const { sha256 } = sealed.value;
  return expected === undefined || sha256 === expected
    ? succeed(sealed.value)
    : refused(`it unpacks to ${sha256}, not ${expected}`);
}
