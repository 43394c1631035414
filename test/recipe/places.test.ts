// Sources that outlive a host: each file that upstream publishes can be had from two places that are not one's mirrors.

import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProject } from "../../src/recipe/load-project.ts";
import { value } from "../store/temporary-store.ts";

/** The only archives that hold these bytes, as far as is known. */
const ONE_PLACE: ReadonlySet<string> = new Set(["clang-part/llvm", "clang/llvm", "lld/llvm", "llvm-part/llvm"]);

test("every source of this repository has two places at least", async () => {
  const { recipes } = value(await loadProject(join(import.meta.dirname, "../..")));
  const single = [...recipes.values()].flatMap(({ name, sources }) =>
    sources
      // What this machine or a registry holds by name and version has one place by its nature.
      .filter(({ places }) => places.every(({ type }) => ["debian", "url", "snapshot"].includes(type)))
      .filter(({ places }) => new Set(places.map(({ type }) => type)).size < 2)
      .map((source) => `${name}/${source.name}`),
  );
  expect(single.filter((each) => !ONE_PLACE.has(each))).toEqual([]);
});
