// What is to be said of one OpenPGP signature of a file's bytes: its mathematics first, then its digest, its times and
// its key (SIGNATURES.md has the order). Must never be changed in its answer by what a stranger added to the signature.

import { WEAK_HASHES } from "../openpgp/algorithms.ts";
import { check } from "../openpgp/check.ts";
import { fitness } from "../openpgp/fitness.ts";
import { isKnownVersion } from "../openpgp/key.ts";
import type { Holder } from "../openpgp/keyring.ts";
import { hasUnknownCritical, issuersOf, PART, seconds, TYPE, type Signature } from "../openpgp/signature.ts";
import type { Signed } from "./signed.ts";
import type { Verdict, VerdictStatus } from "./verdict.ts";

/** Two machines' clocks may differ by this much, in seconds, before a signature counts as from the future. */
const CLOCK_SKEW = 600;

/** What a verdict says beside where the signature was found. */
type Judged = Omit<Verdict, "name" | "index">;

/** One verdict, or one for each certificate that holds the key, where it is good by several. */
export function judgeOpenpgp(signed: Signed, signature: Signature): readonly Judged[] {
  const issuers = issuersOf(signature);
  const issuer = issuers.fingerprint ?? issuers.looseFingerprints[0];
  const verdict = (status: VerdictStatus, says: string, more: Partial<Judged> = {}): Judged => ({
    kind: "openpgp",
    status,
    ...(issuer === undefined ? {} : { fingerprint: issuer }),
    ...(signature.created === undefined ? {} : { created: timeOf(signature.created) }),
    says,
    notes: [],
    ...more,
  });
  if (signature.type !== TYPE.binary)
    return [verdict("malformed", "it does not sign a file's bytes, but a text or something else")];
  if (signature.created === undefined) return [verdict("malformed", "it does not say when it was made")];
  if (hasUnknownCritical(signature)) return [verdict("malformed", "it has a critical part that is not understood")];
  if (issuers.fingerprint !== undefined && !isKnownVersion(issuers.version))
    return [verdict("unsupported", `nobody here can say: it is by a key of version ${issuers.version ?? "none"}`)];
  const holders = signed.keys.openpgp.holders(issuers);
  const named = issuer ?? issuers.ids[0];
  if (holders.length === 0)
    return [
      verdict(
        "unknown-key",
        named === undefined
          ? "it names no key that may have made it"
          : `the key ${named} is in none of the certificates`,
      ),
    ];
  const judged = holders.map((holder) => {
    const { status, says, notes = [] } = judgeBy(signed, { ...signature, created: signature.created! }, holder);
    return verdict(status, says, { notes, fingerprint: holder.certificate.primary.of.fingerprint });
  });
  const good = judged.filter(({ status }) => status === "good");
  if (good.length > 0) return good;
  return [judged.toSorted((a, b) => AMONG_MANY.indexOf(a.status) - AMONG_MANY.indexOf(b.status))[0]!];
}

/** Of several keys that may have made one signature, which says most: one that did make it, though it may not. */
const AMONG_MANY: readonly VerdictStatus[] = [
  "revoked",
  "expired-key",
  "weak-hash",
  "future",
  "expired-signature",
  "unfit-key",
  "unsupported",
  "bad",
];

interface Finding {
  readonly status: VerdictStatus;
  readonly says: string;
  readonly notes?: readonly string[];
}

function judgeBy(
  { content, keys, now }: Signed,
  signature: Signature & { readonly created: number },
  holder: Holder,
): Finding {
  const { created } = signature;
  const moment = { at: created, now: Math.floor(now.getTime() / 1000) };
  const data = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  switch (check(signature, holder.key, [data])) {
    case "no":
      return { status: "bad", says: "the signature does not fit what it is said to sign: one of the two was changed" };
    case "unsupported":
      return {
        status: "unsupported",
        says: `nobody here can say: it is by a key of the kind ${holder.key.kind}, with digest algorithm ${signature.hash}`,
      };
    case "yes":
      break;
  }
  if (WEAK_HASHES.has(signature.hash))
    return { status: "weak-hash", says: "it was made over a digest that can be forged (MD5, SHA-1 or RIPEMD-160)" };
  if (created < holder.key.created) return { status: "unfit-key", says: "it gives a time before its key was made" };
  if (created > moment.now + CLOCK_SKEW) return { status: "future", says: "it gives a time that has not come" };
  const fit = fitness(holder, moment, keys.openpgp);
  if (fit.state !== "fit") return { status: fit.state, says: fit.says };
  const lasts = seconds(signature, PART.signatureExpires);
  if (lasts !== undefined && created + lasts <= moment.now)
    return { status: "expired-signature", says: "it says itself that its time has run out" };
  return { status: "good", says: "good signature", notes: fit.notes };
}

function timeOf(created: number): string {
  return new Date(created * 1000).toISOString().replace(".000Z", "Z");
}
