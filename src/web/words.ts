// What is said of how keys are reached, in sentences with numbers. Names of owners come from certificates and are shown
// as they are: who prints makes them harmless.

import type { Vouching } from "../model/vouching.ts";
import { ownerOf, type Seconds, type Web } from "./web.ts";
import type { Obstacle } from "./graph.ts";
import type { Otherwise } from "./left-out.ts";
import type { Reach } from "./reach.ts";

export const MODEL =
  "each certification is taken for one person's check of another's key; SHA-1 never counts; a path is only as good as the people on it";

export function dateText(time: Seconds): string {
  return new Date(time * 1000).toISOString().slice(0, 10);
}

/** A key by its fingerprint, and by what it says of its owner. */
export function keyText(web: Web, index: number): string {
  const key = web.keys[index]!;
  const owner = ownerOf(key);
  return owner === "" ? key.fingerprint : `${key.fingerprint} ${owner}`;
}

/** The paths, each certification in a line with its date. */
export function pathLines(web: Web, { ways }: Reach): readonly string[] {
  return ways.flatMap((way, index) => [
    `path ${index + 1}: ${way.length === 1 ? "1 certification" : `${way.length} certifications`}`,
    ...way.map(({ subject, since, user }) => {
      const { fingerprint } = web.keys[subject]!;
      return `  ${dateText(since)}  ${fingerprint}  ${user}`;
    }),
  ]);
}

/** Nobody reads more paths beside a signature; JSON has them all. */
const MOST_PATHS = 3;

/** The first few paths, each in a line: the keys that it leads by, and since when each was certified. */
export function shortPathLines(web: Web, { ways }: Reach): readonly string[] {
  const shown = ways.slice(0, MOST_PATHS).map((way, index) => {
    const steps = way.map(({ subject, since }) => `${keyText(web, subject)} since ${dateText(since)}`);
    return `path ${index + 1}: ${steps.join(", ")}`;
  });
  return ways.length > shown.length ? [...shown, `and ${ways.length - shown.length} more paths`] : shown;
}

/** Nobody reads the names of more keys; JSON has them all. */
const MOST_NAMED = 6;

/** How many, what breaks them, and what would make it more. */
export function reachSentences(web: Web, found: Reach): readonly string[] {
  const { ways, most, direct, cut, isSmallest, mostHops, otherwise } = found;
  const hops = `of at most ${mostHops} ${mostHops === 1 ? "hop" : "hops"}`;
  const sentences: string[] = [];
  if (ways.length === 0) sentences.push(`no path ${hops}`);
  else {
    const bound = most > ways.length ? `; no more than ${most} can` : "";
    sentences.push(
      ways.length === 1
        ? `1 path ${hops}: no two share no key${bound === "" ? "" : ", as far as was searched"}`
        : `${ways.length} disjoint paths ${hops}: they share no key between their ends${bound}`,
    );
    if (direct) sentences.push("one of them is a certification of the one key by the other: no third key can break it");
    if (cut.length > 0) {
      const rest = direct ? "the others" : ways.length === 1 ? "it" : "them all";
      const fewest = isSmallest ? "no fewer do" : "perhaps fewer do";
      const keys = cut.length > MOST_NAMED ? "" : `: ${cut.map((index) => keyText(web, index)).join("; ")}`;
      sentences.push(
        cut.length === 1 ? `a single key breaks ${rest}${keys}` : `${cut.length} keys break ${rest}, ${fewest}${keys}`,
      );
    }
  }
  return [...sentences, ...otherwise.map((each) => otherwiseText(web, each))];
}

export function otherwiseText(web: Web, { obstacle, ways }: Otherwise): string {
  return `it would be ${ways} but that ${obstacleText(web, obstacle)}`;
}

