// The web as of a time: which keys count, which certifications between them, and what stands in the way of each other
// one. Must never let SHA-1 count, whenever it was used: whoever can make a collision can date it back.

import { WEAK_HASHES } from "../openpgp/algorithms.ts";
import { within, type Certification, type Seconds, type Web, type WebKey, type WebUser } from "./web.ts";

export interface Question {
  readonly at: Seconds;
  /** Only certifications made before this count. */
  readonly before?: Seconds;
  /** Keys, by their indexes, that are taken to be in a thief's hands. */
  readonly without?: ReadonlySet<number>;
}

/** One person's check of another's key that counts. */
export interface Edge {
  readonly issuer: number;
  readonly subject: number;
  /** When it was first made, of those that count. */
  readonly since: Seconds;
  readonly hash: number;
  /** The user ID that was certified. */
  readonly user: string;
}

/** Why a certification does not count. */
export type Obstacle =
  | { readonly type: "revoked-key" | "expired-key"; readonly key: number; readonly since: Seconds }
  | { readonly type: "weak-key" | "left-out-key"; readonly key: number }
  | {
      readonly type: "taken-back" | "ran-out";
      readonly issuer: number;
      readonly subject: number;
      readonly since: Seconds;
    }
  | { readonly type: "withdrawn-name"; readonly key: number; readonly user: string }
  | { readonly type: "weak-digest" | "unchecked" | "late" };

/** One that would count if a single thing were otherwise. */
export interface Blocked {
  readonly issuer: number;
  readonly subject: number;
  readonly obstacle: Obstacle;
}

/** Who points to whom, by indexes; each list in order, and no key to itself. */
export interface Net {
  readonly out: readonly (readonly number[])[];
  readonly into: readonly (readonly number[])[];
}

export interface Graph extends Net {
  readonly web: Web;
  readonly question: Question;
  readonly edge: (issuer: number, subject: number) => Edge | undefined;
  readonly blocked: readonly Blocked[];
}

/** A certification's word that its maker checked nothing (RFC 9580, section 5.2.1.5). */
const UNCHECKED = 0x11;

export function graphAt(web: Web, question: Question): Graph {
  const size = web.keys.length;
  const states = web.keys.map((key, index) => keyState(key, index, question));
  const edges = new Map<number, Edge>();
  const blocked: Blocked[] = [];
  for (const [subject, key] of web.keys.entries()) {
    if (states[subject] === "absent") continue;
    for (const [issuer, found] of certifiersOf(key, subject, question)) {
      const state = states[issuer];
      if (issuer === subject || state === undefined || state === "absent") continue;
      const obstacles = [state, states[subject], ...found.obstacles].filter((each) => typeof each === "object");
      if (obstacles.length === 0) edges.set(issuer * size + subject, { issuer, subject, ...found.edge! });
      else if (obstacles.length === 1) blocked.push({ issuer, subject, obstacle: obstacles[0]! });
    }
  }
  return {
    web,
    question,
    ...netOf(size, edges.values()),
    edge: (issuer, subject) => edges.get(issuer * size + subject),
    blocked,
  };
}

export function netOf(size: number, edges: Iterable<{ readonly issuer: number; readonly subject: number }>): Net {
  const out: number[][] = Array.from({ length: size }, () => []);
  const into: number[][] = Array.from({ length: size }, () => []);
  for (const { issuer, subject } of edges) {
    out[issuer]!.push(subject);
    into[subject]!.push(issuer);
  }
  for (const list of [...out, ...into]) list.sort((a, b) => a - b);
  return { out, into };
}

/** Whether a key counts at the time: "absent" when it was not yet made. */
function keyState(key: WebKey, index: number, { at, without }: Question): "counts" | "absent" | Obstacle {
  if (key.created > at) return "absent";
  if (without?.has(index) === true) return { type: "left-out-key", key: index };
  const revoked = key.revoked.filter(({ created, hard }) => hard || created <= at);
  if (revoked.length > 0)
    return { type: "revoked-key", key: index, since: Math.min(...revoked.map(({ created }) => created)) };
  if (key.weak) return { type: "weak-key", key: index };
  if (within(key.alive, at)) return "counts";
  return { type: "expired-key", key: index, since: key.alive.findLast(({ until }) => until <= at)?.until ?? Infinity };
}

interface Found {
  readonly edge?: Omit<Edge, "issuer" | "subject">;
  readonly obstacles: readonly Obstacle[];
}

/** What each issuer's certifications of a key come to, over all its user IDs. */
function certifiersOf(key: WebKey, subject: number, question: Question): ReadonlyMap<number, Found> {
  const best = new Map<number, Found>();
  for (const user of key.users) {
    const name: Obstacle | undefined = within(user.stands, question.at)
      ? undefined
      : { type: "withdrawn-name", key: subject, user: user.text };
    const all = user.certifications;
    for (let start = 0, end = 0; start < all.length; start = end) {
      const { issuer } = all[start]!;
      while (all[end]?.issuer === issuer) end++;
      const made = all.slice(start, end).filter(({ created }) => created <= question.at && created >= key.created);
      if (made.length === 0) continue;
      const found = weigh(made, user, { ...question, issuer, subject });
      const withName = name === undefined ? found : { ...found, obstacles: [name, ...found.obstacles] };
      const other = best.get(issuer);
      if (other === undefined || isBetter(withName, other)) best.set(issuer, withName);
    }
  }
  return best;
}

function isBetter(a: Found, b: Found): boolean {
  if (a.obstacles.length !== b.obstacles.length) return a.obstacles.length < b.obstacles.length;
  return (a.edge?.since ?? Infinity) < (b.edge?.since ?? Infinity);
}

/** What one key's certifications of one user ID come to: the newest says how long, the oldest since when. */
function weigh(
  made: readonly Certification[],
  { text }: WebUser,
  { at, before, issuer, subject }: Question & { readonly issuer: number; readonly subject: number },
): Found {
  const checked = made.filter(({ type }) => type !== UNCHECKED);
  if (checked.length === 0) return { obstacles: [{ type: "unchecked" }] };
  const counting = checked.filter(({ hash }) => !WEAK_HASHES.has(hash));
  const newest = counting.at(-1);
  if (newest === undefined) return { obstacles: [{ type: "weak-digest" }] };
  if (newest.revoked !== undefined && newest.revoked <= at)
    return { obstacles: [{ type: "taken-back", issuer, subject, since: newest.revoked }] };
  if (newest.expires !== undefined && newest.expires <= at)
    return { obstacles: [{ type: "ran-out", issuer, subject, since: newest.expires }] };
  const oldest = counting.find(({ revoked }) => revoked === undefined || revoked > at)!;
  const edge = { since: oldest.created, hash: oldest.hash, user: text };
  return { edge, obstacles: before !== undefined && edge.since >= before ? [{ type: "late" }] : [] };
}
