// Files of public keys that the command line names, alone or in folders.

import type { KeyFile, Keyring } from "../manifest/keyring.ts";
import { succeed, type Result } from "../model/failure.ts";
import { readGivenFiles, type GivenFile } from "./given-file.ts";
import { filesIn } from "./given-paths.ts";

type Passed = Keyring["passedOver"];

/** The files that are named, and those in the folders that are; and what is there beside files, which is passed over. */
export async function readKeyFiles(
  paths: readonly string[],
): Promise<Result<{ readonly files: readonly (GivenFile & KeyFile)[]; readonly others: Passed }>> {
  const found = await filesIn(paths);
  if (!found.ok) return found;
  const { files: names, folders, passedOver } = found.value;
  const files = await readGivenFiles("key", names);
  if (!files.ok) return files;
  const others = [
    ...folders.map((name) => ({ name, reason: "it is a folder" })),
    ...passedOver.map(({ name, why }) => ({ name, reason: why })),
  ];
  return succeed({ files: files.value.map((file) => ({ ...file, found: !paths.includes(file.name) })), others });
}
