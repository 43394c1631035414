// How signers are reached from a key of one's own, for whoever verifies signatures and names one with --from.

import { fail, succeed, type Result } from "../model/failure.ts";
import { findKey } from "../web/find-key.ts";
import { graphAt } from "../web/graph.ts";
import { USUAL_HOPS } from "../web/reach.ts";
import { reachOfSigners } from "../web/signers-reached.ts";
import { reachSentences } from "../web/words.ts";
import type { Context } from "./context.ts";
import { withStoreAtHand } from "./home-store.ts";
import { readKeyFiles } from "./given-keys.ts";
import type { Options } from "./options.ts";
import { reachValue } from "./reach-value.ts";
import { seconds, timeAsked } from "./time-asked.ts";
import { webOf } from "./web-at-hand.ts";

/** Of a signer's fingerprint: sentences, and the same for scripts. */
export type Reached = (fingerprint: string) => { readonly lines: readonly string[]; readonly value: object };

/** `own` is the key of one's own that the command line names. */
export async function reachedFrom(context: Context, options: Options, own: string): Promise<Result<Reached>> {
  const keys = options.values.get("keys")?.[0];
  if (keys === undefined) return fail("usage", "Cannot count paths of certifications: --from needs --keys");
  const at = timeAsked(context, options);
  if (!at.ok) return at;
  const files = await readKeyFiles([keys]);
  if (!files.ok) return files;
  const web = await withStoreAtHand(context, (store) => webOf(store, files.value.files));
  if (!web.ok) return web;
  const from = findKey(web.value, own);
  if (!from.ok) return from;
  const graph = graphAt(web.value, { at: seconds(at.value) });
  const ask = (fingerprint: string): ReturnType<Reached> => {
    const [found] = reachOfSigners(graph, [{ name: fingerprint, fingerprint }], {
      from: from.value,
      mostHops: USUAL_HOPS,
    });
    if (found?.reach === undefined) return { lines: [found?.why ?? ""], value: { why: found?.why } };
    return { lines: reachSentences(web.value, found.reach), value: reachValue(web.value, found.reach) };
  };
  // Who signed one manifest has signed many.
  const known = new Map<string, ReturnType<Reached>>();
  return succeed((fingerprint) => {
    const answer = known.get(fingerprint) ?? ask(fingerprint);
    known.set(fingerprint, answer);
    return answer;
  });
}
