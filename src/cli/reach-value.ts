// What JSON.md promises of how a key is reached.

import { otherwiseText, type NamedReach, type Through } from "../web/words.ts";
import type { Reach } from "../web/reach.ts";
import { ownerOf, type Web } from "../web/web.ts";

export function reachValue(web: Web, found: Reach): object {
  const key = (index: number) => ({ fingerprint: web.keys[index]!.fingerprint, owner: ownerOf(web.keys[index]!) });
  return {
    from: key(found.from),
    to: key(found.to),
    maxHops: found.mostHops,
    disjoint: found.ways.length,
    most: found.most,
    direct: found.direct,
    paths: found.ways.map((way) =>
      way.map(({ issuer, subject, since, hash, user }) => ({
        issuer: web.keys[issuer]!.fingerprint,
        subject: web.keys[subject]!.fingerprint,
        user,
        since: new Date(since * 1000).toISOString(),
        hash,
      })),
    ),
    cut: found.cut.map(key),
    cutIsSmallest: found.isSmallest,
    otherwise: found.otherwise.map((each) => ({
      type: each.obstacle.type,
      disjoint: each.ways,
      says: otherwiseText(web, each),
    })),
  };
}

/** A signer of a policy; one with an SSH key with what vouches for that. */
export function signerValue(web: Web, { reach, why, own, through, others = [] }: NamedReach): object {
  const vouching = ({ certificate, how, since, says }: Through): object => ({
    certificate,
    how,
    since: new Date(since * 1000).toISOString(),
    says,
  });
  const all = [...(through === undefined ? [] : [through]), ...others];
  return {
    ...(reach === undefined ? { why } : reachValue(web, reach)),
    ...(own === true ? { own } : {}),
    ...(all.length === 0 ? {} : { vouchedFor: all.map(vouching) }),
  };
}
