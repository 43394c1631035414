// Reviews of sources among files, with their signatures and the listings of trees that they name; and whose word they are.
// What is none, or nobody's, is passed over and named.

import { basename } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { succeed, type Result } from "../model/failure.ts";
import { countWord, type Word } from "../policy/counting.ts";
import { voterOf } from "../policy/policy.ts";
import { coverageOf, type Coverage, type HeardReview } from "../review/coverage.ts";
import { parseReview } from "../review/parse.ts";
import { parseListing } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { contentOf } from "./given-file.ts";
import { filesBelow } from "./given-paths.ts";
import { judgeWords } from "./signature-words.ts";
import { readSignatureFiles } from "./signatures-at-hand.ts";
import type { Trust } from "./trust.ts";

const REVIEW = ".review.json";
const LISTING = /^([0-9a-f]{64})\.listing$/;

/** Where a review stands among others. */
export function reviewName(source: string, text: Sha256): string {
  return `${source}-${text.slice(0, 12)}${REVIEW}`;
}

/** Where the listing of a tree stands that reviews name: with it, what they say holds where the tree is not. */
export function listingName(tree: Sha256): string {
  return `${tree}.listing`;
}

export interface ReviewsAtHand {
  readonly coverage: Coverage;
  readonly counted: number;
  readonly passedOver: readonly { readonly name: string; readonly why: string }[];
}

/** Reads the reviews in folders, and what they cover. */
export async function readReviews(
  paths: readonly string[],
  trust: Trust,
  store: Store,
): Promise<Result<ReviewsAtHand>> {
  const given = await filesBelow(paths);
  if (!given.ok) return given;
  const { files } = given.value;
  const signatures = await readSignatureFiles(files.filter((path) => !LISTING.test(basename(path))));
  if (!signatures.ok) return signatures;
  const heard = new Map<Sha256, HeardReview>();
  const passedOver = [...given.value.passedOver];
  for (const path of files.filter((each) => each.endsWith(REVIEW))) {
    const content = await contentOf(path);
    if (typeof content === "string") {
      passedOver.push({ name: path, why: content });
      continue;
    }
    const digest = sha256(content);
    if (heard.has(digest)) continue;
    const review = parseReview(content, path);
    if (!review.ok) {
      passedOver.push({ name: path, why: review.failures[0]!.message });
      continue;
    }
    const { reviewer, reviewed } = review.value;
    const signed = { name: basename(path), sha256: digest, signed: { content, keys: trust.keys, now: trust.at } };
    const words = judgeWords(trust, { content, stated: reviewed }, signatures.value.of(signed)).filter(
      ({ verdict }) => verdict.fingerprint === reviewer,
    );
    const by = whose(reviewer, words, trust);
    if ("why" in by) passedOver.push({ name: path, why: by.why });
    else heard.set(digest, { by: by.name, review: review.value });
  }
  const trees = new Set([...heard.values()].flatMap(({ review: { tree, since } }) => [tree, since?.tree]));
  const listings = new Map<Sha256, ReadonlyMap<string, Sha256>>();
  for (const tree of trees) {
    const listing = tree === undefined ? undefined : await listingOf(tree, files, store);
    if (tree !== undefined && listing !== undefined) listings.set(tree, listing);
  }
  const coverage = coverageOf([...heard.values()], (tree) => listings.get(tree));
  return succeed({ coverage, counted: heard.size, passedOver });
}

/** The person by whom a review counts; without a policy, the key. */
function whose(
  reviewer: string,
  words: readonly Word[],
  { policy, at }: Trust,
): { readonly name: string } | { readonly why: string } {
  if (words.length === 0) return { why: `it is not signed by ${reviewer}, who is said to have written it` };
  if (policy === undefined) {
    const good = words.some(({ verdict }) => verdict.status === "good");
    return good ? { name: reviewer } : { why: words[0]!.verdict.says };
  }
  const signer = policy.signers.find(({ fingerprint }) => fingerprint === reviewer);
  if (signer === undefined) return { why: `the policy does not name ${reviewer}` };
  const circumstances = { at: at.getTime(), firstSeen: new Map(), dated: new Map() };
  const each = words.map((word) => countWord(signer, word, circumstances));
  return each.some(({ counts }) => counts) ? { name: voterOf(policy, signer).name } : { why: each[0]!.says };
}

/** Of the store, or of a file whose bytes have the tree's digest. */
async function listingOf(
  tree: Sha256,
  files: readonly string[],
  store: Store,
): Promise<ReadonlyMap<string, Sha256> | undefined> {
  const stored = (await store.hasTree(tree)) ? await store.tree(tree) : undefined;
  if (stored?.ok === true) return digests(stored.value.entries);
  for (const path of files.filter((each) => basename(each) === listingName(tree))) {
    const content = await contentOf(path);
    if (typeof content === "string" || sha256(content) !== tree) continue;
    const listing = parseListing(content);
    if (listing.ok) return digests(listing.value);
  }
  return undefined;
}

type Listed = { readonly type: string; readonly path: string; readonly sha256?: Sha256 };

function digests(entries: readonly Listed[]): ReadonlyMap<string, Sha256> {
  return new Map(entries.flatMap(({ path, sha256: own }) => (own === undefined ? [] : [[path, own] as const])));
}
