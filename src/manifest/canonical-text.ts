// Reading a text that must be canonical: bytes to JSON to a value, which written again must give the same bytes.
// Must never accept two texts for one value, as a signature is over the bytes and a reader sees the value.

import type { Json } from "../bytes/canonical-json.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { JsonSpot } from "./json-spot.ts";

/** The longest text that is read, in bytes: a tree of a million files needs about 200 MB. */
const LONGEST = 400_000_000;
const FAULTS_SHOWN = 10;

/** How one kind of canonical text is read and written. */
export interface CanonicalForm<T> {
  /** `manifest`: what messages call it. */
  readonly noun: string;
  /** Where the form is specified. */
  readonly page: string;
  readonly version: number;
  /** What to do about a text of an older version. */
  readonly older: string;
  /** The version of a text of this kind, when it is another one. */
  readonly otherVersion: (json: Json) => number | undefined;
  readonly read: (spot: JsonSpot) => T;
  readonly fault: (value: T) => string | undefined;
  readonly write: (value: T) => string;
}

/** Reads a text of one form; `file` is where it came from, for messages. */
export function readCanonical<T>(
  form: CanonicalForm<T>,
  content: Uint8Array | string,
  file: string | undefined,
): Result<T> {
  const action = `Cannot read ${form.noun}${file === undefined ? "" : ` "${file}"`}`;
  const text = textOf(content);
  if (typeof text !== "string") return fail("manifest-form", `${action}: ${text.fault}`);
  const json = parseJson(text);
  if (json === undefined)
    return fail("manifest-form", `${action}: it is not JSON`, {
      hint: `it is to be one line of canonical JSON, see ${form.page}`,
    });
  const version = form.otherVersion(json.value);
  if (version !== undefined)
    return fail(
      "manifest-version",
      `${action}: it has version ${version} of the format, and this fromseed reads version ${form.version}`,
      {
        hint: version < form.version ? form.older : "a newer fromseed reads it",
      },
    );
  const faults: string[] = [];
  const value = form.read(new JsonSpot(json.value, "$", faults));
  if (faults.length > 0)
    return fail(
      "manifest-form",
      `${action}: ${faults[0]}`,
      faults.length > 1 ? { details: faults.slice(1, FAULTS_SHOWN) } : {},
    );
  const fault = form.fault(value);
  if (fault !== undefined) return fail("manifest-form", `${action}: ${fault}`);
  const again = form.write(value);
  if (again === text) return succeed(value);
  return fail(
    "manifest-form",
    `${action}: it is not canonical: byte ${firstDifference(text, again)} would be written differently`,
    {
      hint: "white space, another order of keys or dependencies, a repeated key, or a line feed at the end",
    },
  );
}

function textOf(content: Uint8Array | string): string | { readonly fault: string } {
  if (content.length > LONGEST) return { fault: `it has more than ${LONGEST} bytes` };
  if (typeof content === "string") return content;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return { fault: "it is not UTF-8" };
  }
}

function parseJson(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return Buffer.byteLength(a.slice(0, at)) + 1;
}
