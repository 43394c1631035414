// The seed: the one output that no step makes. Its bytes are read from their commented text, and must be the pinned
// ones.

import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fromHex } from "../bytes/hex.ts";
import { sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Recipe } from "../model/recipe.ts";

/** Writes the seed into the output `directory`, from its text below `files`. */
export async function makeSeed(recipe: Recipe, files: string, directory: string): Promise<Result<undefined>> {
  if (recipe.build.type !== "seed") throw new Error("our bug: not a seed recipe");
  const { text, path, size, sha256: expected } = recipe.build;
  const source = await readFile(join(files, text), "latin1");
  const bytes = fromHex(
    source
      .replace(/[#;].*$/gm, "")
      .replace(/\s+/g, "")
      .toLowerCase(),
  );
  if (bytes === undefined)
    return fail(
      "seed-digest",
      `Cannot read the seed "${text}": besides comments it holds something that is not a pair of hex digits`,
    );
  if (bytes.length !== size || sha256(bytes) !== expected) {
    return fail(
      "seed-digest",
      `Cannot use the seed "${text}": it is ${bytes.length} bytes with sha256 ${sha256(bytes)}, not the pinned ${size} bytes with ${expected}`,
      {
        place: recipe.at,
        hint: "if you meant to change the seed, pin its new size and sha256 in the recipe",
      },
    );
  }
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  await chmod(file, 0o755);
  return succeed(undefined);
}
