// A project that costs next to nothing to build: what is measured on it is fromseed itself.

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const checkout = resolve(import.meta.dirname, "..");

/**
 * Writes a project of `count` stages after the seed, each of which runs hex0 `steps` times and uses the one before:
 * nothing can be done side by side.
 */
export function chainProject(project: string, count: number, steps = 1): void {
  mkdirSync(join(project, "stages"), { recursive: true });
  cpSync(join(checkout, "bootstrap-seed/hex0"), join(project, "bootstrap-seed/hex0"), { recursive: true });
  cpSync(join(checkout, "recipes/seed"), join(project, "recipes/seed"), { recursive: true });
  mkdirSync(join(project, "recipes/link"), { recursive: true });
  const step = (i: number): string =>
    `  - name: copy-${i}\n    argv: [/bin/hex0, /repo/bootstrap-seed/hex0/hex0.hex0, "/out/bin/\${name}-${i}"]\n`;
  writeFileSync(
    join(project, "recipes/link/recipe.yaml"),
    `about: one link of a chain\nversion: "1"\nfiles: [bootstrap-seed/hex0/hex0.hex0]\nparameters:\n  name: x\nsteps:\n${Array.from({ length: steps }, (_, i) => step(i)).join("")}outputs: ["bin/"]\n`,
  );
  const stages = Array.from(
    { length: count },
    (_, i) =>
      `  - name: s${i}\n    recipe: link\n    uses: [${i === 0 ? "seed" : `seed, s${i - 1}`}]\n    with:\n      name: n${i}\n`,
  );
  writeFileSync(
    join(project, "stages/chain.yaml"),
    `default: s${count - 1}\nstages:\n  - name: seed\n    recipe: seed\n${stages.join("")}`,
  );
}
