// What a file of signatures holds, of whatever kind and in whatever wrapping: armored, binary, attached to a copy of
// what is signed. Must never lose a signature without a word: what cannot be read is a piece of its own.

import { inflateRawSync, inflateSync } from "node:zlib";
import { readArmor } from "../openpgp/armor.ts";
import { isBinary, PACKET, readPackets, type Packet } from "../openpgp/packets.ts";
import { readSignature, type Signature } from "../openpgp/signature.ts";
import { isSshSignature, readSshSignature, type SshSignature } from "../ssh/signature.ts";
import type { VerdictStatus } from "./verdict.ts";

export type Piece =
  | { readonly type: "openpgp"; readonly signature: Signature }
  | { readonly type: "ssh"; readonly signature: SshSignature }
  | { readonly type: "fault"; readonly status: VerdictStatus & ("malformed" | "unsupported"); readonly says: string };

/** Of one file. */
export const MOST_SIGNATURES = 100;
const LONGEST_ATTACHED = 64_000_000;

const malformed = (says: string): Piece => ({ type: "fault", status: "malformed", says });

/** At least one piece. `content` is what the signatures are said to sign. */
export function readPieces(file: Buffer, content: Uint8Array): readonly Piece[] {
  if (isBinary(file)) return orNone(piecesOf(file, content));
  if (isSshSignature(file)) return [sshPiece(file)];
  const text = file.toString("latin1");
  if (/^-----BEGIN PGP SIGNED MESSAGE-----/m.test(text))
    return [malformed("it is a message with its own text, not a detached signature")];
  const pieces = readArmor(text).flatMap(({ kind, data }) => {
    if (kind === "SSH SIGNATURE") return [sshPiece(data)];
    if (kind !== "PGP SIGNATURE" && kind !== "PGP MESSAGE") return [];
    return data === undefined
      ? [malformed("it cannot be read: a block of it is damaged, or has no end")]
      : piecesOf(data, content);
  });
  return orNone(pieces);
}

/** All OpenPGP packets in a file, armored or binary, as far as they can be read. */
export function packetsOf(content: Uint8Array): readonly Packet[] {
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const blocks = isBinary(file) ? [file] : readArmor(file.toString("latin1")).flatMap(({ data }) => data ?? []);
  return blocks.flatMap((block) => readPackets(block).packets);
}

/** The bodies of OpenPGP signatures in a file of them, as many as are read of one. */
export function signaturePackets(content: Uint8Array): readonly Buffer[] {
  return packetsOf(content)
    .flatMap(({ type, body }) => (type === PACKET.signature ? [body] : []))
    .slice(0, MOST_SIGNATURES);
}

/** Whether a file is one of signatures at all, whatever they are worth. */
export function holdsSignature(content: Uint8Array): boolean {
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (!isBinary(file)) return isSshSignature(file) || SIGNED.test(file.toString("latin1"));
  const [first] = readPackets(file.subarray(0, LOOKED_AT)).packets;
  const type = first?.type ?? (file[0]! >= 0xc0 ? file[0]! & 63 : (file[0]! >> 2) & 15);
  return SIGNING.has(type);
}

const SIGNED = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|PGP SIGNED MESSAGE|SSH SIGNATURE)-----/m;
const LOOKED_AT = 10_000;
const SIGNING: ReadonlySet<number> = new Set([PACKET.signature, PACKET.onePass, PACKET.compressed, PACKET.marker]);

function sshPiece(data: Buffer | undefined): Piece {
  const signature = data === undefined ? undefined : readSshSignature(data);
  if (signature === undefined) return malformed("it cannot be read: an SSH signature is damaged, or has no end");
  return signature === "version"
    ? { type: "fault", status: "unsupported", says: "it is an SSH signature of another version than 1" }
    : { type: "ssh", signature };
}

function orNone(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.length > 0 ? pieces : [malformed("it holds no whole signature of a kind that is understood")];
}

/** `isInner` of what was compressed, in which nothing may be again: it could unfold without an end. */
function piecesOf(bytes: Buffer, content: Uint8Array, isInner = false): readonly Piece[] {
  const { packets, fault } = readPackets(bytes);
  const pieces = packets.flatMap((packet) =>
    isInner && packet.type === PACKET.compressed
      ? [malformed("it is compressed more than once")]
      : pieceOf(packet, content),
  );
  return fault === undefined ? pieces : [...pieces, malformed(`it cannot be read: ${fault}`)];
}

/** Packets that no reader knows may stand beside those that it does, unless they are critical (RFC 9580, 4.3). */
const LAST_CRITICAL = 39;
const PASSED_OVER: ReadonlySet<number> = new Set([PACKET.marker, PACKET.padding, PACKET.onePass, PACKET.trust]);

function pieceOf({ type, body }: Packet, content: Uint8Array): readonly Piece[] {
  if (type === PACKET.signature) {
    const signature = readSignature(body);
    if (signature === undefined) return [malformed("it cannot be read: a signature breaks its form")];
    return signature === "version"
      ? [{ type: "fault", status: "unsupported", says: `it is of version ${body[0]}, which is not known here` }]
      : [{ type: "openpgp", signature }];
  }
  if (type === PACKET.literal) {
    const [format, name = 0] = body;
    const own = format === undefined ? undefined : body.subarray(2 + name + 4);
    return own?.equals(content) === true ? [] : [malformed("it carries other bytes of its own and signs those")];
  }
  if (type === PACKET.compressed) {
    const inner = inflated(body);
    return inner === undefined
      ? [malformed("it is compressed in a way that is not read here: a detached signature is not")]
      : piecesOf(inner, content, true);
  }
  if (PASSED_OVER.has(type) || type > LAST_CRITICAL) return [];
  return [malformed(`it holds a packet of type ${type}, which has no place in it`)];
}

/** Section 5.6; undefined for bzip2, and for what is damaged or too long. */
function inflated(body: Buffer): Buffer | undefined {
  const limit = { maxOutputLength: LONGEST_ATTACHED };
  const packed = body.subarray(1);
  try {
    if (body[0] === 1) return inflateRawSync(packed, limit);
    return body[0] === 2 ? inflateSync(packed, limit) : undefined;
  } catch {
    return undefined;
  }
}
