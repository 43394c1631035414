// What can be said of one signature. Must never have a status between good and not good.

export type VerdictStatus =
  /** Made over exactly these bytes by a key that was valid then, and has not been compromised since. */
  | "good"
  /** The mathematics said no: the key did not sign these bytes, so one of the two was changed. */
  | "bad"
  /** No certificate or allowed key at hand is the one that it names. */
  | "unknown-key"
  /** The key had expired when it was made. */
  | "expired-key"
  /** The signature's own time has run out. */
  | "expired-signature"
  /** The key was revoked before it was made, or revoked as compromised at any time. */
  | "revoked"
  /** Its digest is one that can be forged. */
  | "weak-hash"
  /** The key may not sign, or not here and not then, or is too weak to. */
  | "unfit-key"
  /** It is from a time that has not come. */
  | "future"
  /** Nobody here can say: its algorithm, its curve or its version is not known. */
  | "unsupported"
  /** It is not a detached signature of bytes. */
  | "malformed";

/** What only a signature by an SSH key tells. */
export interface SshFacts {
  readonly namespace: string;
  /** As `ssh-keygen -l` names the key's type: "ssh-ed25519", "sk-ecdsa-sha2-nistp256@openssh.com". */
  readonly type: string;
  /** Whom the allowed signers say that the key is, as they write it; empty for a key that is given without names. */
  readonly principals: readonly string[];
  /** The key that certified this one, when a certificate was given: "SHA256:...". */
  readonly authority?: string;
  /** Of a security key: whether it says that it was touched, and that it asked for its PIN. */
  readonly touched?: boolean;
  readonly pin?: boolean;
}

export interface Verdict {
  /** What the signature was handed over as: its file's name. */
  readonly name: string;
  /** Which signature of the file, from 0. One by a key that two certificates bind has a verdict for each of them. */
  readonly index: number;
  /** Absent when it could not be read that far. */
  readonly kind?: "openpgp" | "ssh";
  readonly status: VerdictStatus;
  /**
   * OpenPGP: of the certificate (primary key) when it is known, else of the key that the signature names; lower-case,
   * whole, or absent. SSH: "SHA256:" and 43 characters of base64, of the key that signed.
   */
  readonly fingerprint?: string;
  /**
   * When it says that it was made: RFC 3339, UTC. The signer may say what they like. Absent with SSH, whose signatures
   * hold no time.
   */
  readonly created?: string;
  /** The status in words, with what was found. */
  readonly says: string;
  /** What is worth knowing of a good signature: that the key expired since, or was retired. */
  readonly notes: readonly string[];
  readonly ssh?: SshFacts;
}
