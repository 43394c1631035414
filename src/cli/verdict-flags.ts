// The flags that say whose keys are known and whose word is needed.

import type { Flag } from "./options.ts";

export const KEYS: Flag = {
  name: "keys",
  value: "FILE|DIR",
  about: "public keys: OpenPGP certificates, allowed signers and public keys of SSH",
};

export const REVOKED: Flag = {
  name: "revoked",
  value: "FILE",
  repeat: true,
  about: "a list of SSH keys that were revoked (may be repeated)",
};

export const AT: Flag = {
  name: "at",
  value: "TIME",
  about: "judge as of then: a day or a moment, in UTC (default: now)",
};

export const VERDICT_FLAGS: readonly Flag[] = [
  KEYS,
  REVOKED,
  { name: "policy", value: "FILE", about: "whose word is needed, and on what (src/policy/POLICY.md)" },
  AT,
];
