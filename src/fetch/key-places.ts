// Where a person's key may be on the network: their mail domain's web key directory (draft-koch-openpgp-webkey-service),
// and keyservers (draft-gallagher-openpgp-hkp). Pure: addresses, which others ask.

import { createHash } from "node:crypto";
import { webAddress } from "./web-address.ts";

const Z_BASE_32 = "ybndrfg8ejkmcpqxot1uwisza345h769";

/** Five bits a character, the highest first (the alphabet of Zooko O'Whielacronx). */
export function zBase32(bytes: Uint8Array): string {
  let text = "";
  let [held, bits] = [0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += Z_BASE_32[(held >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + Z_BASE_32[(held << (5 - bits)) & 31];
}

/**
 * Where a mail address's key would be: by the advanced method first, then by the direct one. Programs differ in how they
 * make letters beyond ASCII lower-case, so that both names are asked for. None for what is no address.
 */
export function webKeyAddresses(address: string): readonly string[] {
  const [, local = "", host = ""] = /^([^@\s<>]+)@([A-Za-z0-9.-]+)$/.exec(address) ?? [];
  const domain = host.toLowerCase();
  if (domain === "" || !URL.canParse(`https://${domain}/`)) return [];
  const ascii = local.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const names = [...new Set([ascii, local.toLowerCase()])].map((name) =>
    zBase32(createHash("sha1").update(name).digest()),
  );
  const asked = `?l=${encodeURIComponent(local)}`;
  return [
    ...names.map((name) => `https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}/hu/${name}${asked}`),
    ...names.map((name) => `https://${domain}/.well-known/openpgpkey/hu/${name}${asked}`),
  ];
}

/** Undefined for what is no keyserver's address. `hkp:` and `hkps:` are its own ports of http and https. */
export function keyserverAddress(server: string, fingerprint: string): string | undefined {
  const web = server
    .replace(/^hkps:/, "https:")
    .replace(/^hkp:\/\/([^/:]+)(:\d+)?/, (_, host: string, port?: string) => `http://${host}${port ?? ":11371"}`);
  const url = webAddress(web);
  if (url === undefined) return undefined;
  return new URL(`/pks/lookup?op=get&options=mr&search=0x${fingerprint}`, url).href;
}
