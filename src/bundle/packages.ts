// The packages that fromseed runs with, as npm has laid them below a checkout: those that its lock file pins, and not what
// its tests alone need. Must never take what the lock does not name, such as a cache that lies among them.

import { existsSync, readFileSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { pathsBelow } from "./paths-below.ts";

/** What is read of package-lock.json, version 3 of its form. */
interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
}

/** What the `fromseed` script compares with the lock file, to see whether the packages are those. */
export const STAMP = "node_modules/.fromseed-lock";

/** Paths of the packages' files below the checkout, sorted. Rejects with the file system's error. */
export async function packageFiles(checkout: string): Promise<Result<readonly string[]>> {
  const { packages } = JSON.parse(readFileSync(join(checkout, "package-lock.json"), "utf8")) as LockFile;
  const files: string[] = [];
  for (const [path, { dev = false, optional = false }] of Object.entries(packages)) {
    if (path === "" || dev) continue;
    if (existsSync(join(checkout, path))) files.push(...(await pathsBelow(checkout, path, isApart)));
    // One that is optional may be for other machines.
    else if (!optional)
      return fail("operand", `Cannot bundle "${checkout}": its package "${path}" is not installed`, {
        hint: "run its ./fromseed once, which sets it up",
      });
  }
  return succeed(files.sort(byBytes));
}

/** Packages within a package have entries of their own in the lock. */
const isApart = (_: string, entry: Dirent): boolean => entry.name === "node_modules" && entry.isDirectory();
