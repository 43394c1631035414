// A git repository on the disk, as far as its files say it: where its objects are, what its references name, where a
// shallow clone ends. Must never read its configuration, hooks, grafts, replacements or index: whoever gave somebody the
// folder may have written them.

import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fail, succeed, type Result } from "../model/failure.ts";
import { isObjectId } from "./object-id.ts";

export interface Repository {
  /** The absolute path of the folder that holds loose objects and packs. */
  readonly objects: string;
  /** What HEAD names; undefined on a branch without a commit. */
  readonly head: string | undefined;
  /** Object names by the whole name of a reference, as `refs/heads/main`. */
  readonly refs: ReadonlyMap<string, string>;
  /** Commits of which a shallow clone is said to lack the parents. */
  readonly shallow: ReadonlySet<string>;
}

const DEEPEST = 32;
const MOST_LINKS = 5;
/** As git-check-ref-format(1) has names, but for what nobody uses. */
const NAME = /^refs\/(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)))[^\x00-\x20\x7f~^:?*[\\]+$/;

/** Opens the repository that a folder is in, a worktree of one, or a bare one. */
export async function openRepository(folder: string): Promise<Result<Repository>> {
  const cannot = (found: string, hint?: string) =>
    fail("repository", `Cannot read the git repository of "${folder}": ${found}`, hint === undefined ? {} : { hint });
  const own = await findOwn(resolve(folder));
  if (own === undefined) return cannot("there is none", "history is checked in a clone: --project DIR names another");
  try {
    const shared = await text(join(own, "commondir"));
    const common = shared === undefined ? own : at(own, shared.trim());
    const refs = new Map([...(await packedRefs(common)), ...(await looseRefs(common, "refs", 0))]);
    const head = (await text(join(own, "HEAD")))?.trim();
    if (head === "ref: refs/heads/.invalid")
      return cannot(
        "its references are kept as a reftable, which is not read here",
        "git refs migrate makes them files",
      );
    const shallow = (await text(join(common, "shallow")))?.split("\n") ?? [];
    const objects = join(common, "objects");
    if (/[\n\r]/.test(objects)) return cannot("the name of its folder has a line feed");
    return succeed({
      objects,
      head: follow(head ?? "", refs),
      refs: new Map([...refs].flatMap(([name, value]) => named(name, follow(value, refs)))),
      shallow: new Set(shallow.filter(isObjectId)),
    });
  } catch (error) {
    return cannot((error as NodeJS.ErrnoException).code ?? (error as Error).message);
  }
}

const named = (name: string, id: string | undefined): [string, string][] => (id === undefined ? [] : [[name, id]]);

/** The folder that is a repository's own: `.git` of this folder or one above, what a `.git` file names, or itself. */
async function findOwn(folder: string): Promise<string | undefined> {
  for (let each = folder; ; each = dirname(each)) {
    const inside = join(each, ".git");
    const kind = await stat(inside).catch(() => undefined);
    if (kind?.isDirectory() === true) return inside;
    const link = kind?.isFile() === true ? /^gitdir: (.+)/.exec((await text(inside)) ?? "")?.[1] : undefined;
    if (link !== undefined) return at(each, link.trim());
    if (await isBare(each)) return each;
    if (dirname(each) === each) return undefined;
  }
}

/** As git tells one: without a HEAD, whatever its kind, folders of those names are any project's. */
async function isBare(folder: string): Promise<boolean> {
  const hasHead = (await lstat(join(folder, "HEAD")).catch(() => undefined)) !== undefined;
  return hasHead && (await isFolder(join(folder, "objects"))) && (await isFolder(join(folder, "refs")));
}

async function packedRefs(common: string): Promise<[string, string][]> {
  const lines = (await text(join(common, "packed-refs")))?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const [id = "", name = ""] = line.split(" ");
    return isObjectId(id) && isPlain(name) ? [[name, id] as [string, string]] : [];
  });
}

/** The values of files below `refs/`: object names, or `ref: ` and another's name. */
async function looseRefs(common: string, folder: string, depth: number): Promise<[string, string][]> {
  if (depth > DEEPEST) return [];
  const found: [string, string][] = [];
  for (const entry of await readdir(join(common, folder), { withFileTypes: true }).catch(() => [])) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await looseRefs(common, name, depth + 1)));
    else if (entry.isFile() && isPlain(name)) found.push([name, (await text(join(common, name)))?.trim() ?? ""]);
  }
  return found;
}

/** Replacements are no references of history: what they name stands for other objects. */
const isPlain = (name: string): boolean => NAME.test(name) && !name.startsWith("refs/replace/");

function follow(value: string, refs: ReadonlyMap<string, string>): string | undefined {
  let found: string | undefined = value;
  for (let i = 0; i < MOST_LINKS && found?.startsWith("ref: "); i++) found = refs.get(found.slice(5).trim());
  return found !== undefined && isObjectId(found) ? found : undefined;
}

const at = (folder: string, path: string): string => (isAbsolute(path) ? path : resolve(folder, path));

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** No file of a repository that is read here has more bytes; the longest is that of a hundred thousand packed names. */
const LONGEST = 100_000_000;

/** Undefined where there is none. What is no file is not read: a fifo has no end, and neither has a device. */
async function text(path: string): Promise<string | undefined> {
  try {
    const facts = await stat(path);
    if (!facts.isFile() || facts.size > LONGEST) throw new Error(`"${path}" is no file, or too long for one`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** The top of the working tree that a folder is in; undefined where it is in no repository, or in a bare one. */
export async function workTreeOf(folder: string): Promise<string | undefined> {
  for (let each = resolve(folder); ; each = dirname(each)) {
    if ((await stat(join(each, ".git")).catch(() => undefined)) !== undefined) return each;
    if (dirname(each) === each) return undefined;
  }
}
