// What people have said of a closure: signatures of its manifests, observations of it, and signatures of those, from the
// home and from files that others gave. By name alone: whether any of it is right is for whoever takes it.

import { basename } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { VerifiedClosure } from "../engine/verify-closure.ts";
import { readSignatureName } from "../manifest/signature-name.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import { readGivenFile } from "./given-file.ts";
import { storedWords } from "./judge-targets.ts";
import { observationName, readObservations } from "./observations-at-hand.ts";

/** A text by its path in a published folder. */
export interface SaidText {
  readonly path: string;
  readonly content: Uint8Array;
}

/** `given` are paths of files of others. */
export async function saidOf(
  store: Store,
  { target, text, manifests }: VerifiedClosure,
  given: readonly string[],
): Promise<Result<readonly SaidText[]>> {
  const paths = [...given, ...(await storedWords(store))];
  const observed = await readObservations(paths);
  const own = observed.found.filter(({ observation }) => observation.closure === sha256(text));
  const said: SaidText[] = own.map(({ sha256: digest, content }) => ({
    path: `observations/${observationName(target.stage, digest)}`,
    content,
  }));
  const folders = new Map<Sha256, string>([
    ...[sha256(text), ...manifests.map((each) => each.sha256)].map((digest) => [digest, "manifests"] as const),
    ...own.map((each) => [each.sha256, "observations"] as const),
  ]);
  for (const path of paths) {
    const signature = readSignatureName(basename(path));
    const folder = signature === undefined ? undefined : folders.get(signature.manifest);
    if (folder === undefined) continue;
    const file = await readGivenFile("signature", path);
    if (!file.ok) return file;
    said.push({ path: `${folder}/${basename(path)}`, content: file.value.content });
  }
  return succeed(said);
}
