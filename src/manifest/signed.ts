// What a signature is judged against: the bytes, the keys and the time. Must never hold what only one kind of signature
// has.

import type { Keyring } from "./keyring.ts";

export interface Signed {
  /** What was signed, byte for byte. */
  readonly content: Uint8Array;
  readonly keys: Keyring;
  /** As of when it is judged. */
  readonly now: Date;
  /** Of SSH signatures; undefined for that of the kind of statement which the bytes are. */
  readonly namespace?: string;
}
