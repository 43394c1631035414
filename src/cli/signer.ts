// Who signs: a key from a file, or gpg. What is signed is for the commands, which know what they wrote or read. Must never
// keep a passphrase or a key for longer than a command.

import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { gpgExportArgv, gpgSignArgv } from "../manifest/gpg.ts";
import { readKeyring } from "../manifest/keyring.ts";
import { readSigningKey, signBytes, signBytesThrough, type Signed } from "../manifest/sign.ts";
import type { Context } from "./context.ts";
import { readGivenFile } from "./given-file.ts";
import { runGpg } from "./gpg.ts";
import type { Options } from "./options.ts";
import { reason } from "./reason.ts";

export interface Signer {
  /** What verdicts call its key: of the certificate. */
  readonly fingerprint: string;
  readonly sign: (content: Uint8Array) => Promise<Result<Signed>>;
}

/** The signer that the command line names: --key or --gpg. */
export async function chooseSigner(context: Context, options: Options): Promise<Result<Signer>> {
  const keyFile = options.values.get("key")?.[0];
  const user = options.values.get("gpg")?.[0];
  if ((keyFile === undefined) === (user === undefined))
    return fail("usage", "Cannot sign: give either --key FILE or --gpg USER");
  return user === undefined ? fromFile(context, options, keyFile!) : throughGpg(context, user);
}

async function throughGpg(context: Context, user: string): Promise<Result<Signer>> {
  let exported: Buffer;
  try {
    exported = await runGpg(gpgExportArgv(user), new Uint8Array());
  } catch (error) {
    return fail("program-missing", `Cannot sign through gpg: ${reason(error)}`, {
      hint: "is gpg installed, and does it know this user?",
    });
  }
  if (exported.length === 0)
    return fail("key-form", `Cannot sign through gpg: it has no key of "${user}"`, {
      hint: "gpg --list-secret-keys shows those it has",
    });
  const keys = readKeyring([{ name: `gpg's key of ${user}`, content: exported }]);
  if (!keys.ok) return keys;
  const [fingerprint, ...others] = keys.value.fingerprints;
  if (fingerprint === undefined || others.length > 0)
    return fail("key-form", `Cannot sign through gpg: it has ${others.length + 1} keys of "${user}"`, {
      hint: "give the fingerprint of one",
    });
  const sign = (content: Uint8Array) =>
    signBytesThrough(content, keys.value, context.date(), async () =>
      (await runGpg(gpgSignArgv(user), content)).toString(),
    );
  return succeed({ fingerprint, sign });
}

async function fromFile(context: Context, options: Options, keyFile: string): Promise<Result<Signer>> {
  const passphraseFile = options.values.get("passphrase-file")?.[0];
  const passphrase = passphraseFile === undefined ? undefined : await readGivenFile("passphrase", passphraseFile);
  if (passphrase?.ok === false) return passphrase;
  const file = await readGivenFile("key", keyFile);
  if (!file.ok) return file;
  const words = passphrase?.value.content.toString().split("\n")[0];
  const key = await readSigningKey(file.value.content.toString(), words, keyFile);
  if (!key.ok) return key;
  const sign = (content: Uint8Array) => signBytes(key.value, content, context.date());
  return succeed({ fingerprint: key.value.key.getFingerprint(), sign });
}
