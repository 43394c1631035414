// The SSH keys that may sign, and those that were revoked; and how one that signed stands. Must never find a key good by
// one line where another list revokes it.

import type { AllowedSigner } from "./allowed-signers.ts";
import { checkSsh } from "./check.ts";
import type { SshKey } from "./key.ts";
import { matchesList } from "./pattern.ts";
import { shownName } from "./wire.ts";
import { isRevoked, type RevokedKeys } from "./revoked-keys.ts";

export interface SshKeyring {
  readonly signers: readonly AllowedSigner[];
  readonly revoked: readonly RevokedKeys[];
}

export type SshStanding =
  | {
      readonly state: "fit";
      readonly principals: readonly string[];
      readonly authority?: string;
      readonly pinAsked: boolean;
    }
  | { readonly state: "unknown-key" | "unfit-key" | "expired-key" | "revoked"; readonly says: string };

/** What a key did, and when: in seconds since 1970. */
export interface SshDeed {
  readonly namespace: string;
  readonly at: number;
}

const FEWEST_RSA_BITS = 2047;

export function sshStanding(key: SshKey, deed: SshDeed, { signers, revoked }: SshKeyring): SshStanding {
  if (revoked.some((list) => isRevoked(key, list)))
    return { state: "revoked", says: "its key is on a list of revoked keys, which voids all its signatures" };
  const certified = key.certificate === undefined ? undefined : certifiedStanding(key, deed, signers);
  if (certified?.state === "fit") return certified;
  // A key with a certificate may be allowed by itself as well.
  const own = signers.filter((signer) => !signer.isAuthority && signer.key.blob.equals(key.blob));
  const plain = own.map((signer) => signerStanding(key, deed, signer));
  const fit = plain.filter((each) => each.state === "fit");
  if (fit.length > 0) return { ...fit[0]!, principals: [...new Set(fit.flatMap(({ principals }) => principals))] };
  return (
    plain[0] ??
    certified ?? { state: "unknown-key", says: `the key ${key.fingerprint} is not among the allowed signers` }
  );
}

function signerStanding(key: SshKey, { namespace, at }: SshDeed, signer: AllowedSigner): SshStanding {
  if (key.bits > 0 && key.bits < FEWEST_RSA_BITS)
    return { state: "unfit-key", says: `its key may not sign: RSA of ${key.bits} bits is too weak` };
  if (signer.namespaces !== undefined && !matchesList(signer.namespaces, namespace))
    return {
      state: "unfit-key",
      says: `its key is not allowed to sign for the namespace ${shownName(namespace)}`,
    };
  if (signer.after !== undefined && at < signer.after)
    return { state: "unfit-key", says: `its key may sign only from ${when(signer.after)} on` };
  if (signer.before !== undefined && at >= signer.before)
    return { state: "expired-key", says: `its key may sign only before ${when(signer.before)}` };
  return { state: "fit", principals: signer.principals === "" ? [] : [signer.principals], pinAsked: false };
}

/** Of a key that somebody certified, who is among the signers as an authority. */
function certifiedStanding(key: SshKey, deed: SshDeed, signers: readonly AllowedSigner[]): SshStanding {
  const { authority, forUser, principals, after, before, criticalOptions, signed, signature } = key.certificate!;
  const lines = signers.filter((signer) => signer.isAuthority && signer.key.blob.equals(authority.blob));
  if (lines.length === 0)
    return {
      state: "unknown-key",
      says: `the key ${authority.fingerprint}, which certifies its key, is not among the authorities`,
    };
  const unfit = (says: string): SshStanding => ({ state: "unfit-key", says });
  if (checkSsh(authority, signed, signature).result !== "yes") return unfit("its certificate is not by whom it says");
  if (!forUser) return unfit("its certificate is for a machine, not for a person");
  const unknown = criticalOptions.find((option) => !KNOWN_OPTIONS.has(option));
  if (unknown !== undefined)
    return unfit(`its certificate has the critical option ${shownName(unknown)}, which is not known`);
  if (BigInt(deed.at) < after) return unfit(`its certificate holds only from ${when(Number(after))} on`);
  if (BigInt(deed.at) >= before)
    return { state: "expired-key", says: `its certificate held only before ${when(Number(before))}` };
  const standings = lines.map((line) => {
    const standing = signerStanding(key, deed, line);
    if (standing.state !== "fit") return standing;
    const weak = signerStanding(authority, deed, line);
    if (weak.state !== "fit") return weak;
    const named = principals.filter((name) => matchesList(line.principals, name));
    return named.length > 0
      ? {
          ...standing,
          principals: named,
          authority: authority.fingerprint,
          pinAsked: criticalOptions.includes("verify-required"),
        }
      : unfit("its certificate names nobody whom its authority may name");
  });
  return standings.find(({ state }) => state === "fit") ?? standings[0]!;
}

/** What OpenSSH knows. The first two limit logging in, and say nothing of files. */
const KNOWN_OPTIONS: ReadonlySet<string> = new Set(["force-command", "source-address", "verify-required"]);

function when(time: number): string {
  return time > 253_402_300_799 ? "for ever" : new Date(time * 1000).toISOString().replace(".000Z", "Z");
}
