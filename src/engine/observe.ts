// Writing down what this home knows of a closure: which stages it built and which it took, with evidence, and whose
// evidence is the same as here. Must never call a stage built of which there is no account.

import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Machine, Observation, ObservedStage } from "../model/observation.ts";
import { evidenceOf } from "../observation/evidence.ts";
import { machineText } from "../observation/fault.ts";
import { claimsOn } from "../observation/coverage.ts";
import type { Store } from "../store/store.ts";
import { readAccount, type BuildAccount } from "./build-accounts.ts";
import type { PinnedTrees, VerifiedClosure, VerifiedManifest } from "./verify-closure.ts";

/** What an observation is written from, beside the home. */
export interface ToObserve {
  readonly observer: string;
  readonly now: Date;
  /** The trees that projects pin. */
  readonly expected: PinnedTrees;
  readonly others: readonly Observation[];
  /** Digests of signature files at hand. */
  readonly seen: readonly Sha256[];
}

/** A stage with how this home came by it. */
export interface Accounted {
  readonly own: VerifiedManifest;
  readonly account: BuildAccount | undefined;
}

export async function accountsOf(store: Store, closure: VerifiedClosure): Promise<readonly Accounted[]> {
  return Promise.all(
    closure.manifests.map(async (own) => ({ own, account: await readAccount(store, builtTree(own)) })),
  );
}

/** The observation of a closure, as the accounts of its stages have it. */
export function observationOf(
  closure: VerifiedClosure,
  accounts: readonly Accounted[],
  { observer, now, expected, others, seen }: ToObserve,
): Observation {
  const machines = machinesOf(accounts.map(({ account }) => account));
  const texts = machines.map(machineText);
  const stages = accounts.map(({ own, account }): ObservedStage => {
    const { stage, manifest } = own;
    const pinned = expected.get(stage) ?? [];
    return {
      stage,
      ...builtTree(own),
      manifest: own.sha256,
      ...(pinned.length === 0 || pinned.includes(manifest.tree.sha256) ? {} : { expected: pinned[0]! }),
      how:
        account?.type === "built"
          ? {
              type: "built",
              at: account.at,
              machine: texts.indexOf(machineText(account.machine)),
              times: account.times,
              ...evidenceIn({ observer, own, account }, others),
            }
          : { type: "taken", from: account?.from ?? "" },
    };
  });
  return {
    observer,
    observed: now.toISOString().replace(/\.\d+Z$/, "Z"),
    target: closure.target.stage,
    closure: sha256(closure.text),
    machines,
    stages,
    seen: [...new Set(seen)].sort(byBytes),
  };
}

/** Who says of a stage that was built here that they built it, with evidence of something else. */
export function wrongEvidence({ own, account }: Accounted, others: readonly Observation[]): readonly string[] {
  const left = leftBy(account);
  if (left === undefined) return [];
  const claims = claimsOn(builtTree(own), others, left);
  return claims.flatMap((claim) => (claim.type === "built" && claim.proof === "wrong" ? [claim.observer] : []));
}

function evidenceIn(
  {
    observer,
    own,
    account,
  }: { readonly observer: string; readonly own: VerifiedManifest; readonly account: BuildAccount },
  others: readonly Observation[],
): { readonly evidence?: Sha256; readonly confirms: readonly string[] } {
  const left = leftBy(account);
  if (left === undefined) return { confirms: [] };
  const built = builtTree(own);
  const right = others.filter(
    (other) =>
      other.observer !== observer &&
      other.stages.some(
        ({ key, tree, how }) =>
          key === built.key &&
          tree === built.tree &&
          how.type === "built" &&
          how.evidence === evidenceOf(other.observer, built, left),
      ),
  );
  const confirms = [...new Set(right.map((other) => other.observer))].sort(byBytes);
  return { evidence: evidenceOf(observer, built, left), confirms };
}

/** What builds of a stage left here each time. */
function leftBy(account: BuildAccount | undefined): Sha256 | undefined {
  return account?.type === "built" && !account.varies ? account.left : undefined;
}

function machinesOf(accounts: readonly (BuildAccount | undefined)[]): readonly Machine[] {
  const found = new Map<string, Machine>();
  for (const account of accounts)
    if (account?.type === "built") found.set(machineText(account.machine), account.machine);
  return [...found].sort(([a], [b]) => byBytes(a, b)).map(([, machine]) => machine);
}

const builtTree = ({ manifest }: VerifiedManifest): { readonly key: Sha256; readonly tree: Sha256 } => ({
  key: manifest.key,
  tree: manifest.tree.sha256,
});
