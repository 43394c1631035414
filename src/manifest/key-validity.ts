// Whether a key was fit to make a signature at the time that the signature gives, and what became of the key since.
// Expiry must never void an older signature; a revocation for compromise must void all.

import type { KeyID, PublicKey, Subkey } from "openpgp";
import { SETTINGS } from "./openpgp-settings.ts";

export type Fitness =
  | { readonly state: "fit"; readonly notes: readonly string[] }
  | { readonly state: "expired-key" | "revoked" | "unfit-key"; readonly says: string };

/** `key` is the primary key itself or a subkey of the certificate; `made` is the signature's time. */
export async function fitness(
  certificate: PublicKey,
  key: PublicKey | Subkey,
  made: Date,
  now: Date,
): Promise<Fitness> {
  if (await revoked(certificate, key, BEFORE_ALL))
    return {
      state: "revoked",
      says: "its key was revoked as compromised (or for no stated reason), which voids all its signatures",
    };
  if (await revoked(certificate, key, made))
    return { state: "revoked", says: "its key had been revoked before it was made" };
  const expiry = await expiryOf(certificate, key);
  const reason = await unfitAt(certificate, key.getKeyID(), made);
  if (reason !== undefined) {
    if (expiry <= made.getTime())
      return { state: "expired-key", says: `its key expired at ${when(expiry)}, before it was made` };
    const renewed = await fitLater(certificate, key, made, now);
    if (!renewed) return { state: "unfit-key", says: `its key may not sign: ${reason}` };
  }
  const notes = expiry <= now.getTime() ? [`its key expired at ${when(expiry)}, after it was made`] : [];
  return {
    state: "fit",
    notes: (await revoked(certificate, key, now))
      ? [...notes, "its key was retired or superseded after it was made"]
      : notes,
  };
}

/** Only a revocation for compromise, or for no stated reason, holds at a time before it was made. */
const BEFORE_ALL = new Date(0);

async function revoked(certificate: PublicKey, key: PublicKey | Subkey, at: Date): Promise<boolean> {
  if (await certificate.isRevoked(undefined, undefined, at, SETTINGS)) return true;
  // The library takes no signature here as "any revocation"; its types ask for one all the same.
  return isSubkey(key) && (await key.isRevoked(undefined as never, undefined as never, at, SETTINGS));
}

async function unfitAt(certificate: PublicKey, id: KeyID, at: Date): Promise<string | undefined> {
  try {
    await certificate.getSigningKey(id, at, undefined, SETTINGS);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** When the key expires by its newest certification, in milliseconds; Infinity when never. */
async function expiryOf(certificate: PublicKey, key: PublicKey | Subkey): Promise<number> {
  const primary = await certificate.getExpirationTime(undefined, SETTINGS);
  // Without a date the newest binding is taken, whatever its time.
  const own = isSubkey(key) ? await key.getExpirationTime(null as unknown as Date, SETTINGS) : null;
  return Math.min(...[primary, own].map((time) => (time === null ? Infinity : Number(time))));
}

/**
 * Owners certify their keys again (to extend them), and many programs then drop the older certifications, so that none
 * is left from before the signature. So a certification since then counts too: it is the same owner who vouches for the
 * same key.
 */
async function fitLater(certificate: PublicKey, key: PublicKey | Subkey, made: Date, now: Date): Promise<boolean> {
  const signatures = [
    ...certificate.users.flatMap((user) => user.selfCertifications),
    ...(isSubkey(key) ? key.bindingSignatures : []),
  ];
  const times = new Set(
    signatures
      .map((signature) => signature.created?.getTime() ?? 0)
      .filter((time) => time > made.getTime() && time <= now.getTime()),
  );
  for (const time of [...times].sort((a, b) => a - b).slice(0, 100)) {
    if ((await unfitAt(certificate, key.getKeyID(), new Date(time))) === undefined) return true;
  }
  return false;
}

function isSubkey(key: PublicKey | Subkey): key is Subkey {
  return "bindingSignatures" in key;
}

function when(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
