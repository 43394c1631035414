// Whether a policy may take the place of the one that this home knows: never an older one, never another one of the same
// version, and a newer one only when the old one's people and its own have signed it. Must never let a policy vouch for
// itself alone, but at its first use, which is said.

import type { Sha256 } from "../bytes/sha256.ts";
import type { FailureCode } from "../model/failure-code.ts";
import { countWord, type Circumstances, type Word } from "./counting.ts";
import type { Policy, Signer } from "./policy.ts";
import { weigh, type Done } from "./standing.ts";

/** A policy with its text's digest. */
export interface PolicyText {
  readonly policy: Policy;
  readonly sha256: Sha256;
}

export type Succession =
  | {
      readonly accepted: true /** Whether the home is to know it from now on. */;
      readonly remember: boolean;
      readonly note?: string;
    }
  | {
      readonly accepted: false;
      readonly code: FailureCode;
      readonly says: string;
      readonly details: readonly string[];
    };

/** `words` are signatures of the next policy's text; `known` is the newest of that name that the home has accepted. */
export function succeeds(
  known: PolicyText | undefined,
  next: PolicyText,
  words: readonly Word[],
  circumstances: Circumstances,
): Succession {
  const own = next.policy.succession;
  if (own === undefined) return { accepted: true, remember: false };
  const title = `policy "${own.name}" version ${own.version}`;
  const refuse = (code: FailureCode, says: string, details: readonly string[] = []): Succession => ({
    accepted: false,
    code,
    says: `${title}: ${says}`,
    details,
  });
  if (known?.policy.succession === undefined)
    return {
      accepted: true,
      remember: true,
      note: `first use of ${title}: nothing here vouches for it but whoever gave it to you`,
    };
  const { version, changes } = known.policy.succession;
  if (known.sha256 === next.sha256) return { accepted: true, remember: false };
  if (own.version < version)
    return refuse("policy-old", `this home has seen version ${version}, and takes no older one`);
  if (own.version === version)
    return refuse("policy-old", "this home has seen another text of the same version: a change needs a new one");
  const done = (signer: Signer): Done => {
    const each = words
      .filter(({ verdict }) => verdict.fingerprint === signer.fingerprint)
      .map((word) => countWord(signer, word, circumstances));
    const good = each.find(({ counts }) => counts);
    if (good !== undefined) return { satisfied: true, says: good.says };
    return { satisfied: false, says: each.length === 0 ? "no signature" : each.map(({ says }) => says).join("; ") };
  };
  const byOld = weigh(changes, done);
  const byNew = weigh(own.changes, done);
  if (byOld.satisfied && byNew.satisfied)
    return {
      accepted: true,
      remember: true,
      note: `${title} follows version ${version}: those who may change both have signed it`,
    };
  return refuse("policy-unsigned", `it is not signed by all who must sign a change of version ${version}`, [
    ...(byOld.satisfied ? [] : [`by version ${version}:`, ...byOld.missing.map((line) => `  ${line}`)]),
    ...(byNew.satisfied ? [] : [`by version ${own.version}:`, ...byNew.missing.map((line) => `  ${line}`)]),
  ]);
}
