// fromseed pin: what a recipe has to say of a source: printed, put into a recipe, or moved to another version.

import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fetchPlaces, placeText, type Looked } from "../../fetch/places.ts";
import { webAddress } from "../../fetch/web-address.ts";
import { measureSource, type Measured, type Way } from "../../inputs/measure-source.ts";
import type { Obtaining } from "../../inputs/obtaining.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { Recipe, Source, SourcePlace } from "../../model/recipe.ts";
import { withSource, withVersion, withWords } from "../../recipe/edit-text.ts";
import { openProject } from "../open-project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { namedRecipe } from "../targets.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const isUpdate = options.switches.has("update");
  const into = options.values.get("write")?.[0];
  if (isUpdate ? options.operands.length !== 2 || into !== undefined : options.operands.length === 0)
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: it must name places, or with --update a recipe and a version")
        .failures,
    );
  const project = await openProject(context);
  if (!project.ok) return reportFailures(context, project.failures);
  const name = isUpdate ? options.operands[0]! : into;
  const named = name === undefined ? undefined : namedRecipe(project.value, "pin for recipe", name);
  if (named?.ok === false) return reportFailures(context, named.failures);
  const recipe = named?.value;
  return withWorkshop(context, options, { project: project.value, cores: context.cores }, async (workshop) => {
    const { store, fetching } = workshop;
    const obtaining: Obtaining = { store, fetching, signal: context.signal };
    const done = isUpdate
      ? await update(context, obtaining, { recipe: recipe!, version: options.operands[1]! })
      : await pinPlaces(context, obtaining, {
          places: options.operands,
          ...(recipe === undefined ? {} : { recipe }),
        });
    if (!done.ok) return reportFailures(context, done.failures);
    if (context.json)
      context.write(jsonLine({ pinned: done.value.pinned, ...(name === undefined ? {} : { recipe: name }) }));
    else context.write(done.value.text);
    return EXIT.done;
  });
}

interface MeasuredAt extends Measured {
  readonly place: string;
}

interface Pinned {
  readonly text: string;
  readonly pinned: readonly MeasuredAt[];
}

async function pinPlaces(
  context: Context,
  obtaining: Obtaining,
  { places, recipe }: { readonly places: readonly string[]; readonly recipe?: Recipe },
): Promise<Result<Pinned>> {
  const pinned: MeasuredAt[] = [];
  const lines: string[] = [];
  for (const place of places) {
    const measured = await measurePlace(obtaining, place);
    if (!measured.ok) return measured;
    pinned.push(measured.value);
    lines.push(...sourceLines(measured.value, place));
  }
  if (recipe !== undefined) {
    const written = await rewrite(context, recipe, (text) => withSource(text, lines));
    if (!written.ok) return written;
  }
  return succeed({ pinned, text: lines.map((line) => `${line}\n`).join("") });
}

/** Of a file or an address; or of a path in Debian's archive, written `debian:PATH`, from whatever mirror has it. */
async function measurePlace(obtaining: Obtaining, text: string): Promise<Result<MeasuredAt>> {
  const pool = debianPath(text);
  if (pool === undefined) {
    const measured = await measureSource(obtaining, text);
    return measured.ok ? succeed({ ...measured.value, place: text }) : measured;
  }
  const looked = { file: basename(pool), places: [{ type: "debian", path: pool } as const] };
  const found = await measureAnywhere(obtaining, looked);
  return found.ok
    ? succeed({ ...found.value, file: looked.file, place: text })
    : fail("source-unavailable", `Cannot pin "${text}": no place has it`, {
        details: found.failures.map(({ message }) => message),
        hint: "a path of Debian's archive starts with pool/; apt's mirror is asked, and any given with --mirror",
      });
}

function debianPath(place: string): string | undefined {
  return /^debian: *(\S+)$/.exec(place)?.[1];
}

/** As an item of a recipe's sources. */
function sourceLines({ file, size, sha256, licence, unpack }: Measured, place: string): readonly string[] {
  const name = /^[a-z0-9][a-z0-9+]*(?:-[a-z][a-z0-9+]*)*/.exec(file.toLowerCase())?.[0] ?? "source";
  const pool = debianPath(place);
  const where =
    pool !== undefined
      ? `debian: ${pool}`
      : webAddress(place) === undefined
        ? `directory: ${resolve(place, "..")}`
        : `url: ${place}`;
  return [
    `- name: ${name}`,
    `  file: ${file}`,
    `  size: ${size}`,
    `  sha256: ${sha256}`,
    ...(licence === undefined
      ? ["  # No licence file tells: look, and write what it is.", "  licence: NOASSERTION"]
      : ["  # A guess from the licence file's words: look.", `  licence: ${licence}`]),
    "  places:",
    `    - ${where}`,
    ...(unpack === undefined ? [] : unpackLines(unpack)),
  ];
}

function unpackLines({ tree, strip, inner }: NonNullable<Measured["unpack"]>): readonly string[] {
  const head = ["  unpack:", `    tree: ${tree}`, `    strip: ${strip}`];
  return inner === undefined
    ? head
    : [...head, "    inner:", `      path: ${inner.path}`, `      sha256: ${inner.sha256}`];
}

