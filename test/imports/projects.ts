// Small projects that import each other, on the disk of the test alone; and loading them without a store, each import
// from the folder that its first place names.

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Failure, Result } from "../../src/model/failure.ts";
import { fail, succeed } from "../../src/model/failure.ts";
import type { Import } from "../../src/model/import.ts";
import { loadProject, type Project } from "../../src/recipe/load-project.ts";
import { checkout } from "../cli/in-process.ts";

/** An import of fromseed.yaml, as far as a test says it otherwise. */
export interface ImportText {
  readonly name: string;
  readonly prefix?: string;
  readonly contract?: number;
  readonly digest?: string;
  readonly places?: readonly string[];
}

export const ANY = "ab".repeat(32);

export function projectText(imports: readonly ImportText[]): string {
  const each = ({ name, prefix, contract = 3, digest = ANY, places }: ImportText): string =>
    [
      `  - name: ${name}`,
      ...(prefix === undefined ? [] : [`    prefix: ${prefix}`]),
      `    contract: ${contract}`,
      `    digest: ${digest}`,
      "    places:",
      ...(places ?? [`directory: ../${name}`]).map((place) => `      - ${place}`),
    ].join("\n");
  return ["about: made with others", ...(imports.length === 0 ? [] : ["imports:", ...imports.map(each)]), ""].join(
    "\n",
  );
}

/** A project whose stages use each other in a row, by the recipe that all have. */
export function writeProject(
  root: string,
  {
    imports = [],
    stages,
    image,
  }: {
    readonly imports?: readonly ImportText[];
    readonly stages: Readonly<Record<string, string>>;
    /** The stage that an image is of. */
    readonly image?: string;
  },
): void {
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put(
    "recipes/one/recipe.yaml",
    'about: one\nversion: "1"\nsteps:\n  - name: run\n    argv: [/bin/one]\noutputs: [out]\n',
  );
  put(
    "stages/stages.yaml",
    `stages:\n${Object.entries(stages)
      .map(([name, uses]) => `  - name: ${name}\n    recipe: one\n${uses === "" ? "" : `    uses: [${uses}]\n`}`)
      .join(
        "",
      )}${image === undefined ? "" : `images:\n  - {name: image-of-${image}, about: one, stages: [${image}]}\n`}`,
  );
  if (imports.length > 0) put("fromseed.yaml", projectText(imports));
}

export function fromFolders(asked: Import): Promise<Result<string>> {
  const [place] = asked.places;
  return Promise.resolve(
    place?.type === "directory" ? succeed(place.path) : fail("import-unavailable", `no folder of ${asked.name}`),
  );
}

export async function loaded(root: string): Promise<Project> {
  const project = await loadProject(root, fromFolders);
  if (!project.ok) throw new Error(JSON.stringify(project.failures, undefined, 2));
  return project.value;
}

export async function faults(root: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const project = await loadProject(root, fromFolders);
  return project.ok ? [] : project.failures.map(shown);
}

export function shown({ code, message, place, hint }: Failure): readonly (string | undefined)[] {
  return [code, message, place && `${place.file}:${place.line}:${place.column}`, hint];
}

/** A project that begins with the seed, and has one stage of that name upon it, whose recipe is yet to be written. */
export function writeSeeded(root: string, name: string): void {
  for (const path of ["recipes/seed", "bootstrap-seed/hex0/hex0.hex0"])
    cpSync(join(checkout, path), join(root, path), { recursive: true });
  writeFileSync(join(root, "fromseed.yaml"), projectText([]));
  mkdirSync(join(root, "stages"));
  writeFileSync(
    join(root, "stages/stages.yaml"),
    `default: ${name}\nstages:\n  - name: seed\n    recipe: seed\n  - name: ${name}\n    recipe: ${name}\n    uses: [seed]\n`,
  );
}
