// A public key that came in another form as SSH's own (RFC 4253, section 6.6; RFC 5656, 3.1; RFC 8709, 4), so that the
// same key is found under both names. Must never be asked for a key that only encrypts.

import type { KeyObject } from "node:crypto";
import { readSshKey, type SshKey } from "./key.ts";
import { wireString } from "./wire.ts";

/** SSH's names of curves, by those of OpenSSL. */
const CURVES: ReadonlyMap<string, string> = new Map([
  ["prime256v1", "nistp256"],
  ["secp384r1", "nistp384"],
  ["secp521r1", "nistp521"],
]);

/** Undefined for a kind of key that SSH has no name for. */
export function asSshKey(key: KeyObject): SshKey | undefined {
  const parts = sshParts(key);
  return parts === undefined ? undefined : readSshKey(Buffer.concat(parts.map(wireString)));
}

function sshParts(key: KeyObject): readonly (string | Buffer)[] | undefined {
  switch (key.asymmetricKeyType) {
    case "ed25519": {
      const { x = "" } = key.export({ format: "jwk" });
      return ["ssh-ed25519", Buffer.from(x, "base64url")];
    }
    case "rsa": {
      const { e = "", n = "" } = key.export({ format: "jwk" });
      return ["ssh-rsa", mpint(Buffer.from(e, "base64url")), mpint(Buffer.from(n, "base64url"))];
    }
    case "ec": {
      const curve = CURVES.get(key.asymmetricKeyDetails?.namedCurve ?? "");
      if (curve === undefined) return undefined;
      const { x = "", y = "" } = key.export({ format: "jwk" });
      const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
      return [`ecdsa-sha2-${curve}`, curve, point];
    }
    default:
      return undefined;
  }
}

/** A number that is not negative has its highest bit unset (RFC 4251, section 5). */
function mpint(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}
