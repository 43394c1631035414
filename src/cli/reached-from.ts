// How signers are reached from a key of one's own, for whoever verifies signatures and names one with --from.

import { sshBindings } from "../manifest/ssh-bindings.ts";
import { succeed, type Result } from "../model/failure.ts";
import { findKey } from "../web/find-key.ts";
import { graphAt } from "../web/graph.ts";
import { USUAL_HOPS } from "../web/reach.ts";
import { reachOfSigners } from "../web/signers-reached.ts";
import { shortPathLines, signerSentences } from "../web/words.ts";
import type { Context } from "./context.ts";
import { withStoreAtHand } from "./home-store.ts";
import { signerValue } from "./reach-value.ts";
import { seconds } from "./time-asked.ts";
import type { Trust } from "./trust.ts";
import { sshNames } from "./vouchings-at-hand.ts";
import { webOf } from "./web-at-hand.ts";

/** Of a signer's fingerprint: sentences, and the same for scripts. */
export type Reached = (fingerprint: string) => { readonly lines: readonly string[]; readonly value: object };

/** `own` is the key of one's own that the command line names. */
export async function reachedFrom(
  context: Context,
  { keys, keyFiles, at }: Trust,
  own: string,
): Promise<Result<Reached>> {
  const web = await withStoreAtHand(context, (store) => webOf(store, keyFiles));
  if (!web.ok) return web;
  const from = findKey(web.value, own);
  if (!from.ok) return from;
  const graph = graphAt(web.value, { at: seconds(at) });
  const ask = (fingerprint: string): ReturnType<Reached> => {
    const signers = [{ name: fingerprint, fingerprint }];
    const vouchings = sshBindings(keys, sshNames(signers), at);
    const [found] = reachOfSigners(graph, signers, { from: from.value, mostHops: USUAL_HOPS, vouchings });
    const paths = found!.reach === undefined ? [] : shortPathLines(web.value, found!.reach);
    return { lines: [...signerSentences(web.value, found!), ...paths], value: signerValue(web.value, found!) };
  };
  // Who signed one manifest has signed many.
  const known = new Map<string, ReturnType<Reached>>();
  return succeed((fingerprint) => {
    const answer = known.get(fingerprint) ?? ask(fingerprint);
    known.set(fingerprint, answer);
    return answer;
  });
}
