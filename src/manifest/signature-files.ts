// The signatures of a manifest among files: found by their names, which hold the manifest's digest. Must never judge one.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { readSignatureName } from "./signature-name.ts";
import type { SignatureFile } from "./verify-signature.ts";

/** Reads all signatures of one manifest, of the files at these paths. */
export async function readSignatures(paths: readonly string[], manifest: Sha256): Promise<readonly SignatureFile[]> {
  const own = paths.filter((path) => readSignatureName(basename(path))?.manifest === manifest);
  return Promise.all(own.map(async (path) => ({ name: basename(path), content: await readFile(path) })));
}
