// fromseed pin: what a recipe has to say of a source: printed, put into a recipe, or moved to another version.

import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { measureAnywhere, type MeasuredAt, measureNamed } from "../../inputs/measure-places.ts";
import type { Measured } from "../../inputs/measure-source.ts";
import type { Obtaining } from "../../inputs/obtaining.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Recipe, Source, SourcePlace } from "../../model/recipe.ts";
import { withSource, withVersion, withWords } from "../../recipe/edit-text.ts";
import { type AskedPlace, readAskedPlace } from "../asked-place.ts";
import { openProject } from "../open-project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { sourceLines, withdrawnWords } from "../source-lines.ts";
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

interface Pinned {
  readonly text: string;
  readonly pinned: readonly MeasuredAt[];
}

interface MeasuredAs {
  readonly measured: MeasuredAt;
  /** The place where it is one that recipes have. */
  readonly asked?: AskedPlace;
}

async function pinPlaces(
  context: Context,
  obtaining: Obtaining,
  { places, recipe }: { readonly places: readonly string[]; readonly recipe?: Recipe },
): Promise<Result<Pinned>> {
  const pinned: MeasuredAt[] = [];
  const lines: string[] = [];
  for (const place of places) {
    const found = await measurePlace(obtaining, place);
    if (!found.ok) return found;
    const { measured, asked } = found.value;
    pinned.push(measured);
    lines.push(...sourceLines(measured, asked));
  }
  if (recipe !== undefined) {
    const written = await rewrite(context, recipe, (text) => withSource(text, lines));
    if (!written.ok) return written;
  }
  return succeed({ pinned, text: lines.map((line) => `${line}\n`).join("") });
}

/** Of a file or an address; or of a place as recipes have it, from wherever fetch would find that. */
async function measurePlace(obtaining: Obtaining, word: string): Promise<Result<MeasuredAs>> {
  const asked = readAskedPlace(word);
  if (asked?.ok === false) return asked;
  if (asked === undefined) {
    const measured = await measureNamed(obtaining, word);
    return measured.ok ? succeed({ measured: measured.value }) : measured;
  }
  const { file, place } = asked.value;
  const found = await measureAnywhere(obtaining, { file, places: [place] }, { action: `Cannot pin "${word}"` });
  if (found.ok) return succeed({ asked: asked.value, measured: { ...found.value, place: word } });
  const hint = HINTS[place.type];
  return {
    ok: false,
    failures: found.failures.map((failure) => (hint === undefined ? failure : { ...failure, hint })),
  };
}

const HINTS: Readonly<Partial<Record<SourcePlace["type"], string>>> = {
  debian: "a path of Debian's archive starts with pool/; apt's mirror is asked, and any given with --mirror",
  crate: "cargo's registry is asked, and any index or directory given with --crates",
  pypi: "pip's index is asked, and any index or directory given with --pypi; only a source distribution is taken",
  rustup: "rustup toolchain install has a release put here",
};

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
    // A source distribution may be called otherwise than the one before.
    if (own.file !== to(source.file)) words.set(source.file, own.file);
    words.set(`size: ${source.size}`, `size: ${own.size}`);
    if (source.unpack !== undefined && own.unpack !== undefined) words.set(source.unpack.tree, own.unpack.tree);
    const dated = moveArchives(words, source, own);
    lines.push(
      `${source.name}  ${source.file} -> ${own.file}  from ${own.place}`,
      `  size    ${source.size} -> ${own.size}`,
      `  sha256  ${source.sha256} -> ${own.sha256}`,
      ...(own.withdrawn === undefined ? [] : [`  ${withdrawnWords(own.withdrawn)}`]),
      ...(own.unpack === undefined ? [] : [`  tree    ${source.unpack?.tree} -> ${own.unpack.tree}`]),
      ...(await contents(obtaining, source, own)),
      ...dated.map((path) => `  snapshot: ${path} has the time of the old one: look up when the archive had the new`),
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
    if (place.type === "crate" || place.type === "pypi" || place.type === "rustup")
      return [{ ...place, version: to(place.version) }];
    return place.type === "directory" ? [place] : [];
  });
  // A recipe that takes parts of the source takes the same parts of the next.
  const way = unpack === undefined ? {} : { strip: unpack.strip, keep: unpack.keep, remove: unpack.remove };
  const action = `Cannot move source "${source.name}" to ${to(source.file)}`;
  const found = await measureAnywhere(obtaining, { file: to(source.file), places }, { action, way });
  return found.ok ? found : { ok: false, failures: found.failures.map((each) => ({ ...each, place: source.at })) };
}

/** Archives have a file by what is in it, or as it was at a time: the paths of those are given, as nobody here knows it. */
function moveArchives(words: Map<string, string>, source: Source, own: Measured): readonly string[] {
  const dated: string[] = [];
  for (const place of source.places) {
    if (place.type === "software-heritage") words.set(place.id, own.swhid);
    if (place.type !== "snapshot") continue;
    if (place.path.includes("/")) dated.push(place.path);
    else words.set(place.path, own.sha1);
  }
  return dated;
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
