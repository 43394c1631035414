// SHA-256 (FIPS 180-4) in plain TypeScript, where there is no node:crypto and no secure context that gives another. Must
// never be used where speed matters: the page digests a few megabytes.

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2). */
const ROUND_WORDS = fractions(64, Math.cbrt);
/** The same of the square roots of the first 8 (section 5.3.3). */
const START = fractions(8, Math.sqrt);

/** Digest in 64 lower-case hexadecimal digits. */
export function sha256(content: Uint8Array): string {
  const hash = START.slice();
  const words = new Uint32Array(64);
  const whole = content.length - (content.length % 64);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 0; at < whole; at += 64) takeBlock(hash, words, { view, at });
  const end = lastBlocks(content, whole);
  const endView = new DataView(end.buffer);
  for (let at = 0; at < end.length; at += 64) takeBlock(hash, words, { view: endView, at });
  return [...hash].map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** What is left, a one bit, zeros, and the length in bits: one or two blocks (section 5.1.1). */
function lastBlocks(content: Uint8Array, whole: number): Uint8Array {
  const left = content.length - whole;
  const end = new Uint8Array(left < 56 ? 64 : 128);
  end.set(content.subarray(whole));
  end[left] = 0x80;
  new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(content.length) * 8n);
  return end;
}

/** One block (section 6.2.2). */
function takeBlock(
  hash: Uint32Array,
  words: Uint32Array,
  { view, at }: { readonly view: DataView; readonly at: number },
): void {
  for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const early = words[i - 15]!;
    const late = words[i - 2]!;
    const sigma0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const sigma1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[i] = sigma1 + words[i - 7]! + sigma0 + words[i - 16]!;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const sum1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + sum1 + ((e & f) ^ (~e & g)) + ROUND_WORDS[i]! + words[i]!) | 0;
    const sum0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) hash[i] = hash[i]! + value;
}

/** Rotated to the right. */
function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) isPrime = false;
    if (isPrime) found.push((root(number) % 1) * 2 ** 32);
  }
  return Uint32Array.from(found);
}
