// The rules that single values of a manifest obey: each gives what is wrong as the end of a sentence, or undefined.
// Must never look at more than the value it is given.

import { byBytes } from "../bytes/order.ts";
import { UNSEEN } from "../bytes/unseen.ts";

/** A path within a tree or a repository. */
export function pathFault(path: string): string | undefined {
  const bad = /[\0\n]/.test(path) || path.split("/").some((name) => name === "" || name === "." || name === "..");
  return bad ? `${JSON.stringify(path)} is not a path of a tree` : undefined;
}

/** A recipe has no others: what reads like another name, or turns a line around, is none. */
export function nameFault(what: string, name: string): string | undefined {
  const bad = name === "" || name.includes("/") || name === "." || name === ".." || name.search(UNSEEN) >= 0;
  return bad ? `${JSON.stringify(name)} is not the name of a ${what}` : undefined;
}

/** Prose that is shown in one line. */
export function lineFault(what: string, text: string): string | undefined {
  const bad = text === "" || text.search(UNSEEN) >= 0;
  return bad ? `${what} is ${JSON.stringify(text)}, not a line of text` : undefined;
}

const LONGEST_WORDS = 200;

/** Somebody's own words, which are shown in one line among others. */
export function wordsFault(what: string, words: string): string | undefined {
  return words.length > LONGEST_WORDS ? `${what} has more than ${LONGEST_WORDS} characters` : lineFault(what, words);
}

/** A moment in UTC, in whole seconds. */
export function timeFault(what: string, time: string): string | undefined {
  const date = new Date(time);
  const same = TIME.test(time) && !Number.isNaN(date.getTime()) && date.toISOString().replace(".000Z", "Z") === time;
  return same ? undefined : `${what} is ${JSON.stringify(time)}, not a time such as 2026-01-31T23:59:59Z`;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A key's fingerprint, as verdicts have it. */
export function keyFault(fingerprint: string): string | undefined {
  return KEY.test(fingerprint) ? undefined : `${JSON.stringify(fingerprint)} is not a key's whole fingerprint`;
}

const KEY = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|SHA256:[A-Za-z0-9+/]{43})$/;

export function numberFault(what: string, value: number): string | undefined {
  return Number.isSafeInteger(value) && value >= 0 ? undefined : `${what} is ${value}`;
}

/** Sorted by bytes, and each there once. What is told apart by more than a name has a zero byte after that. */
export function orderFault(what: string, names: readonly string[]): string | undefined {
  const shown = (name: string | undefined): string => JSON.stringify(name?.replace("\0", " "));
  for (let i = 1; i < names.length; i++) {
    const order = byBytes(names[i - 1]!, names[i]!);
    if (order === 0) return `the ${what} have ${shown(names[i])} twice`;
    if (order > 0) return `the ${what} are not sorted by bytes: ${shown(names[i])} comes after ${shown(names[i - 1])}`;
  }
  return undefined;
}

/** What is wrong with the first of some values that something is wrong with. */
export function first<T>(values: readonly T[], fault: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = fault(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
