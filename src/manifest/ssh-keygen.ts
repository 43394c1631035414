// The command lines by which ssh-keygen signs for us, so that keys in an agent or on a security key can be used. Only
// built here: the command runs them. Must never let a file's name become an option.

import { namespaceOf } from "./ssh-namespace.ts";

/**
 * Signs standard input, and writes the armored signature to standard output. `key` is the file of a private key, or of
 * a public key or certificate whose private key an agent holds. It asks for a passphrase, PIN or touch by itself.
 */
export function sshSignArgv(key: string, content: Uint8Array): readonly string[] {
  return ["ssh-keygen", "-q", "-Y", "sign", "-f", plainPath(key), "-n", namespaceOf(content)];
}

/** Writes the public key of a private key's file, where that is not encrypted. */
export function sshPublicArgv(key: string): readonly string[] {
  return ["ssh-keygen", "-y", "-f", plainPath(key)];
}

const plainPath = (path: string): string => (path.startsWith("-") ? `./${path}` : path);
