// The mathematics of one SSH signature by one key (RFC 8332, 5656, 8709; OpenSSH's PROTOCOL.u2f). Must never accept
// ssh-rsa, which signs SHA-1, nor leave out what a security key signs beside the data.

import { createHash, createVerify, verify } from "node:crypto";
import type { SshKey } from "./key.ts";
import { Wire } from "./wire.ts";

export interface SshCheck {
  readonly result: "yes" | "no" | "weak" | "unsupported";
  /** What a security key says of its user: that it was touched, and that it asked for its PIN. */
  readonly touched?: boolean;
  readonly pin?: boolean;
}

const TOUCHED = 1;
const VERIFIED = 4;

/** `signature` is the whole: the algorithm's name, its numbers, and a security key's flags and counter. */
export function checkSsh(key: SshKey, data: Buffer, signature: Buffer): SshCheck {
  const wire = new Wire(signature);
  const algorithm = wire.text();
  const numbers = wire.string();
  const { object, application } = key;
  if (object === undefined) return { result: "unsupported" };
  if (key.type === "ssh-rsa") {
    if (algorithm === "ssh-rsa") return { result: "weak" };
    const hash = /^rsa-sha2-(256|512)$/.exec(algorithm)?.[1];
    if (hash === undefined || !wire.done) return { result: "no" };
    const size = Math.ceil(key.bits / 8);
    if (numbers.length > size) return { result: "no" };
    const padded = Buffer.concat([Buffer.alloc(size - numbers.length), numbers]);
    return answer(createVerify(`sha${hash}`).update(data).verify(object, padded));
  }
  // As a browser signs, over a text of its own: not known here.
  if (algorithm.startsWith("webauthn-")) return { result: "unsupported" };
  if (algorithm !== key.type) return { result: "no" };
  const flags = application === undefined ? 0 : wire.byte();
  const counter = application === undefined ? Buffer.alloc(0) : wire.take(4);
  if (!wire.done) return { result: "no" };
  const signed =
    application === undefined
      ? data
      : Buffer.concat([sha256(application), Buffer.from([flags]), counter, sha256(data)]);
  const facts = application === undefined ? {} : { touched: (flags & TOUCHED) !== 0, pin: (flags & VERIFIED) !== 0 };
  const isCurve = key.type.includes("ecdsa");
  return { ...answer(isCurve ? checkCurve(key, signed, numbers) : verify(null, signed, object, numbers)), ...facts };
}

const answer = (fits: boolean): SshCheck => ({ result: fits ? "yes" : "no" });

function checkCurve(key: SshKey, data: Buffer, numbers: Buffer): boolean {
  const bits = Number(/nistp(\d+)/.exec(key.type)![1]);
  const size = Math.ceil(bits / 8);
  const wire = new Wire(numbers);
  const halves = [wire.number(), wire.number()];
  if (!wire.done || halves.some((half) => half.length > size)) return false;
  const padded = Buffer.concat(halves.map((half) => Buffer.concat([Buffer.alloc(size - half.length), half])));
  const hash = bits === 256 ? "sha256" : bits === 384 ? "sha384" : "sha512";
  return createVerify(hash).update(data).verify({ key: key.object!, dsaEncoding: "ieee-p1363" }, padded);
}

function sha256(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}
