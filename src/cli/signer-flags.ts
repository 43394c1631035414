// The flags by which commands that sign are told with what: one way each. Must never grow one that takes a secret on the
// command line, where other processes see it.

import type { Flag } from "./options.ts";

export const SIGNER_FLAGS: readonly Flag[] = [
  {
    name: "key",
    value: "FILE",
    about: "an armored OpenPGP private key (its passphrase, if any, is read from --passphrase-file)",
  },
  { name: "passphrase-file", value: "FILE", about: "the first line of this file unlocks the key" },
  { name: "gpg", value: "USER", about: "sign through gpg with this user's key, which may be on a smartcard" },
  {
    name: "ssh",
    value: "FILE",
    about: "sign through ssh-keygen with this SSH key, which may be held by an agent or a security key",
  },
];
