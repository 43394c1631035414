// Receipts by prefix: the home's, which nobody who changes a prefix can change along, else the one that lies there.

import { byBytes } from "../bytes/order.ts";
import { sha256 } from "../bytes/sha256.ts";
import type { Differences } from "../installed/differences.ts";
import { receiptIn } from "../installed/lay.ts";
import { parseReceipt, RECEIPT, writeReceipt, type Receipt } from "../installed/receipt.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { harmless } from "../report/harmless.ts";
import { guarded } from "../store/guarded.ts";
import type { Store } from "../store/store.ts";

export interface KnownReceipt {
  readonly receipt: Receipt;
  /** Where it is now. */
  readonly prefix: string;
  /** Whose receipt it is: the home's, or the prefix's own, which whoever changed the prefix may have changed too. */
  readonly from: "home" | "prefix";
}

/** Does something to a prefix while no other fromseed with this home does; `action` is what a failure calls it. */
export async function withPrefix<T>(
  store: Store,
  { prefix, action }: { readonly prefix: string; readonly action: string },
  work: () => Promise<Result<T>>,
  signal: AbortSignal,
): Promise<Result<T>> {
  const done = await store.withLock(`install-${sha256(prefix)}`, () => guarded(action, prefix, work, signal), {
    signal,
  });
  return done.ok ? done.value : done;
}

/** What was laid in a prefix. Fails where nothing was, or where the two receipts say different things. */
export async function receiptOf(store: Store, prefix: string): Promise<Result<KnownReceipt>> {
  const there = receiptIn(prefix);
  const home = await homeReceipt(store, sha256(prefix));
  if (there === undefined)
    return fail("operand", `Cannot find what is installed in ${JSON.stringify(prefix)}: it has no ${RECEIPT}`, {
      hint: "fromseed installed shows what is known here",
    });
  if (home !== undefined && (!there.ok || writeReceipt(there.value) !== writeReceipt(home)))
    return fail(
      "installed-changed",
      `Cannot vouch for ${JSON.stringify(prefix)}: its receipt is not the one that was laid there`,
      {
        details: [`changed: ${RECEIPT}`],
        hint: "nothing that is there can be told from what was put there since: remove it by hand, and install again",
      },
    );
  if (!there.ok) return there;
  return succeed({ receipt: there.value, prefix, from: home === undefined ? "prefix" : "home" });
}

/** All that this home has laid and that is still there, sorted by prefix. */
export async function allReceipts(store: Store): Promise<readonly KnownReceipt[]> {
  const found: KnownReceipt[] = [];
  for (const name of await store.texts("installed")) {
    const receipt = await homeReceipt(store, name);
    if (receipt !== undefined && receiptIn(receipt.prefix) !== undefined)
      found.push({ receipt, prefix: receipt.prefix, from: "home" });
  }
  return found.sort((a, b) => byBytes(a.prefix, b.prefix));
}

async function homeReceipt(store: Store, name: string): Promise<Receipt | undefined> {
  const text = await store.text("installed", name);
  const receipt = text.ok && text.value !== undefined ? parseReceipt(text.value, name) : undefined;
  return receipt?.ok === true ? receipt.value : undefined;
}

/** The most paths of each kind that a person is shown. */
const FEW = 20;

export function differenceLines(found: Differences): readonly string[] {
  return (["changed", "missing", "strange"] as const).flatMap((kind) => {
    const paths = found[kind];
    const more = paths.length - FEW;
    return [
      ...paths.slice(0, FEW).map((path) => `${kind}: ${harmless(path)}`),
      ...(more > 0 ? [`${kind}: ${more} more`] : []),
    ];
  });
}
