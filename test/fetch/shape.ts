// What a recipe may say of an archive, for the tests that unpack one.

import type { PathPattern } from "../../src/model/recipe.ts";

/** All of the archive, nothing stripped. */
export const whole = { strip: 0, keep: [], remove: [] };

/** As a recipe with one pattern a line would hold them. */
export function patterns(...paths: readonly string[]): readonly PathPattern[] {
  return paths.map((path, i) => ({
    path,
    at: { file: "recipe.yaml", line: i + 1, column: 1, length: path.length, text: path },
  }));
}
