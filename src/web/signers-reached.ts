// How the signers of a policy are reached from one's own key. A signer is named by what the policy calls it; one with an
// SSH key is reached through the certificates that vouch for that. Must never say so of one that none vouches for.

import type { Vouching } from "../model/vouching.ts";
import type { Graph } from "./graph.ts";
import { reach } from "./reach.ts";
import { dateText, keyText, type NamedReach } from "./words.ts";

export interface NamedSigner {
  readonly name: string;
  readonly fingerprint: string;
}

export interface Asking {
  readonly from: number;
  readonly mostHops: number;
  readonly vouchings: readonly Vouching[];
}

export function reachOfSigners(
  graph: Graph,
  signers: readonly NamedSigner[],
  { from, mostHops, vouchings }: Asking,
): readonly NamedReach[] {
  const { web } = graph;
  const indexes = new Map(web.keys.map(({ fingerprint }, index) => [fingerprint, index]));
  const reached = ({ name, fingerprint }: NamedSigner): NamedReach => {
    const to = indexes.get(fingerprint);
    if (to === undefined) return { name, why: "no certificate that was given has its key" };
    return to === from
      ? { name, why: "it is your own key", own: true }
      : { name, reach: reach(graph, from, to, mostHops) };
  };
  const throughOne = (name: string, vouching: Vouching): NamedReach => {
    const { certificate, how, since } = vouching;
    const index = indexes.get(certificate);
    const who = index === undefined ? certificate : keyText(web, index);
    const by =
      how === "signed"
        ? `certificate ${who} signed the file of its SSH key on ${dateText(since)}`
        : `certificate ${who} has the same key as its SSH key, for logging in, since ${dateText(since)}`;
    const found = reached({ name, fingerprint: certificate });
    const own = found.own === true ? { why: "your own certificate vouches for it" } : {};
    return { ...found, ...own, through: { ...vouching, says: `${by}: the word of who holds that certificate` } };
  };
  return signers.map((signer): NamedReach => {
    const { name, fingerprint } = signer;
    if (!fingerprint.startsWith("SHA256:")) return reached(signer);
    const ways = vouchings.filter(({ key }) => key === fingerprint).map((each) => throughOne(name, each));
    const [best, ...others] = ways.sort((a, b) => rank(b) - rank(a));
    if (best === undefined)
      return { name, why: "it is an SSH key, and no certificate that was given vouches for that" };
    return others.length === 0 ? best : { ...best, others: others.flatMap(({ through }) => through ?? []) };
  });
}

/** Of several certificates that vouch for one key, one's own comes first, then the one that is reached best. */
function rank({ own, reach: found }: NamedReach): number {
  return own === true ? Infinity : (found?.ways.length ?? -1);
}
