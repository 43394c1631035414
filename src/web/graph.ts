// The web as of a time: which keys count, which certifications between them, and what stands in the way of each other
// one. Must never let SHA-1 count, whenever it was used: whoever can make a collision can date it back.

import { WEAK_HASHES } from "../openpgp/algorithms.ts";
import { CREATED, EXPIRES, HASH, ISSUER, REVOKED, TYPE, type Certifications } from "./certifications.ts";
import { addressOf, within, type Seconds, type Web, type WebKey } from "./web.ts";

export interface Question {
  readonly at: Seconds;
  /** Only certifications made before this count. */
  readonly before?: Seconds;
  /** Keys, by their indexes, that are taken to be in a thief's hands. */
  readonly without?: ReadonlySet<number>;
  /**
   * Of this key only certifications of user IDs with this address count: its owner may have added the address after
   * others had certified another one.
   */
  readonly about?: { readonly key: number; readonly address: string };
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

/** Who points to whom, by indexes; no key to itself. */
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
  const weigher = new Weigher(web, question);
  const states = web.keys.map((key, index) => keyState(key, index, question));
  const [out, into] = [emptyLists(size), emptyLists(size)];
  const blocked: Blocked[] = [];
  for (const [subject, own] of states.entries()) {
    if (own === "absent") continue;
    for (const [issuer, { obstacles }] of weigher.certifiers(subject)) {
      const state = states[issuer];
      if (issuer === subject || state === undefined || state === "absent") continue;
      if (obstacles.length === 0 && state === "counts" && own === "counts") {
        out[issuer]!.push(subject);
        into[subject]!.push(issuer);
        continue;
      }
      const all = [state, own, ...obstacles].filter((each) => typeof each === "object");
      if (all.length === 1) blocked.push({ issuer, subject, obstacle: all[0]! });
    }
  }
  // Found again where it is asked for: of tens of thousands a handful is shown.
  const edge = (issuer: number, subject: number): Edge | undefined => {
    if (issuer === subject || states[issuer] !== "counts" || states[subject] !== "counts") return undefined;
    const found = weigher.certifiers(subject).get(issuer);
    if (found === undefined || found.obstacles.length > 0) return undefined;
    const { since, row, user } = found;
    const hash = web.certifications.cell(row, HASH);
    return { issuer, subject, since, hash, user: web.keys[subject]!.users[user]!.text };
  };
  return { web, question, out, into, edge, blocked };
}

const emptyLists = (size: number): number[][] => Array.from({ length: size }, () => []);

export function netOf(size: number, edges: Iterable<{ readonly issuer: number; readonly subject: number }>): Net {
  const [out, into] = [emptyLists(size), emptyLists(size)];
  for (const { issuer, subject } of edges) {
    out[issuer]!.push(subject);
    into[subject]!.push(issuer);
  }
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
  /** When it was first made, of what counts; Infinity where nothing does. */
  readonly since: Seconds;
  /** The certification's row, and the place of the user ID that it is of. */
  readonly row: number;
  readonly user: number;
  readonly obstacles: readonly Obstacle[];
}

const NO_OBSTACLES: readonly Obstacle[] = [];
const ONLY_UNCHECKED: readonly Obstacle[] = [{ type: "unchecked" }];
const ONLY_WEAK: readonly Obstacle[] = [{ type: "weak-digest" }];
const ONLY_LATE: readonly Obstacle[] = [{ type: "late" }];

/** Weighs what was certified, as of a time. It goes over every row, so that it makes as few objects as can be. */
class Weigher {
  readonly #table: Certifications;
  readonly #keys: Web["keys"];
  readonly #at: Seconds;
  readonly #before: Seconds;
  readonly #about: Question["about"];

  constructor({ certifications, keys }: Web, { at, before = Infinity, about }: Question) {
    this.#table = certifications;
    this.#keys = keys;
    this.#at = at;
    this.#before = before;
    this.#about = about;
  }

  /** What each issuer's certifications of a key come to, over all its user IDs. */
  certifiers(subject: number): ReadonlyMap<number, Found> {
    const best = new Map<number, Found>();
    const { users } = this.#keys[subject]!;
    for (let user = 0; user < users.length; user++) {
      const { text, stands, first, end } = users[user]!;
      if (subject === this.#about?.key && addressOf(text) !== this.#about.address) continue;
      const isWithdrawn = !within(stands, this.#at);
      for (let from = first, to = first; from < end; from = to) {
        const issuer = this.#table.cell(from, ISSUER);
        while (to < end && this.#table.cell(to, ISSUER) === issuer) to++;
        let found = this.#weigh(subject, user, from, to);
        if (found === undefined) continue;
        if (isWithdrawn)
          found = { ...found, obstacles: [{ type: "withdrawn-name", key: subject, user: text }, ...found.obstacles] };
        const other = best.get(issuer);
        if (other === undefined || isBetter(found, other)) best.set(issuer, found);
      }
    }
    return best;
  }

  /**
   * What one key's certifications of one user ID, which are the rows from one up to another, come to: the newest says
   * how long, the oldest since when. Undefined where none was made by then.
   */
  #weigh(subject: number, user: number, from: number, to: number): Found | undefined {
    const table = this.#table;
    const at = this.#at;
    const keyMade = this.#keys[subject]!.created;
    let made = false;
    let checked = false;
    let newest = -1;
    let oldest = -1;
    for (let row = from; row < to; row++) {
      const created = table.cell(row, CREATED);
      // Nobody can have checked a key before there was one.
      if (created > at || created < keyMade) continue;
      made = true;
      if (table.cell(row, TYPE) === UNCHECKED) continue;
      checked = true;
      if (WEAK_HASHES.has(table.cell(row, HASH))) continue;
      newest = row;
      if (oldest < 0 && table.cell(row, REVOKED) > at) oldest = row;
    }
    if (!made) return undefined;
    if (newest < 0) return { since: Infinity, row: from, user, obstacles: checked ? ONLY_WEAK : ONLY_UNCHECKED };
    const revoked = table.cell(newest, REVOKED);
    const expires = table.cell(newest, EXPIRES);
    if (revoked <= at || expires <= at) {
      const who = { issuer: table.cell(newest, ISSUER), subject };
      const obstacle: Obstacle =
        revoked <= at ? { type: "taken-back", ...who, since: revoked } : { type: "ran-out", ...who, since: expires };
      return { since: Infinity, row: newest, user, obstacles: [obstacle] };
    }
    const since = table.cell(oldest, CREATED);
    return { since, row: oldest, user, obstacles: since >= this.#before ? ONLY_LATE : NO_OBSTACLES };
  }
}

function isBetter(a: Found, b: Found): boolean {
  return a.obstacles.length === b.obstacles.length ? a.since < b.since : a.obstacles.length < b.obstacles.length;
}
