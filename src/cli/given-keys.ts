// Files of public keys that the command line names, alone or in folders.

import type { KeyFile, Keyring } from "../manifest/keyring.ts";
import { succeed, type Result } from "../model/failure.ts";
import { readGivenFiles } from "./given-file.ts";
import { filesIn } from "./given-paths.ts";

type Passed = Keyring["passedOver"];

/** The file that is named, or those in the folder that is; and what is there beside files, which is passed over. */
export async function readKeyFiles(
  path: string,
): Promise<Result<{ readonly files: readonly KeyFile[]; readonly others: Passed }>> {
  const paths = await filesIn([path]);
  if (!paths.ok) return paths;
  const { files: names, folders, passedOver } = paths.value;
  const files = await readGivenFiles("key", names);
  if (!files.ok) return files;
  const others = [
    ...folders.map((name) => ({ name, reason: "it is a folder" })),
    ...passedOver.map(({ name, why }) => ({ name, reason: why })),
  ];
  return succeed({ files: files.value.map((file) => ({ ...file, found: file.name !== path })), others });
}
