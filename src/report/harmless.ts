// harmless: text of foreign programs and files, made safe to print on one line. Nothing that it returns may move a
// cursor, colour a terminal, reorder the line or hide in it. What is not shown as itself is shown as an escape, never
// dropped (but for well-formed colours, which only decorate).

import { UNSEEN } from "../bytes/unseen.ts";
import type { Failure, Place } from "../model/failure.ts";

const plain = /^[\x20-\x7e]*$/;
const colour = /\x1b\[[0-9;:]*m/g;

/**
 * Returns the text as one printable line: tabs as spaces to the next multiple of eight, controls as `^X`, other unseen
 * characters as `\u{hex}`.
 */
export function harmless(text: string): string {
  if (plain.test(text)) return text;
  const bare = text.replace(/\r$/, "").replace(colour, "");
  return withoutTabs(bare).replace(UNSEEN, shown);
}

/** Returns the failure with each of its texts made harmless; columns of its places still mark the same characters. */
export function harmlessFailure(failure: Failure): Failure {
  return {
    kind: "failure",
    code: failure.code,
    message: harmless(failure.message),
    ...(failure.place && { place: harmlessPlace(failure.place) }),
    ...(failure.seeAlso && {
      seeAlso: { says: harmless(failure.seeAlso.says), place: harmlessPlace(failure.seeAlso.place) },
    }),
    ...(failure.details && { details: failure.details.map(harmless) }),
    ...(failure.hint !== undefined && { hint: harmless(failure.hint) }),
  };
}

function harmlessPlace(place: Place): Place {
  const text = place.text.replaceAll("\t", " ").replace(UNSEEN, (character) => "\ufffd".repeat(character.length));
  return { ...place, file: harmless(place.file), text };
}

function shown(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return "^?";
  return `\\u{${code.toString(16)}}`;
}

function withoutTabs(text: string): string {
  if (!text.includes("\t")) return text;
  const cells = text.split("\t");
  const last = cells.pop()!;
  return cells.map((cell) => cell + " ".repeat(8 - (cell.length % 8))).join("") + last;
}
