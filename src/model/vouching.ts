// That somebody's certificate vouches for an SSH key. Must never be called more than the word of who holds the certificate.

export interface Vouching {
  /** "SHA256:" and base64. */
  readonly key: string;
  /** The fingerprint of the certificate's primary key. */
  readonly certificate: string;
  /** By a signature over the key's file, or as the certificate's own key for logging in. */
  readonly how: "signed" | "same-key";
  /** Seconds since 1970; when the certificate's owner said so. */
  readonly since: number;
}
