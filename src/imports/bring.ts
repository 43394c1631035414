// A part of a project brought into the store: each place is tried in turn, and the digest alone decides whether what it
// gives is that project. Must never hand on a tree of another digest, nor hide that a place gave one.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Failure, type Place, type Result } from "../model/failure.ts";
import { IMPORTED_PARTS, NOT_SOURCE, placeText, type Import, type ProjectPlace } from "../model/import.ts";
import type { Bringing } from "./bringing.ts";
import { bringCarried } from "./carried.ts";
import { layPlace } from "./lay-place.ts";
import type { Wanted } from "./wanted.ts";

/** Gives the folder of the store in which the parts of an import lie that was not there yet. */
export async function bringImport(bringing: Bringing, { name, digest, places, at }: Import): Promise<Result<string>> {
  const asked: Asked = { part: "imported", what: `import "${name}"`, digest, places, at };
  const brought = await bringTree(bringing, asked);
  return brought.ok ? succeed(bringing.store.treeDirectory(digest)) : brought;
}

/** A part of a project, by its digest. */
export interface Asked {
  readonly part: Wanted["part"];
  /** For messages: `import "toolchain"`. */
  readonly what: string;
  readonly digest: Sha256;
  readonly places: readonly ProjectPlace[];
  readonly at: Place;
}

/** Names at a project's top that belong to a part of it. */
const WANTED: Readonly<Record<Wanted["part"], (name: string) => boolean>> = {
  imported: (name) => (IMPORTED_PARTS as readonly string[]).includes(name),
  source: (name) => !(NOT_SOURCE as readonly string[]).includes(name),
};

/** Brings the tree, whether or not it is in the store. Whoever else brings it is waited for. */
export async function bringTree(bringing: Bringing, asked: Asked): Promise<Result<void>> {
  const { store, signal } = bringing;
  const locked = await store.withLock(`project-${asked.digest}`, () => tryPlaces(bringing, asked), { signal });
  return locked.ok ? locked.value : locked;
}

/** A place that did not give what was asked for. */
interface Miss {
  readonly place: ProjectPlace;
  /** What it gave in its stead. */
  readonly tree?: Sha256;
  readonly failures: readonly Failure[];
}

async function tryPlaces(bringing: Bringing, asked: Asked): Promise<Result<void>> {
  const misses: Miss[] = [];
  const carried = await bringCarried(bringing, asked.digest);
  if (!carried.ok || carried.value) return carried.ok ? succeed(undefined) : carried;
  for (const place of asked.places) {
    const tree = await placeTree(bringing, place, asked.part);
    if (!tree.ok) misses.push({ place, failures: tree.failures });
    else if (tree.value === asked.digest) return succeed(undefined);
    else misses.push({ place, tree: tree.value, failures: [] });
    // Nobody wants to hear what the other places would have said.
    const told = misses.at(-1)!.failures.find(({ code }) => code === "interrupted" || code === "tree-dirty");
    if (told !== undefined) return { ok: false, failures: [{ place: asked.at, ...told }] };
  }
  return missed(bringing, asked, misses);
}

/** The digest of what a place gives, which is then in the store. */
export async function placeTree(
  bringing: Bringing,
  place: ProjectPlace,
  part: Wanted["part"],
): Promise<Result<Sha256>> {
  const { store, signal } = bringing;
  const scratch = await store.newScratch("project");
  if (!scratch.ok) return scratch;
  try {
    const into = join(scratch.value, "tree");
    const laid = await layPlace(bringing, place, {
      part,
      wanted: WANTED[part],
      into,
      scratch: join(scratch.value, "way"),
    });
    if (!laid.ok) return laid;
    const missing = part === "source" ? [] : ["recipes", "stages"].filter((name) => !existsSync(join(into, name)));
    if (missing.length > 0) return fail("project", `it has no ${missing.join(" and no ")}`);
    const tree = await store.putTree(into, { signal });
    return tree.ok ? succeed(tree.value.sha256) : tree;
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail("interrupted", "Cannot go on: the command was interrupted");
  } finally {
    await store.dropScratch(scratch.value);
  }
}

function missed({ store }: Bringing, { part, what, digest, at }: Asked, misses: readonly Miss[]): Result<never> {
  const details = misses.flatMap(({ place, tree, failures }) =>
    tree === undefined
      ? failures.flatMap(({ message, details: more = [] }) => [`${placeText(place)}: ${message}`, ...more])
      : [`${placeText(place)}: it gives ${tree}, which lies in ${store.treeDirectory(tree)}`],
  );
  const other = misses.find(({ tree }) => tree !== undefined);
  const action = part === "source" ? `Cannot use ${what}` : `Cannot ${what}`;
  if (other === undefined)
    return fail("import-unavailable", `${action}: no place gave it`, {
      place: at,
      details: details.length === 0 ? ["no place of it is known here"] : details,
      hint: "fromseed fetch asks the network too; is one of the places still right?",
    });
  const { tree, place } = other;
  return fail(
    part === "source" ? "source-tree" : "import-digest",
    `${action}: "${placeText(place)}" gives the tree ${tree}, not the pinned ${digest}`,
    {
      place: at,
      details,
      hint: `look at what it gives; if that is what you mean, pin it: ${part === "source" ? "tree" : "digest"}: ${tree}`,
    },
  );
}
