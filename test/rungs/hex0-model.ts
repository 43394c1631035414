// A plain model of hex0: the oracle for the seed. Must never be kinder than bootstrap-seed/hex0/NOTES.md says.

/** The bytes of a text; not ok when there are none, or half a one at the end. */
export function hex0(text: Uint8Array): { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false } {
  const end = text.indexOf(0);
  const source = Buffer.from(end < 0 ? text : text.subarray(0, end)).toString("latin1");
  // A comment starts at what is neither blank nor a digit, and ends at a line feed, 02 or 08.
  const digits = source.replace(/[^\x00-\x20\da-f][^\n\x02\x08]*/gi, "").replace(/[\x00-\x20]/g, "");
  if (digits.length === 0 || digits.length % 2 === 1) return { ok: false };
  return { ok: true, bytes: Buffer.from(digits, "hex") };
}
