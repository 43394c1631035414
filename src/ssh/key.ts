// An SSH public key, alone or within a certificate (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f and PROTOCOL.certkeys).
// Must never take a certificate for the key in it: who certified it, for whom and until when is kept beside.

import { createHash, type KeyObject } from "node:crypto";
import { ecKey, edwardsKey, rsaKey } from "../openpgp/der.ts";
import { Wire, wireString } from "./wire.ts";

export interface SshKey {
  /** As in the key itself: "ssh-ed25519", "sk-ecdsa-sha2-nistp256@openssh.com". */
  readonly type: string;
  /** The key alone, as revocation lists and allowed signers have it. */
  readonly blob: Buffer;
  /** "SHA256:" and 43 characters of base64, as `ssh-keygen -l` writes it. */
  readonly fingerprint: string;
  /** Of an RSA key's modulus; 0 for others. */
  readonly bits: number;
  /** Of a security key: what its signatures are bound to, "ssh:" by default. */
  readonly application?: Buffer;
  /** Undefined when its numbers make no key. */
  readonly object: KeyObject | undefined;
  readonly certificate?: SshCertificate;
}

export interface SshCertificate {
  readonly serial: bigint;
  readonly forUser: boolean;
  readonly id: Buffer;
  readonly principals: readonly string[];
  /** Seconds since 1970: from when, and before when. */
  readonly after: bigint;
  readonly before: bigint;
  readonly criticalOptions: readonly string[];
  readonly authority: SshKey;
  /** All before the signature of the authority. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const CURVES: Readonly<Record<string, readonly [oid: string, size: number]>> = {
  nistp256: ["2a8648ce3d030107", 32],
  nistp384: ["2b81040022", 48],
  nistp521: ["2b81040023", 66],
};

const CERTIFIED = /^((?:sk-)?(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)))-cert-v01@openssh\.com$/;

/** Reads a key or a certificate; undefined for a type that is not known here (DSA among them), and for what is damaged. */
export function readSshKey(bytes: Buffer): SshKey | undefined {
  const wire = new Wire(bytes);
  const named = wire.text();
  const certified = CERTIFIED.exec(named)?.[1];
  const type = certified === undefined ? named : certified + (certified.startsWith("sk-") ? "@openssh.com" : "");
  if (certified !== undefined) wire.string();
  const start = wire.at;
  const parts = readParts(type, wire);
  if (parts === undefined || wire.broken) return undefined;
  const blob = Buffer.concat([wireString(type), bytes.subarray(start, wire.at)]);
  const key = { type, blob, fingerprint: fingerprintOf(blob), ...parts };
  if (certified === undefined) return wire.done ? key : undefined;
  const certificate = readCertificate(bytes, wire);
  return certificate === undefined ? undefined : { ...key, certificate };
}

type Parts = Pick<SshKey, "bits" | "object" | "application">;

function readParts(type: string, wire: Wire): Parts | undefined {
  if (type === "ssh-rsa") {
    const [e, n] = [wire.number(), wire.number()];
    return { bits: n.length === 0 ? 0 : n.length * 8 - Math.clz32(n[0]!) + 24, object: rsaKey(n, e) };
  }
  if (type === "ssh-ed25519") return { bits: 0, object: ed25519(wire.string()) };
  if (type === "sk-ssh-ed25519@openssh.com")
    return { bits: 0, object: ed25519(wire.string()), application: wire.string() };
  const curve = /^(?:ecdsa-sha2-(nistp(?:256|384|521))|sk-ecdsa-sha2-(nistp256)@openssh\.com)$/.exec(type);
  if (curve === null) return undefined;
  const named = wire.text();
  if (named !== (curve[1] ?? curve[2])) return undefined;
  const [oid, size] = CURVES[named]!;
  const point = wire.string();
  const whole = point.length === 1 + 2 * size && point[0] === 4;
  return {
    bits: 0,
    object: whole ? ecKey(Buffer.from(oid, "hex"), point) : undefined,
    ...(curve[2] === undefined ? {} : { application: wire.string() }),
  };
}

function ed25519(octets: Buffer): KeyObject | undefined {
  return octets.length === 32 ? edwardsKey("ed25519", octets) : undefined;
}

function readCertificate(bytes: Buffer, wire: Wire): SshCertificate | undefined {
  const serial = wire.uint64();
  const kind = wire.uint32();
  const id = wire.string();
  const principals = wire.strings().map(String);
  const [after, before] = [wire.uint64(), wire.uint64()];
  const criticalOptions = wire.strings().filter((_, index) => index % 2 === 0);
  wire.string();
  wire.string();
  const authority = readSshKey(wire.string());
  const signed = bytes.subarray(0, wire.at);
  const signature = wire.string();
  if (!wire.done || authority === undefined || authority.certificate !== undefined) return undefined;
  return {
    serial,
    forUser: kind === USER,
    id,
    principals,
    after,
    before,
    criticalOptions: criticalOptions.map(String),
    authority,
    signed,
    signature,
  };
}

const USER = 1;

function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
