// Puts a bundle together: a folder with everything in its place, sealed as the store seals trees, and its tar. BUNDLE.md
// tells what is where. Must never write a byte that another machine with the same commit would write otherwise.

import { constants, closeSync, openSync, writeFileSync } from "node:fs";
import { chmod, copyFile, lstat, mkdir, readlink, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { TreeEntry } from "../model/tree.ts";
import { readTar } from "../store/export-tar.ts";
import { treeOf } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { TREE_TAR } from "../store/tar-parts.ts";
import type { Scratch } from "../git/scratch.ts";
import { checkoutFiles } from "./checkout-files.ts";
import { packageFiles, STAMP } from "./packages.ts";
import { buildText, readmeText, SUMS, sumsText, type Bundled } from "./texts.ts";

export interface ToBundle extends Omit<Bundled, "project"> {
  /** The folder that fromseed itself is in, with its packages. */
  readonly checkout: string;
  /** The folder that holds recipes/ and stages/. */
  readonly project: string;
  /** Puts the target's sources into a folder, which is there. */
  readonly carrySources: (into: string) => Promise<Result<void>>;
  /** How git is run, and what stops all of it. */
  readonly git: Omit<Scratch, "folder">;
}

export interface WrittenBundle {
  /** Digest of the listing of what the bundle unpacks to. */
  readonly tree: Sha256;
  readonly files: number;
  /** Bytes of the files together. */
  readonly size: number;
}

/** All of a bundle is below one folder of this name. */
export const bundleFolder = (target: string): string => `fromseed-${target}`;

/** Writes a bundle as a tar. `scratch` is an empty folder of ours. Rejects with the file system's error, or the signal's. */
export async function writeBundle(
  store: Pick<Store, "sealTree">,
  asked: ToBundle,
  { file, scratch }: { readonly file: string; readonly scratch: string },
): Promise<Result<WrittenBundle>> {
  const laid = await layBundle(asked, scratch);
  if (!laid.ok) return laid;
  const { signal } = asked.git;
  const folder = bundleFolder(asked.target);
  const top = join(scratch, "bundle", folder);
  const sealed = await store.sealTree(top, { signal });
  if (!sealed.ok) return sealed;
  const sums = Buffer.from(sumsText(sealed.value));
  await writeFile(join(top, SUMS), sums);
  const listed: TreeEntry = { type: "file", path: SUMS, executable: false, sha256: sha256(sums), size: sums.length };
  const tree = treeOf([...sealed.value.entries, listed].map((each) => ({ ...each, path: `${folder}/${each.path}` })));
  const to = openSync(file, "w");
  try {
    await readTar(join(scratch, "bundle"), tree, {
      form: TREE_TAR,
      take: (piece) => {
        signal.throwIfAborted();
        writeFileSync(to, piece);
      },
    });
  } finally {
    closeSync(to);
  }
  return succeed({ tree: tree.sha256, files: tree.entries.length, size: tree.size });
}

async function layBundle({ checkout, project, ...asked }: ToBundle, scratch: string): Promise<Result<void>> {
  const top = join(scratch, "bundle", bundleFolder(asked.target));
  const { signal } = asked.git;
  // First of all, as it is what fails.
  await mkdir(join(top, "sources"), { recursive: true });
  const carried = await asked.carrySources(join(top, "sources"));
  if (!carried.ok) return carried;
  const apart = project === checkout ? [] : [{ folder: project, to: "project" }];
  for (const { folder, to } of [{ folder: checkout, to: "checkout" }, ...apart]) {
    const files = await checkoutFiles(folder, { ...asked.git, folder: join(scratch, `git-of-${to}`) });
    if (!files.ok) return files;
    await copyFiles(folder, files.value, join(top, to), signal);
  }
  const packages = await packageFiles(checkout);
  if (!packages.ok) return packages;
  await copyFiles(checkout, packages.value, join(top, "checkout"), signal);
  await copyFile(join(checkout, "package-lock.json"), join(top, "checkout", STAMP));
  const { target, expected } = asked;
  const texts: Bundled = {
    target,
    project: apart.length === 0 ? "checkout" : "project",
    ...(expected === undefined ? {} : { expected }),
  };
  await writeFile(join(top, "README"), readmeText(texts));
  await writeFile(join(top, "build"), buildText(texts));
  await chmod(join(top, "build"), 0o755);
  return succeed(undefined);
}

/** Copies files and links by their paths below one folder to below another, which is made. */
async function copyFiles(from: string, paths: readonly string[], to: string, signal: AbortSignal): Promise<void> {
  let folder = "";
  for (const path of paths) {
    signal.throwIfAborted();
    const [source, target] = [join(from, path), join(to, path)];
    if (dirname(target) !== folder) await mkdir((folder = dirname(target)), { recursive: true });
    if ((await lstat(source)).isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}
