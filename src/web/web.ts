// The web of certifications: keys, their user IDs, and who certified whose, when, as keyrings have it. WEB.md gives the
// model. Must never hold a certification that was not verified, nor judge one: that depends on the time that is asked.

import type { Certifications } from "./certifications.ts";

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

export interface WebUser {
  readonly text: string;
  /** When the key's owner said that it is theirs. */
  readonly stands: readonly Span[];
  /** Its rows in the table: by other keys of the web, by each in turn, in the order in which it made them. */
  readonly first: number;
  /** The row after the last. */
  readonly end: number;
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
  readonly certifications: Certifications;
  /** Certifications that count nowhere: by keys that are not there, and by those that are there but did not make them. */
  readonly unknown: number;
  readonly refused: number;
}

/** Of a key, the name to show: the first that its owner did not withdraw. Shown, never counted. */
export function ownerOf({ users }: WebKey): string {
  return (users.find(({ stands }) => stands.at(-1)?.until === Infinity) ?? users[0])?.text ?? "";
}

/** Of a user ID what stands in angle brackets, or all of it. */
export function addressOf(user: string): string {
  return /<([^<>]+)>\s*$/.exec(user)?.[1] ?? user;
}

export function within(spans: readonly Span[], at: Seconds): boolean {
  return spans.some(({ from, until }) => from <= at && at < until);
}
