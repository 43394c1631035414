// Files of public keys that the command line names, alone or in folders.

import { statSync } from "node:fs";
import type { KeyFile, Keyring } from "../manifest/keyring.ts";
import { succeed, type Result } from "../model/failure.ts";
import { readGivenFiles } from "./given-file.ts";
import { filesOf } from "./given-manifests.ts";

type Passed = Keyring["passedOver"];

/** The file that is named, or those in the folder that is: what lies in folders below it is passed over. */
export async function readKeyFiles(
  path: string,
): Promise<Result<{ readonly files: readonly KeyFile[]; readonly folders: Passed }>> {
  const paths = await filesOf([path]);
  if (!paths.ok) return paths;
  const found = paths.value.length !== 1 || paths.value[0] !== path;
  const isFolder = (each: string): boolean =>
    found && statSync(each, { throwIfNoEntry: false })?.isDirectory() === true;
  const folders = paths.value.filter(isFolder).map((name) => ({ name, reason: "it is a folder" }));
  const files = await readGivenFiles(
    "key",
    paths.value.filter((each) => !isFolder(each)),
  );
  return files.ok ? succeed({ files: files.value.map((file) => ({ ...file, found })), folders }) : files;
}
