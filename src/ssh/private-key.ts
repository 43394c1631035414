// A private SSH key in OpenSSH's own form (PROTOCOL.key), as ssh-keygen writes it: for signing what ssh-keygen signs in no
// form that others read. Must never ask for a passphrase: whoever has locked a key signs through ssh-keygen.

import { createPrivateKey, type KeyObject } from "node:crypto";
import { Wire } from "./wire.ts";

const MAGIC = "openssh-key-v1\0";
const PEM = /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END OPENSSH PRIVATE KEY-----/m;

/** Reads an Ed25519 or P-256 key; else says why not, as the end of a sentence. */
export function readPrivateSshKey(pem: string): KeyObject | string {
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

function readOwn(type: string, wire: Wire): KeyObject | undefined {
  if (type === "ssh-ed25519") {
    const [x, both] = [wire.string(), wire.string()];
    if (both.length !== 64 || x.length !== 32) return undefined;
    const d = both.subarray(0, 32).toString("base64url");
    return createPrivateKey({
      key: { kty: "OKP", crv: "Ed25519", d, x: x.toString("base64url") },
      format: "jwk",
    });
  }
  if (type !== "ecdsa-sha2-nistp256") return undefined;
  const [, point, number] = [wire.string(), wire.string(), wire.number()];
  if (point.length !== 65 || number.length > 32) return undefined;
  const d = Buffer.concat([Buffer.alloc(32 - number.length), number]).toString("base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString("base64url"));
  return createPrivateKey({ key: { kty: "EC", crv: "P-256", d, x: x!, y: y! }, format: "jwk" });
}
