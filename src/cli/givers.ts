// Folders that others gave: manifests, observations, and trees by their digests. A state folder is one, and so is what
// `fromseed attest --into` fills. Must never believe a name: what is taken from here is digested again.

import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { bringTree } from "../engine/bring-tree.ts";
import type { Givers } from "../engine/take-stage.ts";
import { readManifest, type ReadManifest } from "../engine/manifest-source.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { contentOf } from "./given-file.ts";
import { isManifestName } from "./given-manifests.ts";
import { filesIn } from "./given-paths.ts";

export interface GivenFolders {
  readonly givers: Givers;
  /** All files among which signatures and observations may be. */
  readonly files: readonly string[];
}

/** Reads what lies in folders, and in their manifests/ and observations/. */
export async function readGivers(folders: readonly string[]): Promise<Result<GivenFolders>> {
  const within = folders.flatMap((folder) =>
    [folder, join(folder, "manifests"), join(folder, "observations")].filter(
      (each) => each === folder || existsSync(each),
    ),
  );
  const paths: string[] = [];
  for (const folder of within) {
    const found = await filesIn([folder]);
    if (!found.ok) return found;
    paths.push(...found.value.files.filter((path) => /\.[a-z]+$/.test(path)));
  }
  const manifests = new Map<string, ReadManifest[]>();
  for (const name of paths.filter(isManifestName)) {
    const content = await contentOf(name);
    if (typeof content === "string") continue;
    const read = readManifest(content, name);
    if (!read.ok) continue;
    const { stage } = read.value.manifest;
    // What lies beside under another name is of somebody who got another tree.
    const others = manifests.get(stage) ?? [];
    const isPlain = basename(name) === `${stage}.json`;
    manifests.set(stage, isPlain ? [read.value, ...others] : [...others, read.value]);
  }
  if (manifests.size === 0)
    return fail(
      "operand",
      `Cannot take anything from ${folders.map((each) => `"${each}"`).join(", ")}: no manifest is there`,
    );
  const name = folders.join(", ").slice(0, 200);
  return succeed({
    files: paths,
    givers: {
      name,
      hint: "--from takes a state folder, or one that fromseed attest --into has filled",
      manifests: (stage) => manifests.get(stage) ?? [],
      bring: async (store, stage, tree) => {
        const directory = folders.map((folder) => join(folder, "trees", tree)).find((path) => existsSync(path));
        return directory === undefined
          ? fail("manifest-missing", `Cannot take stage "${stage}": its tree ${tree} is not in ${name}`, {
              hint: "--from takes a state folder, or one with its trees/; fromseed pull reads a published folder",
            })
          : bringTree(store, { stage, tree }, { directory, from: name });
      },
    },
  });
}
