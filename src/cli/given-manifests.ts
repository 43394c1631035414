// Manifests and signatures that other people gave, as files and directories of files.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { givenManifests, type GivenFile, type GivenManifests } from "../engine/manifest-source.ts";
import type { PassedOver } from "../manifest/signature-files.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { contentOf } from "./given-file.ts";
import { filesIn } from "./given-paths.ts";
import { isObservationName } from "./observations-at-hand.ts";

/** Whether a file goes by such a name as manifests do: JSON, and neither an observation nor an envelope of one. */
export function isManifestName(path: string): boolean {
  return path.endsWith(".json") && !isObservationName(path) && !path.endsWith(".dsse.json");
}

/** Reads the manifests (`*.json`) among files and in folders. */
export async function readGiven(paths: readonly string[]): Promise<Result<GivenManifests>> {
  const given = await filesIn(paths);
  if (!given.ok) return given;
  const named = given.value.files.filter(isManifestName);
  if (named.length === 0)
    return fail(
      "operand",
      `Cannot verify ${paths.map((path) => `"${path}"`).join(", ")}: no manifest (*.json) is there`,
      ofStateFolder(paths),
    );
  const files: GivenFile[] = [];
  const passedOver: PassedOver[] = [];
  for (const name of named) {
    const found = !paths.includes(name);
    const content = await contentOf(name);
    if (typeof content !== "string") files.push({ file: name, content, found });
    else if (found) passedOver.push({ name, why: content });
    else return fail("operand", `Cannot read manifest "${name}": ${content}`);
  }
  const manifests = givenManifests(files);
  return manifests.ok
    ? succeed({ ...manifests.value, passedOver: [...passedOver, ...manifests.value.passedOver] })
    : manifests;
}

/** A hint where a state folder is given for the manifests in it. */
export function ofStateFolder(paths: readonly string[]): { readonly hint?: string } {
  const within = paths.map((path) => join(path, "manifests")).find((path) => existsSync(path));
  return within === undefined ? {} : { hint: `did you mean ${within}?` };
}