function obstacleText(web: Web, obstacle: Obstacle): string {
  const named = (index: number): string => keyText(web, index);
  switch (obstacle.type) {
    case "revoked-key":
      return `key ${named(obstacle.key)} was revoked on ${dateText(obstacle.since)}`;
    case "expired-key":
      return obstacle.since === Infinity
        ? `nothing that counts holds key ${named(obstacle.key)} together`
        : `key ${named(obstacle.key)} expired on ${dateText(obstacle.since)}`;
    case "weak-key":
      return `key ${named(obstacle.key)} is of a kind that is too weak`;
    case "left-out-key":
      return `key ${named(obstacle.key)} is taken to be in a thief's hands`;
    case "taken-back":
      return `key ${named(obstacle.issuer)} took back its certification of ${named(obstacle.subject)} on ${dateText(obstacle.since)}`;
    case "ran-out":
      return `the certification of ${named(obstacle.subject)} by ${named(obstacle.issuer)} ran out on ${dateText(obstacle.since)}`;
    case "withdrawn-name":
      return `key ${named(obstacle.key)} withdrew the user ID ${JSON.stringify(obstacle.user)}`;
    case "weak-digest":
      return "certifications with SHA-1, MD5 or RIPEMD-160 do not count";
    case "unchecked":
      return "certifications whose makers say that they checked nothing do not count";
    case "late":
      return "certifications made later than was asked for do not count";
  }
}

export interface NamedReach {
  readonly name: string;
  /** Undefined where there is nothing to count; then `why` says so. */
  readonly reach?: Reach;
  readonly why?: string;
  /** It is the key that is asked from. */
  readonly own?: true;
  /** Of an SSH key: the certificate that vouches for it, to which the paths lead; and others that do. */
  readonly through?: Through;
  readonly others?: readonly Through[];
}

export interface Through extends Vouching {
  readonly says: string;
}

/** All that is said of one signer. */
export function signerSentences(web: Web, { reach, why, through, others = [] }: NamedReach): readonly string[] {
  return [
    ...(through === undefined ? [] : [through.says]),
    ...others.map(({ says }) => `beside that, ${says}`),
    ...(reach === undefined ? [why ?? ""] : reachSentences(web, reach)),
  ];
}

/** So many disjoint paths are told as "or more": who needs more breaks fewer. */
const MANY = 3;

/**
 * "3 of your 4 signers are reached by 3 or more disjoint paths from your own key; dave by 1, through a single key: ...".
 */
export function summary(web: Web, signers: readonly NamedReach[]): string {
  const wellReached = signers.filter(({ reach }) => (reach?.ways.length ?? 0) >= MANY);
  const are = wellReached.length === 1 ? "is" : "are";
  const who = signers.length === 1 ? "your only signer" : `your ${signers.length} signers`;
  const first =
    signers.length === 1 && wellReached.length === 1
      ? `${who} is reached by ${MANY} or more disjoint paths from your own key`
      : `${wellReached.length} of ${who} ${are} reached by ${MANY} or more disjoint paths from your own key`;
  const rest = signers.filter((each) => !wellReached.includes(each)).map((each) => fewText(web, each));
  const bound = signers.filter(({ through }) => through !== undefined).map(({ name }) => name);
  const ssh = bound.length === 0 ? [] : [`SSH keys, through certificates that vouch for them: ${bound.join(", ")}`];
  return [first, ...rest, ...ssh].join("; ");
}

function fewText(web: Web, { name, reach, why, own }: NamedReach): string {
  if (own === true) return `${name}: ${why ?? ""}`;
  if (reach === undefined) return `${name} by none: ${why ?? ""}`;
  const count = reach.ways.length;
  if (count === 0) return `${name} by none`;
  if (count === 1 && reach.direct) return `${name} by 1, your own certification`;
  const through = reach.cut.map((index) => keyText(web, index)).join(" and ");
  const direct = reach.direct ? "your own certification and " : "";
  if (reach.cut.length === 1) return `${name} by ${count}, through ${direct}a single key: ${through}`;
  return `${name} by ${count}, which ${reach.cut.length} keys break: ${through}`;
}
