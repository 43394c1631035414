// Canonical JSON (RFC 8785, JSON Canonicalization Scheme) for the values that fromseed signs.
// Must never write a value whose text could differ between two machines: so only safe integers are numbers here.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Writes a value as canonical JSON text: no white space, object keys sorted by UTF-16 code units (section 3.2.3).
 * Throws on a number that is not a safe integer and on a lone surrogate: both are our bugs, not input.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error(`our bug: ${value} is not a safe integer in a canonical text`);
    return String(value === 0 ? 0 : value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new Error("our bug: a lone surrogate in a canonical text");
    return JSON.stringify(value);
  }
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${canonicalJson(key)}:${canonicalJson(value[key]!)}`).join(",")}}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
