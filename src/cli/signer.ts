// Who signs: a key from a file, gpg, or ssh-keygen. What is signed is for the commands, which know what they wrote or
// read. Must never keep a passphrase or a key for longer than a command.

import { existsSync } from "node:fs";
import type { Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { gpgExportArgv, gpgSignArgv } from "../manifest/gpg.ts";
import { readKeyring } from "../manifest/keyring.ts";
import { sshPublicArgv, sshSignArgv } from "../manifest/ssh-keygen.ts";
import { readAllowedSigners } from "../ssh/allowed-signers.ts";
import { signRaw, signRawSsh, type RawSignature } from "../manifest/raw-signature.ts";
import { readSigningKey, signBytes, signBytesThrough, type Signed } from "../manifest/sign.ts";
import type { Context } from "./context.ts";
import { readGivenFile } from "./given-file.ts";
import { runSigner } from "./signing-program.ts";
import type { Options } from "./options.ts";
import { reason } from "./reason.ts";

export interface Signer {
  /** What verdicts call its key: of the certificate. */
  readonly fingerprint: string;
  readonly sign: (content: Uint8Array) => Promise<Result<Signed>>;
  /** Signs bytes as they are; only a key from a file can, and not of every kind. */
  readonly signRaw?: (bytes: Uint8Array) => Promise<Result<RawSignature>>;
}

/** The signer that the command line names: --key, --gpg or --ssh. */
export async function chooseSigner(context: Context, options: Options): Promise<Result<Signer>> {
  const keyFile = options.values.get("key")?.[0];
  const user = options.values.get("gpg")?.[0];
  const sshKey = options.values.get("ssh")?.[0];
  if ([keyFile, user, sshKey].filter((each) => each !== undefined).length !== 1)
    return fail("usage", "Cannot sign: give one of --key FILE, --gpg USER and --ssh FILE");
  if (sshKey !== undefined) return throughSsh(context, sshKey);
  return user === undefined ? fromFile(context, options, keyFile!) : throughGpg(context, user);
}

/** With a key of SSH, whose public half stands in a file of its own, or is asked of ssh-keygen. */
async function throughSsh(context: Context, key: string): Promise<Result<Signer>> {
  const beside = /\.pub$/.test(key) ? key : `${key}.pub`;
  const read = await readGivenFile("key", existsSync(beside) ? beside : key);
  if (!read.ok) return read;
  let content = read.value.content;
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(content.toString("latin1")))
    try {
      content = await runSigner(sshPublicArgv(key), new Uint8Array());
    } catch (error) {
      return fail("key-form", `Cannot sign with SSH key "${key}": ${reason(error)}`, {
        hint: "is ssh-keygen installed? with the public key beside it, as KEY.pub, a locked key will do",
      });
    }
  const { signers } = readAllowedSigners(content.toString());
  const [own, ...others] = signers;
  if (own === undefined || others.length > 0)
    return fail("key-form", `Cannot sign with SSH key "${key}": ${signers.length} public keys are in its file`);
  // A certificate's signature is judged by its authority, which is for those who verify; that it is right is seen here.
  const plain = `${own.key.type} ${own.key.blob.toString("base64")}\n`;
  const keys = readKeyring([{ name: key, content: Buffer.from(plain) }]);
  if (!keys.ok) return keys;
  const sign = (content: Uint8Array) =>
    signBytesThrough(content, keys.value, context.date(), async () =>
      (await runSigner(sshSignArgv(key, content), content)).toString(),
    );
  const raw = async (bytes: Uint8Array) => {
    const file = await readGivenFile("key", key);
    return file.ok ? signRawSsh(file.value.content.toString("latin1"), bytes) : file;
  };
  return succeed({ fingerprint: own.key.fingerprint, sign, signRaw: raw });
}

async function throughGpg(context: Context, user: string): Promise<Result<Signer>> {
  let exported: Buffer;
  try {
    exported = await runSigner(gpgExportArgv(user), new Uint8Array());
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
      (await runSigner(gpgSignArgv(user), content)).toString(),
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
  const raw = (bytes: Uint8Array) => signRaw(key.value, bytes, context.date());
  return succeed({ fingerprint: key.value.key.getFingerprint(), sign, signRaw: raw });
}
