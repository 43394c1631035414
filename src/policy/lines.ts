// The lines of a policy as words with their places, and the values that words spell: fingerprints as people paste them,
// times, patterns. Must never take a word for something that it only resembles.

import { asSha256 } from "../bytes/sha256.ts";
import type { Place } from "../model/failure.ts";
import type { OpaqueRule, Time } from "./policy.ts";

export interface Word {
  readonly text: string;
  readonly at: Place;
}

export type Line = readonly [Word, ...Word[]];

/** The words of each line that has any; a line whose first word begins with "#" has none. CR LF ends a line as LF does. */
export function* linesOf(text: string, file: string): Generator<Line> {
  for (const [index, whole] of text.split("\n").entries()) {
    const line = whole.replace(/\r$/, "");
    const words = [...line.matchAll(/[^ \t]+/g)].map((match) => ({
      text: match[0],
      at: { file, line: index + 1, column: match.index + 1, length: match[0].length, text: line },
    }));
    if (words[0] !== undefined && !words[0].text.startsWith("#")) yield [words[0], ...words.slice(1)];
  }
}

/**
 * Takes a whole fingerprint from the front of some words: in one word or in groups of digits, as programs print it, with
 * or without 0x. Undefined when there is none.
 */
export function takeFingerprint(
  words: readonly Word[],
): { readonly fingerprint: string; readonly rest: readonly Word[] } | undefined {
  const [first] = words;
  if (first === undefined) return undefined;
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(first.text)) return { fingerprint: first.text, rest: words.slice(1) };
  let digits = "";
  let taken = 0;
  for (const { text } of words) {
    const group = taken === 0 ? text.replace(/^0x/i, "") : text;
    if (!/^[0-9A-Fa-f]+$/.test(group) || (taken > 0 && group.length > 8)) break;
    digits += group.toLowerCase();
    taken++;
  }
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(digits) ? { fingerprint: digits, rest: words.slice(taken) } : undefined;
}

/** The words of an opaque line: "none", or "files" and bridges as `NAME=DIGEST`; undefined for all else. */
export function opaqueOf(words: readonly Word[]): OpaqueRule | undefined {
  const texts = words.map(({ text }) => text);
  if (texts.length === 1 && texts[0] === "none") return { files: false, bridges: [] };
  if (texts.length === 0 || new Set(texts).size < texts.length) return undefined;
  const bridges = texts.slice(texts[0] === "files" ? 1 : 0).map((text) => {
    const [, name, hex] = /^([a-z0-9][a-z0-9.+-]{0,99})=([0-9a-f]{64})$/.exec(text) ?? [];
    const digest = asSha256(hex ?? "");
    return name === undefined || digest === undefined ? undefined : { name, digest };
  });
  return bridges.includes(undefined)
    ? undefined
    : { files: texts[0] === "files", bridges: bridges.filter((each) => each !== undefined) };
}

/** `2026-01-31`, the first moment of that day in UTC, or `2026-01-31T23:59:59Z`; undefined for all else. */
export function timeOf(text: string): Time | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/.test(text)) return undefined;
  const whole = text.length === 10 ? `${text}T00:00:00Z` : text;
  const date = new Date(whole);
  return !Number.isNaN(date.getTime()) && date.toISOString() === whole.replace("Z", ".000Z")
    ? date.getTime()
    : undefined;
}

export function timeText(time: Time): string {
  return new Date(time)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace("T00:00:00Z", "");
}

/** A whole number from 1 to 999,999, without zeros before it. */
export function countOf(text: string): number | undefined {
  return /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : undefined;
}

export const NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/;
export const PATTERN = /^[A-Za-z0-9._@+*-]{1,100}$/;
/** A path of a repository, or with "/" at its end all below it, or "*" for all. */
export function isPath(text: string): boolean {
  if (text.length > 200 || !/^(?:\*|[A-Za-z0-9._@+-]+(?:\/[A-Za-z0-9._@+-]+)*\/?)$/.test(text)) return false;
  return text.split("/").every((name) => name !== "." && name !== "..");
}
