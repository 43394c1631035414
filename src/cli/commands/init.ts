// fromseed init: begins a project in a folder: fromseed.yaml, a recipe and a stage. Must never change a file that is there,
// nor leave half of one, whenever it is stopped.

import { linkSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { placeTree } from "../../imports/bring.ts";
import { gitNeeds, type Bringing } from "../../imports/bringing.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { VENDOR } from "../../model/recipe.ts";
import { isSystemError } from "../../model/system-error.ts";
import { NAME } from "../../recipe/forms.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { nextSteps } from "../called.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import { newProject, PREFIX } from "../new-project.ts";
import type { Options } from "../options.ts";
import { reason } from "../reason.ts";

/** Where the texts lie until they are whole, at the project's top. */
const PART = ".fromseed-init";

export async function main(context: Context, options: Options): Promise<number> {
  const asked = await askedFor(context, options);
  if (!asked.ok) return reportFailures(context, asked.failures);
  const { folder, name } = asked.value;
  return withStore(context, async (store) => {
    const git = gitNeeds(context.environment);
    const bringing: Bringing = { store, network: false, proxies: {}, git, signal: context.signal, carriedIn: [] };
    const digest = await placeTree(bringing, { type: "directory", path: context.checkout }, "imported");
    if (!digest.ok) return reportFailures(context, digest.failures);
    // Before the first commit there is none; `fromseed check` tells it then.
    const tree = await placeTree(bringing, { type: "directory", path: folder }, "source");
    context.signal.throwIfAborted();
    const files = newProject({
      name,
      digest: digest.value,
      directory: directoryFrom(folder, context.checkout),
      tree: tree.ok ? tree.value : undefined,
      tool: isFile(join(folder, "Cargo.toml")) ? "cargo" : "tcc",
    });
    const made = makeFiles(folder, files);
    if (!made.ok) return reportFailures(context, made.failures);
    const kept = [...files.keys()].filter((path) => !made.value.includes(path));
    if (context.json) context.write(jsonLine({ folder, made: made.value, kept }));
    else {
      for (const path of files.keys()) context.write(`${kept.includes(path) ? "kept" : "made"}  ${path}\n`);
      const next = [
        ["fromseed check", "tells what is still to be written, and the digest of what was committed"],
        ["fromseed build", `builds ${name}, and all that it comes from`],
      ] as const;
      context.write(["", "Try next:", ...nextSteps(context.called, next), ""].join("\n"));
    }
    return EXIT.done;
  });
}

async function askedFor(
  context: Context,
  options: Options,
): Promise<Result<{ readonly folder: string; readonly name: string }>> {
  if (options.operands.length > 1)
    return fail("usage", "Cannot read the command line: it names more than one project", {
      hint: "fromseed init NAME begins one in this folder, or in that of --project",
    });
  const given = resolve(options.values.get("project")?.[0] ?? ".");
  if ((await stat(given).catch(() => undefined))?.isDirectory() !== true)
    return fail("operand", `Cannot begin a project in "${given}": there is no such folder`);
  const folder = await realpath(given);
  if (folder === (await realpath(context.checkout)))
    return fail("operand", `Cannot begin a project in "${folder}": it is fromseed's own checkout`, {
      hint: "run it in the folder of the project that is to be built, or name that with --project",
    });
  const name = options.operands[0] ?? basename(folder).toLowerCase();
  if (name === VENDOR || name.startsWith(PREFIX))
    return fail("usage", `Cannot begin a project "${name}": what is imported has names like that`, {
      hint: "name it otherwise: fromseed init NAME",
    });
  return NAME.pattern.test(name)
    ? succeed({ folder, name })
    : fail("usage", `Cannot begin a project "${name}": it must be ${NAME.says}`, {
        hint: `name it: fromseed init NAME; ${NAME.hint}`,
      });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A checkout within the project or beside it is named from there, so that both can be moved together. */
function directoryFrom(folder: string, checkout: string): string {
  const path = relative(folder, checkout);
  return /^(\.\.\/){2}/.test(path) ? checkout : path;
}

/** Gives the paths of those that were not there. All are written before the first gets its name. */
function makeFiles(folder: string, files: ReadonlyMap<string, string>): Result<readonly string[]> {
  const part = join(folder, PART);
  const made: string[] = [];
  try {
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part);
    const texts = [...files].map(([path, text], i) => ({ path, file: join(part, String(i)), text }));
    for (const { file, text } of texts) writeFileSync(file, text, { flag: "wx" });
    for (const { path } of texts) mkdirSync(dirname(join(folder, path)), { recursive: true });
    for (const { path, file } of texts) if (linked(file, join(folder, path))) made.push(path);
    return succeed(made);
  } catch (error) {
    return fail("destination", `Cannot begin a project in "${folder}": ${reason(error)}`);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** False where something is there by that name: a link never takes its place. */
function linked(file: string, target: string): boolean {
  try {
    linkSync(file, target);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return false;
    throw error;
  }
}
