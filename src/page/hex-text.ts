// The seed's language: hexadecimal digits in pairs, with comments from "#" or ";" to the end of the line; and bytes as
// the page shows them.

/** The bytes that a text stands for. */
export function hexBytes(text: string): Uint8Array {
  const digits = text.replace(/[#;].*|\s/g, "");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** A byte as two upper-case digits. */
export function byteText(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
