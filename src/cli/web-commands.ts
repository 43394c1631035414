// The part of the table of commands that is about keys and who certified them.

import type { Command } from "./command.ts";
import { AT } from "./verdict-flags.ts";

export const WEB_COMMANDS: readonly Command[] = [
  {
    name: "keys",
    operands: "import|list|refresh|prove [FILE|KEY...]",
    about: "keep public keys: merge copies, say how they stand, ask for news of them",
    more: [
      "keys import FILE...: takes OpenPGP certificates, revocations and SSH keys into the home, where trust finds them. Copies are merged in whatever order they come; a revocation is never lost. A signature over an SSH key's file (id.pub, id.pub.asc) ties the two.",
      "keys list: who expires soon, is revoked, rests on SHA-1; what ties an SSH key to a certificate.",
      "keys refresh [KEY...]: asks the places that are named for news. Only what a key's owner signed, what keys here certified, and revocations are taken.",
      "keys prove [KEY...]: asks the places that owners named as proofs of who they are (https and DNS).",
    ],
    flags: [
      AT,
      { name: "proofs", about: "with list: what owners claim as proofs of who they are" },
      { name: "from", value: "FILE|DIR|URL", repeat: true, about: "with refresh: look here (may be repeated)" },
      { name: "wkd", about: "with refresh: ask the web key directory of each mail address's domain" },
      { name: "keyserver", value: "URL", repeat: true, about: "with refresh: ask this keyserver (may be repeated)" },
      { name: "proxy", value: "URL", about: "with refresh and prove: ask by this proxy (default: that of apt)" },
      { name: "dns", value: "ADDRESS", about: "with prove: ask this DNS server (default: this machine's)" },
    ],
    example: ["fromseed keys import alice.asc", "fromseed keys refresh --wkd", "fromseed keys list --proofs"],
    state: "makes",
    completes: "files",
    load: () => import("./commands/keys.ts"),
  },
  {
    name: "trust",
    operands: "path|list [FROM TO]",
    about: "count the disjoint paths of certifications to a key, and name the keys that would break them",
    more: [
      "trust path FROM TO: the paths from one key to another that share no key between, each certification with its date. FROM and TO are whole fingerprints, or addresses that one key alone has.",
      "trust list --policy POLICY --from MY-KEY: the same for all signers of a policy, in a sentence.",
      "A certification is taken for one person's check of another's key. SHA-1 never counts. What is in the way of more paths is named. The first reading of a large keyring takes seconds; it is remembered.",
    ],
    flags: [
      {
        name: "keys",
        value: "FILE|DIR",
        repeat: true,
        about: "OpenPGP certificates with what others certified (default: those of fromseed keys; may be repeated)",
      },
      { name: "max-hops", value: "N", about: "certifications on a path, at the most (default: 4)" },
      AT,
      { name: "before", value: "TIME", about: "count only certifications made before then" },
      {
        name: "without",
        value: "KEY",
        repeat: true,
        about: "say how it would be if this key were a thief's (may be repeated)",
      },
      { name: "least", value: "N", about: "fail when a key is reached by fewer disjoint paths" },
      { name: "policy", value: "FILE", about: "with list: whose signers are looked at" },
      { name: "from", value: "KEY", about: "with list: the key that you checked yourself, your own" },
    ],
    example: [
      "fromseed trust path me@example.org alice@example.org --keys debian-keyring.pgp --before 2023-01-01",
      "fromseed trust list --policy policy.txt --from me@example.org",
    ],
    state: "makes",
    completes: "none",
    load: () => import("./commands/trust.ts"),
  },
];
