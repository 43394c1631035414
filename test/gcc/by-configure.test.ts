// The lists of the recipes are right: each library has, member by member and bit for bit, what upstream's own configure
// and makefiles make with the same compiler. Only the order and the names of members are ours. The stages that run
// configure exist here alone, in a copy of the project.

import { cpSync, readdirSync, readFileSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { home, project } from "../chain/source.ts";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { members } from "./archive-members.ts";

const hour = 3_600_000;

/** All that a tree holds: files by their paths; of archives, their members instead. */
function contents(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const name = path.slice(tree.length + 1);
      return name.endsWith(".a")
        ? members(path).map((member) => `${name}: ${member}`)
        : [`${name}: ${readFileSync(path, "base64")}`];
    })
    .sort();
}

describe("a library by our lists is the library by its configure", () => {
  const copy = join(scratchDirectory(), "project");
  for (const folder of ["bootstrap-seed", "recipes", "stages"])
    cpSync(join(project, folder), join(copy, folder), { recursive: true });
  cpSync(join(import.meta.dirname, "by-configure"), join(copy, "recipes"), { recursive: true });
  cpSync(join(copy, "recipes/stages.yaml"), join(copy, "stages/by-configure.yaml"));
  unlinkSync(join(copy, "recipes/stages.yaml"));
  rmSync(join(copy, "stages/expected.sha256"));

  test.each(["gmp-gcc-3", "mpfr-gcc-3", "mpc-gcc-3", "gmp", "mpfr", "mpc"])("%s", { timeout: 3 * hour }, (stage) => {
    const theirs = `${stage}-by-configure`;
    const words = ["--project", copy, "--home", home];
    expect(
      call(["build", stage, theirs, ...words], { stdio: ["ignore", "inherit", "inherit"], timeout: 3 * hour }).status,
    ).toBe(0);
    const listed = call(["list", stage, theirs, "--json", ...words]);
    const digests = new Map(
      (JSON.parse(listed.stdout) as { name: string; digest: string }[]).map(({ name, digest }) => [name, digest]),
    );
    const [ours, upstream] = [stage, theirs].map((name) => contents(join(home, "trees", digests.get(name)!)));
    expect(ours!.length).toBeGreaterThan(80);
    expect(ours).toEqual(upstream);
  });
});
