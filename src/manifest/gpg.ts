// The command lines by which GnuPG signs for us, so that a key on a smartcard can be used. Only built here: the command
// runs them, with the manifest's bytes as standard input. Must never let a user's name become an option.

/**
 * Writes an armored detached signature of standard input to standard output. gpg-agent asks for a PIN or passphrase by
 * itself.
 */
export function gpgSignArgv(user: string): readonly string[] {
  return [
    "gpg",
    "--batch",
    "--quiet",
    "--armor",
    "--digest-algo",
    "SHA512",
    `--local-user=${user}`,
    "--output",
    "-",
    "--detach-sign",
  ];
}

/** Writes the armored certificate of the same user to standard output, for readCertificates. */
export function gpgExportArgv(user: string): readonly string[] {
  return ["gpg", "--batch", "--quiet", "--armor", "--export", "--", user];
}
