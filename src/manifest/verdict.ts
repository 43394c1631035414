// What can be said of one signature. Must never have a status between good and not good.

export type VerdictStatus =
  /** Made over exactly these bytes by a key that was valid then, and has not been compromised since. */
  | "good"
  /** The key did not sign these bytes: one of the two was changed. */
  | "bad"
  /** No certificate at hand holds the key that it names. */
  | "unknown-key"
  /** The key had expired when it was made. */
  | "expired-key"
  /** The signature's own time has run out. */
  | "expired-signature"
  /** The key was revoked before it was made, or revoked as compromised at any time. */
  | "revoked"
  /** Its digest is one that can be forged. */
  | "weak-hash"
  /** The key may not sign, or is too weak to. */
  | "unfit-key"
  /** It is from a time that has not come. */
  | "future"
  /** It is not a detached OpenPGP signature of bytes. */
  | "malformed";

export interface Verdict {
  /** What the signature was handed over as: its file's name. */
  readonly name: string;
  readonly status: VerdictStatus;
  /**
   * Of the certificate (primary key) when it is known, else of the key that the signature names; lower-case, whole, or
   * absent.
   */
  readonly fingerprint?: string;
  /** When it says that it was made: RFC 3339, UTC. The signer may say what they like. */
  readonly created?: string;
  /** The status in words, with what was found. */
  readonly says: string;
  /** What is worth knowing of a good signature: that the key expired since, or was retired. */
  readonly notes: readonly string[];
}
