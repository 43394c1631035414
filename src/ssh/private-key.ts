// A private SSH key in OpenSSH's own form (PROTOCOL.key), as ssh-keygen writes it: for signing what ssh-keygen signs in no
// form that others read. Must never ask for a passphrase: whoever has locked a key signs through ssh-keygen.

import { Wire } from "./wire.ts";

/** A private key in octets. */
export interface PrivateNumbers {
  readonly curve: "Ed25519" | "P-256";
  /** The seed, of 32; or the number, of 32 or fewer. */
  readonly secret: Uint8Array;
  /** Of Ed25519 32, of P-256 both coordinates, 32 each. */
  readonly point: Uint8Array;
}

const MAGIC = "openssh-key-v1\0";
const PEM = /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END OPENSSH PRIVATE KEY-----/m;

/** Reads an Ed25519 or P-256 key; else says why not, as the end of a sentence. */
export function readPrivateSshKey(pem: string): PrivateNumbers | string {
  const base64 = PEM.exec(pem)?.[1];
  if (base64 === undefined) return "it is no private key in OpenSSH's form";
  const wire = new Wire(Buffer.from(base64, "base64"));
  if (wire.take(MAGIC.length).toString("latin1") !== MAGIC) return "it is no private key in OpenSSH's form";
  const [cipher] = [wire.text(), wire.text(), wire.string()];
  const count = wire.uint32();
  wire.string();
  if (cipher !== "none") return "its key is locked with a passphrase";
  if (count !== 1) return `it holds ${count} keys`;
  const own = new Wire(wire.string());
  // Twice the same number, by which a wrong passphrase is seen.
  own.take(8);
  const key = readOwn(own.text(), own);
  return wire.broken || own.broken ? "its key is damaged" : (key ?? "its key is neither Ed25519 nor P-256");
}

function readOwn(type: string, wire: Wire): PrivateNumbers | undefined {
  if (type === "ssh-ed25519") {
    const [point, both] = [wire.string(), wire.string()];
    return both.length === 64 && point.length === 32
      ? { curve: "Ed25519", secret: both.subarray(0, 32), point }
      : undefined;
  }
  if (type !== "ecdsa-sha2-nistp256") return undefined;
  const [, point, secret] = [wire.string(), wire.string(), wire.number()];
  return point.length === 65 && secret.length <= 32 ? { curve: "P-256", secret, point: point.subarray(1) } : undefined;
}
