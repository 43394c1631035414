// How the signers of a policy are reached from one's own key. A signer is named by what the policy calls it.

import type { Graph } from "./graph.ts";
import { reach } from "./reach.ts";
import type { NamedReach } from "./words.ts";

export interface NamedSigner {
  readonly name: string;
  readonly fingerprint: string;
}

export function reachOfSigners(
  graph: Graph,
  signers: readonly NamedSigner[],
  { from, mostHops }: { readonly from: number; readonly mostHops: number },
): readonly NamedReach[] {
  const indexes = new Map(graph.web.keys.map(({ fingerprint }, index) => [fingerprint, index]));
  return signers.map(({ name, fingerprint }): NamedReach => {
    if (fingerprint.startsWith("SHA256:"))
      return { name, why: "it is an SSH key, about which nobody certifies anything" };
    const to = indexes.get(fingerprint);
    if (to === undefined) return { name, why: "no certificate that was given has its key" };
    return to === from ? { name, why: "it is your own key" } : { name, reach: reach(graph, from, to, mostHops) };
  });
}
