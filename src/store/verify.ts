// Verification: reads all that is stored again and finds every flipped bit, wrong mode, missing or extra entry, and
// every entry of another kind than it should be. Healing writes again what follows from what is whole, and puts the rest
// away. Must never change what is right.

import { readdir } from "node:fs/promises";
import { byBytes } from "../bytes/order.ts";
import type { Failure } from "../model/failure.ts";
import { CHECKS, type CheckParts, type Problem } from "./check-object.ts";
import { strangers } from "./home.ts";
import type { Inspector } from "./inspection-pool.ts";
import { ioFailure, isMissing, unlessMissing } from "./io-failure.ts";
import { quarantine } from "./quarantine.ts";
import type { Session } from "./scratch.ts";
import type { Folder, StoreLayout } from "./store-layout.ts";
import { writeBeside } from "./tree-store.ts";

export interface Finding {
  /** The object's path below the store's home. */
  readonly object: string;
  readonly failure: Failure;
  /** What was done about it: put away in `quarantine/`, or written again from what is whole. */
  readonly healed: "no" | "put away" | "rewritten";
}

export interface VerifyOptions {
  readonly heal?: boolean;
  /** Objects done of all objects. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface VerifyParts {
  readonly layout: StoreLayout;
  readonly inspector: Inspector;
  readonly session: () => Promise<Session>;
}

/**
 * Finds everything that is not as it was put. What a kill left in scratch, and listings without a tree, are no
 * findings.
 */
export async function* verifyStore(
  { layout, inspector, session }: VerifyParts,
  { heal = false, onProgress, signal }: VerifyOptions,
): AsyncGenerator<Finding, void> {
  yield* strangersFound(layout);
  const names = new Map<Folder, readonly string[]>();
  for (const folder of CHECKS.keys())
    names.set(folder, (await unlessMissing(readdir(layout.folder(folder)), [])).sort(byBytes));
  const total = [...names.values()].reduce((sum, each) => sum + each.length, 0);
  const parts = { layout, inspector, ...(signal === undefined ? {} : { signal }) };
  let done = 0;
  for (const [folder, each] of names) {
    for (const name of each) {
      signal?.throwIfAborted();
      onProgress?.(done++, total);
      for (const problem of await problemsOf(parts, folder, name)) {
        const healed = heal ? await healObject(layout, session, problem) : "no";
        yield { object: `${problem.folder}/${problem.name}`, failure: problem.failure, healed };
      }
    }
  }
  onProgress?.(total, total);
}

async function problemsOf(parts: CheckParts, folder: Folder, name: string): Promise<readonly Problem[]> {
  try {
    return await CHECKS.get(folder)!(parts, name);
  } catch (error) {
    // Replaced or removed by another process since the names were read.
    if (isMissing(error)) return [];
    return [{ folder, name, failure: ioFailure("read", parts.layout.object(folder, name), error) }];
  }
}

/** One that cannot be healed stays as it is, and all the others are healed nevertheless. */
async function healObject(
  layout: StoreLayout,
  session: () => Promise<Session>,
  { folder, name, from }: Problem,
): Promise<Finding["healed"]> {
  try {
    if (from !== undefined) return (await writeBeside(layout, await session(), from)).ok ? "rewritten" : "no";
    return (await quarantine(layout, folder, name)) === undefined ? "no" : "put away";
  } catch (error) {
    ioFailure("heal", layout.object(folder, name), error);
    return "no";
  }
}

function* strangersFound(layout: StoreLayout): Generator<Finding, void> {
  for (const name of strangers(layout))
    yield {
      object: name,
      failure: {
        kind: "failure",
        code: "store-unknown",
        message: `Cannot tell what ${JSON.stringify(name)} is: the store has no such part`,
        hint: "nothing uses it; move it away",
      },
      healed: "no",
    };
}
