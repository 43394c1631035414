// A quorum of fromseed's policy for the programs that pull images: a policy.json (containers-policy.json.5), one key a
// file. They know "any of these keys" and "all of these requirements": every k of n can be said in that.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { SIGNS } from "../openpgp/algorithms.ts";
import type { CertificateBytes } from "../openpgp/certificate-bytes.ts";
import { anyOfSets, MOST_VOTERS } from "../policy/any-of-sets.ts";
import { signersOf, votersOf, type PolicyNode } from "../policy/policy.ts";

export interface ContainersPolicy {
  /** The text of policy.json. */
  readonly policy: string;
  /** Key files by their names, for the folder that the text names. */
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** What an image is called and where it may come from. */
export interface Scope {
  /** Host and path, without a tag: what was signed. */
  readonly repository: string;
  /** Folders below which `dir:` images of it may lie, absolute. */
  readonly folders: readonly string[];
  /** Where the key files will be, absolute. */
  readonly keys: string;
}

export function containersPolicy(
  quorum: PolicyNode,
  certificates: readonly CertificateBytes[],
  { repository, folders, keys: folder }: Scope,
): Result<ContainersPolicy> {
  const action = "Cannot write a policy for containers";
  const sets = anyOfSets(quorum);
  if (sets === undefined)
    return fail("policy-form", `${action}: more than ${MOST_VOTERS} people are in its quorum`, {
      hint: "policy.json has no k of n, and the sets of people that stand for it become too many",
    });
  const files = new Map<string, readonly string[]>();
  const keys = new Map<string, Buffer>();
  for (const voter of votersOf(quorum)) {
    const known = signersOf(voter).flatMap(({ fingerprint }) =>
      certificates.filter((each) => each.fingerprint === fingerprint),
    );
    // A file with a key that gpg cannot read is refused whole, and with it all of the policy.
    const usable = known.filter(
      ({ version, algorithm }) => version === 4 && algorithm !== SIGNS.ed25519 && algorithm !== SIGNS.ed448,
    );
    if (usable.length === 0)
      return fail("policy-form", `${action}: "${voter.name}" has no key that its readers take`, {
        hint:
          known.length === 0
            ? "--keys must hold an OpenPGP certificate of each person in the quorum"
            : "gpg 2.2, which they call, knows neither version 6 keys nor RFC 9580's Ed25519: RSA and NIST P-256 do",
      });
    files.set(
      voter.name,
      usable.map(({ fingerprint }) => `${fingerprint}.gpg`),
    );
    for (const { fingerprint, bytes } of usable) keys.set(`${fingerprint}.gpg`, bytes);
  }
  const requirements = (identity: Json): Json =>
    sets.map((names) => ({
      type: "signedBy",
      keyType: "GPGKeys",
      keyPaths: names.flatMap((name) => files.get(name)!.map((file) => `${folder}/${file}`)),
      signedIdentity: identity,
    }));
  return succeed({
    keys,
    policy: canonicalJson({
      default: [{ type: "reject" }],
      transports: {
        docker: { [repository]: requirements({ type: "matchRepository" }) },
        // A folder has no name: what the signature says is compared with this one.
        dir: Object.fromEntries(
          folders.map((each) => [each, requirements({ type: "exactRepository", dockerRepository: repository })]),
        ),
      },
    }),
  });
}
