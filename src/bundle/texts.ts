// The texts at the top of a bundle: what it is, the one command, the sums. Pure. Must say nothing of who made it, nor when.

import type { Tree } from "../model/tree.ts";

export const SUMS = "SHA256SUMS";

export interface Bundled {
  readonly target: string;
  /** Tree digest that the project pins for it, where it does. */
  readonly expected?: string;
  /** Folder of the project in the bundle: that of the checkout, or one of its own. */
  readonly project: "checkout" | "project";
}

export function readmeText({ target, expected, project }: Bundled): string {
  return `Everything that it takes to build "${target}" from the seed, on Linux on x86_64 with bubblewrap, without a network:

    ./build

It runs fromseed in checkout/ with the Node and the packages below checkout/node_modules, takes what upstream
published from sources/, and keeps its state where fromseed always does, or in --home DIR.
${expected === undefined ? "" : `The tree that must come out:\n\n    ${expected}  ${target}\n`}
sha256sum -c ${SUMS} compares each file. The sources' digests stand in the recipes, below ${project}/recipes; Node and
the packages are as npm laid them from checkout/package-lock.json, without what fromseed's own tests need.
Whoever bundles the same commit gets the same bytes: src/bundle/BUNDLE.md says how.
`;
}

export function buildText({ target, project }: Bundled): string {
  return `#!/bin/sh
# Builds "${target}" from what lies beside this file alone. Flags of fromseed build may follow.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
exec "$here/checkout/fromseed" build '${target}' --project "$here/${project}" --offline --mirror "$here/sources" "$@"
`;
}

/** As sha256sum writes and reads it; a name with a line feed or a backslash is in no tree of ours. */
export function sumsText({ entries }: Pick<Tree, "entries">): string {
  return entries.map((entry) => (entry.type === "file" ? `${entry.sha256}  ${entry.path}\n` : "")).join("");
}
