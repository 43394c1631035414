// The web of certifications: keys, their user IDs, and who certified whose, when, as keyrings have it. WEB.md gives the
// model. Must never hold a certification that was not verified, nor judge one: that depends on the time that is asked.

/** Seconds since 1970. Infinity for never. */
export type Seconds = number;

/** From the first moment up to, not including, the last. */
export interface Span {
  readonly from: Seconds;
  readonly until: Seconds;
}

export interface Revoked {
  readonly created: Seconds;
  /** It voids all that the key ever did: it was compromised, or no reason is given. */
  readonly hard: boolean;
}

/** What one key signed about another's user ID. */
export interface Certification {
  /** The index of the issuer's key. */
  readonly issuer: number;
  readonly created: Seconds;
  /** Undefined for never; so is the next. */
  readonly expires: Seconds | undefined;
  /** OpenPGP's number of the digest (RFC 9580, section 9.5). */
  readonly hash: number;
  /** 0x10 to 0x13 (section 5.2.1). */
  readonly type: number;
  /** When the same key first took it back. */
  readonly revoked: Seconds | undefined;
}

export interface WebUser {
  readonly text: string;
  /** When the key's owner said that it is theirs. */
  readonly stands: readonly Span[];
  /** By other keys of the web: by each in turn, in the order in which it made them. */
  readonly certifications: readonly Certification[];
}

export interface WebKey {
  readonly fingerprint: string;
  readonly created: Seconds;
  /** Nobody should rest on a key of its kind: DSA, or short RSA. */
  readonly weak: boolean;
  /** When its owner said that it is alive: not expired, held together by what counts. Revocations are apart. */
  readonly alive: readonly Span[];
  readonly revoked: readonly Revoked[];
  /** Attributes are none: nobody signs a picture to say who somebody is. */
  readonly users: readonly WebUser[];
}

export interface Web {
  readonly keys: readonly WebKey[];
  /** Certifications that count nowhere: by keys that are not there, and by those that are there but did not make them. */
  readonly unknown: number;
  readonly refused: number;
}

/** Of a key, the name to show: the first that its owner did not withdraw. Shown, never counted. */
export function ownerOf({ users }: WebKey): string {
  return (users.find(({ stands }) => stands.at(-1)?.until === Infinity) ?? users[0])?.text ?? "";
}

export function within(spans: readonly Span[], at: Seconds): boolean {
  return spans.some(({ from, until }) => from <= at && at < until);
}
