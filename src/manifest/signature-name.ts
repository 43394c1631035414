// Where people's signatures stand: beside the manifest, one file each, so that they never overwrite one another and a
// folder may gather those of many manifests. Must never be taken as proof: a name is for finding only.

import type { Sha256 } from "../bytes/sha256.ts";

/** The file name of one person's signature beside a manifest. `fingerprint` is as verdicts have it. */
export function signatureName(manifest: Sha256, fingerprint: string): string {
  const ending = SSH.test(fingerprint) ? "sig" : "asc";
  return `${manifest}.${fingerprintDigits(fingerprint)}.${ending}`;
}

const SSH = /^SHA256:([A-Za-z0-9+/]{43})$/;

/** A fingerprint of either kind as a file's name may have it: in lower-case hexadecimal. */
export function fingerprintDigits(fingerprint: string): string {
  const ssh = SSH.exec(fingerprint)?.[1];
  return ssh === undefined ? fingerprint.toLowerCase() : Buffer.from(ssh, "base64").toString("hex");
}

/** Which manifest a file of signatures stands beside; undefined when its name has another form. */
export function readSignatureName(
  name: string,
): { readonly manifest: Sha256; readonly fingerprint: string } | undefined {
  const found = /^([0-9a-f]{64})\.([0-9a-f]{40}|[0-9a-f]{64})\.(asc|sig)$/i.exec(name);
  if (found === null) return undefined;
  const [, manifest, digits, ending] = found as unknown as [string, string, string, string];
  const isSsh = ending.toLowerCase() === "sig" && digits.length === 64;
  const fingerprint = isSsh
    ? `SHA256:${Buffer.from(digits, "hex").toString("base64").replace("=", "")}`
    : digits.toLowerCase();
  return { manifest: manifest.toLowerCase() as Sha256, fingerprint };
}
