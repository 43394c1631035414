// The settings under which the openpgp package signs. Must never depend on a default of the
// library that another version could change without a test noticing.

import { config, enums, type Config } from "openpgp";

export const SETTINGS: Config = {
  ...config,
  preferredHashAlgorithm: enums.hash.sha512,
  // No random salt in a notation: one key, one text and one time give one signature, where the algorithm allows it.
  nonDeterministicSignaturesViaNotation: false,
  showVersion: false,
  showComment: false,
  minRSABits: 2047,
};
