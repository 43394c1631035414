// Where people's signatures stand: beside the manifest, one file each, so that they never overwrite one another and a
// folder may gather those of many manifests. Must never be taken as proof: a name is for finding only.

import type { Sha256 } from "../bytes/sha256.ts";

/** The file name of one person's signature beside a manifest. `fingerprint` is that of the certificate. */
export function signatureName(manifest: Sha256, fingerprint: string): string {
  return `${manifest}.${fingerprint.toLowerCase()}.asc`;
}

/** Which manifest a file of signatures stands beside; undefined when its name has another form. */
export function readSignatureName(
  name: string,
): { readonly manifest: Sha256; readonly fingerprint: string } | undefined {
  const found = /^([0-9a-f]{64})\.([0-9a-f]{40}|[0-9a-f]{64})\.asc$/.exec(name);
  return found === null ? undefined : { manifest: found[1] as Sha256, fingerprint: found[2]! };
}
