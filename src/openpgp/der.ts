// Public keys in the form that node:crypto reads: a SubjectPublicKeyInfo in DER (RFC 5280, section 4.1; X.690).
// Must never check a number's worth: node:crypto does, or refuses the key.

import { createPublicKey, type KeyObject } from "node:crypto";

const NULL = Buffer.from([5, 0]);
const RSA = Buffer.from("06092a864886f70d010101", "hex");
const DSA = Buffer.from("06072a8648ce380401", "hex");
const EC = Buffer.from("06072a8648ce3d0201", "hex");

/** `n` and `e` are unsigned numbers, the highest octet first. */
export function rsaKey(n: Buffer, e: Buffer): KeyObject | undefined {
  return keyOf(sequence(RSA, NULL), sequence(integer(n), integer(e)));
}

export function dsaKey(numbers: { readonly p: Buffer; readonly q: Buffer; readonly g: Buffer; readonly y: Buffer }) {
  const { p, q, g, y } = numbers;
  return keyOf(sequence(DSA, sequence(integer(p), integer(q), integer(g))), integer(y));
}

/** `curve` is an object identifier's content, `point` 04 and both coordinates. */
export function ecKey(curve: Buffer, point: Buffer): KeyObject | undefined {
  return keyOf(sequence(EC, element(6, curve)), point);
}

/** The curves whose keys are their own octets: 32 of Ed25519, 57 of Ed448. */
export function edwardsKey(curve: "ed25519" | "ed448", octets: Buffer): KeyObject | undefined {
  return keyOf(sequence(element(6, Buffer.from([0x2b, 0x65, curve === "ed25519" ? 0x70 : 0x71]))), octets);
}

/** Undefined when it is none, as of a point that is not on its curve. */
function keyOf(algorithm: Buffer, key: Buffer): KeyObject | undefined {
  const der = sequence(algorithm, element(3, Buffer.concat([Buffer.from([0]), key])));
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function integer(unsigned: Buffer): Buffer {
  let at = 0;
  while (at < unsigned.length - 1 && unsigned[at] === 0) at++;
  const short = unsigned.subarray(at);
  return element(2, (short[0] ?? 0) >= 0x80 || short.length === 0 ? Buffer.concat([Buffer.from([0]), short]) : short);
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 255]
          : [tag, 0x83, length >> 16, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}
