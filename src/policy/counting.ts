// Whether a signature counts for a signer of a policy: it must be good, made while the policy takes the key, and where
// the key was compromised, dated by something that a thief cannot write. Must never believe a signature's own time
// against a thief.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Verdict } from "../manifest/verdict.ts";
import { timeText } from "./lines.ts";
import type { Signer, Time } from "./policy.ts";

/** One signature that was judged. */
export interface Word {
  readonly verdict: Verdict;
  /** Digest of its file. */
  readonly file: Sha256;
  /** When what is signed says that it was written; an SSH signature has no other time. */
  readonly stated?: string;
}

/** Somebody's word that they had a signature file at a time. */
export interface Dating {
  readonly by: string;
  readonly at: Time;
}

/** As of when, and what is known of the times of signatures. */
export interface Circumstances {
  readonly at: Time;
  /** When this home first had a signature file, by its digest. */
  readonly firstSeen: ReadonlyMap<Sha256, Time>;
  /** Words of others who count, whose keys were never compromised. */
  readonly dated: ReadonlyMap<Sha256, readonly Dating[]>;
}

export interface Counted {
  readonly counts: boolean;
  /** Why, or why not. */
  readonly says: string;
  /** When it was made, as it or what it signs says, or else when it was first seen. */
  readonly made?: Time;
}

/** Says whether a signature that names this signer's key counts. */
export function countWord(signer: Signer, word: Word, circumstances: Circumstances): Counted {
  const { verdict, file } = word;
  const no = (says: string): Counted => ({ counts: false, says });
  if (verdict.status !== "good") return no(verdict.says);
  const { at, firstSeen } = circumstances;
  const seen = firstSeen.get(file);
  const own = verdict.created ?? word.stated;
  const made = own === undefined ? (seen ?? at) : Date.parse(own);
  if (made > at + CLOCK_SKEW) return no(`it was made at ${timeText(made)}, after the time that is asked about`);
  if (signer.from !== undefined && made < signer.from)
    return no(`it was made at ${timeText(made)}, and the policy takes its key from ${timeText(signer.from)} on`);
  if (signer.until !== undefined && made >= signer.until)
    return no(`it was made at ${timeText(made)}, and the policy takes its key until ${timeText(signer.until)}`);
  const missing = signer.asks.find((each) =>
    each === "touch" ? verdict.ssh?.touched !== true : verdict.ssh?.pin !== true,
  );
  if (missing !== undefined)
    return no(
      missing === "touch" ? "it does not say that its key was touched" : "it does not say that a PIN was asked for",
    );
  const { compromised } = signer;
  if (compromised === undefined || compromised > at) return { counts: true, says: verdict.says, made };
  const since = `its key was compromised on ${timeText(compromised)}`;
  if (made >= compromised) return no(`it was made at ${timeText(made)}, and ${since}`);
  const dating = (circumstances.dated.get(file) ?? []).find((each) => each.at < compromised);
  if (seen !== undefined && seen < compromised)
    return { counts: true, says: `${verdict.says}; ${since}, and this home had seen it before`, made };
  if (dating !== undefined)
    return { counts: true, says: `${verdict.says}; ${since}, and ${dating.by} had seen it before`, made };
  return no(
    `it says that it was made at ${timeText(made)}, but ${since} and a thief can date back: nothing else dates it`,
  );
}

/** Two machines' clocks may differ by this much, in milliseconds. */
const CLOCK_SKEW = 600_000;
