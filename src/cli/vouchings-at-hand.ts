// Which certificates vouch for the SSH keys that are asked about, in the keys that the command line names, or else in
// those of the home. Not remembered, as it depends on the time: the keys are read again where it is asked at all.

import { succeed, type Result } from "../model/failure.ts";
import type { Vouching } from "../model/vouching.ts";
import type { Store } from "../store/store.ts";
import type { NamedSigner } from "../web/signers-reached.ts";
import { readKeyFiles } from "./given-keys.ts";

export interface VouchingAsked {
  /** Files and folders; none for the keys of the home. */
  readonly paths: readonly string[];
  readonly signers: readonly NamedSigner[];
  readonly at: Date;
}

/** `store` is that of the home, which is asked where no paths are named. */
export async function vouchingsAtHand(
  store: Store | undefined,
  { paths, signers, at }: VouchingAsked,
): Promise<Result<readonly Vouching[]>> {
  const names = sshNames(signers);
  if (names.size === 0) return succeed([]);
  // Loaded only where it is needed: most policies name no SSH keys.
  const [{ readKeyring }, { sshBindings }, { readKept }] = await Promise.all([
    import("../manifest/keyring.ts"),
    import("../manifest/ssh-bindings.ts"),
    import("./kept-keys.ts"),
  ]);
  const given = paths.length > 0 ? await readKeyFiles(paths) : undefined;
  if (given?.ok === false) return given;
  if (given === undefined && store === undefined) throw new Error("our bug: neither paths nor a home to read keys of");
  const files = given === undefined ? await readKept(store!) : succeed(given.value.files);
  if (!files.ok) return files;
  const keyring = readKeyring(files.value);
  return keyring.ok ? succeed(sshBindings(keyring.value, names, at)) : keyring;
}

/** The fingerprints of those that are SSH keys. */
export function sshNames(signers: readonly Pick<NamedSigner, "fingerprint">[]): ReadonlySet<string> {
  return new Set(signers.flatMap(({ fingerprint }) => (fingerprint.startsWith("SHA256:") ? [fingerprint] : [])));
}
