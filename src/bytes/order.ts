// The one order of text in fromseed: by UTF-8 bytes, as `LC_ALL=C sort` has it. Never by locale.
// UTF-16 code units order the same way but for surrogate pairs, so those are compared by code point.

/** Compares two strings by their UTF-8 bytes: negative, 0 or positive, for Array.sort. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    if (xHigh !== yHigh) return xHigh ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