/** Moves a recipe to another version: whatever of its sources has the old one in its file's name. */
async function update(
  context: Context,
  obtaining: Obtaining,
  { recipe, version }: { readonly recipe: Recipe; readonly version: string },
): Promise<Result<Pinned>> {
  const to = (text: string): string => text.replaceAll(recipe.version, version);
  const moved = recipe.sources.filter(({ file }) => file.includes(recipe.version));
  if (moved.length === 0)
    return fail(
      "operand",
      `Cannot move recipe "${recipe.name}": no file of its sources has ${recipe.version} in its name`,
    );
  const nested = moved.find(({ unpack }) => unpack?.inner !== undefined);
  if (nested !== undefined)
    return fail("operand", `Cannot move source "${nested.name}": it is an archive within an archive`, {
      place: nested.at,
      hint: "pin the inner archive's path and digest by hand",
    });
  const words = new Map<string, string>();
  const pinned: MeasuredAt[] = [];
  const lines = [`${recipe.name}  ${recipe.version} -> ${version}`];
  for (const source of moved) {
    const measured = await fromAnyPlace(obtaining, source, to);
    if (!measured.ok) return measured;
    const { value: own } = measured;
    pinned.push(own);
    words.set(source.sha256, own.sha256);
    words.set(`size: ${source.size}`, `size: ${own.size}`);
    if (source.unpack !== undefined && own.unpack !== undefined) words.set(source.unpack.tree, own.unpack.tree);
    lines.push(
      `${source.name}  ${source.file} -> ${own.file}  from ${own.place}`,
      `  size    ${source.size} -> ${own.size}`,
      `  sha256  ${source.sha256} -> ${own.sha256}`,
      ...(own.unpack === undefined ? [] : [`  tree    ${source.unpack?.tree} -> ${own.unpack.tree}`]),
      ...(await contents(obtaining, source, own)),
    );
  }
  const written = await rewrite(context, recipe, (text) =>
    withVersion(withWords(text, words), recipe.version, version),
  );
  if (!written.ok) return written;
  lines.push("fromseed audit and fromseed build say what else changes.");
  return succeed({ pinned, text: lines.map((line) => `${line}\n`).join("") });
}

/** The first of a source's places that has the file of the other version. */
async function fromAnyPlace(
  obtaining: Obtaining,
  source: Source,
  to: (text: string) => string,
): Promise<Result<MeasuredAt>> {
  const { unpack } = source;
  const places = source.places.flatMap((place): SourcePlace[] => {
    if (place.type === "url") return [{ ...place, url: to(place.url) }];
    if (place.type === "debian") return [{ ...place, path: to(place.path) }];
    return place.type === "directory" ? [place] : [];
  });
  // A recipe that takes parts of the source takes the same parts of the next.
  const way = unpack === undefined ? {} : { strip: unpack.strip, keep: unpack.keep, remove: unpack.remove };
  const found = await measureAnywhere(obtaining, { file: to(source.file), places }, way);
  return found.ok
    ? found
    : fail("source-unavailable", `Cannot move source "${source.name}": no place has its new file`, {
        place: source.at,
        details: found.failures.map(({ message }) => message),
      });
}

/** From the first of the places that fetch would ask, in its order, that has the file. */
async function measureAnywhere(obtaining: Obtaining, looked: Looked, way: Way = {}): Promise<Result<MeasuredAt>> {
  const failures: Failure[] = [];
  for (const place of fetchPlaces(looked, obtaining.fetching)) {
    if (place.type !== "http" && place.type !== "file") continue;
    const measured = await measureSource(obtaining, place.type === "file" ? place.path : place.url, way);
    if (measured.ok) return succeed({ ...measured.value, place: placeText(place) });
    failures.push(...measured.failures);
  }
  return { ok: false, failures };
}

/** How the unpacked trees differ in number and size, where the old one is here. */
async function contents({ store }: Obtaining, source: Source, own: Measured): Promise<readonly string[]> {
  if (source.unpack === undefined || own.unpack === undefined || !(await store.hasTree(source.unpack.tree))) return [];
  const [before, after] = [await store.tree(source.unpack.tree), await store.tree(own.unpack.tree)];
  if (!before.ok || !after.ok) return [];
  const old = new Map(before.value.entries.map((entry) => [entry.path, JSON.stringify(entry)]));
  const fresh = new Map(after.value.entries.map((entry) => [entry.path, JSON.stringify(entry)]));
  const added = [...fresh.keys()].filter((path) => !old.has(path)).length;
  const gone = [...old.keys()].filter((path) => !fresh.has(path)).length;
  const changed = [...fresh].filter(([path, entry]) => old.has(path) && old.get(path) !== entry).length;
  return [`  files   ${old.size} -> ${fresh.size}: ${added} new, ${gone} gone, ${changed} changed`];
}

/** Changes a recipe's file; one that would not be read any more stays as it was. */
async function rewrite(context: Context, recipe: Recipe, change: (text: string) => string): Promise<Result<void>> {
  const path = join(recipe.root, "recipes", recipe.name, "recipe.yaml");
  const before = await readFile(path, "utf8");
  const write = async (text: string): Promise<void> => {
    await writeFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
  };
  await write(change(before));
  const read = await openProject(context);
  if (read.ok) return succeed(undefined);
  await write(before);
  return { ok: false, failures: read.failures };
}
