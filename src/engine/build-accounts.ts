// What this home knows of how it came by a tree: built here, when, on what and to what leavings, or taken from somebody.
// `builds/<key>-<tree>` is a small JSON text; one that does not parse counts as absent. Must never be handed to others:
// who has the digest of what a build left can claim that build (src/observation/OBSERVATION.md).

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Witness } from "../inputs/workshop.ts";
import { JsonSpot } from "../manifest/json-spot.ts";
import type { Machine } from "../model/observation.ts";
import type { BuiltTree } from "../observation/evidence.ts";
import { readMachine } from "../observation/parse.ts";
import { machineJson } from "../observation/write.ts";
import type { Store } from "../store/store.ts";

/** How a key came to a tree here. */
export type BuildAccount =
  | {
      readonly type: "built";
      /** The end of the last build: RFC 3339, UTC, whole seconds. */
      readonly at: string;
      /** Builds to this tree. */
      readonly times: number;
      /** On which the last build ran. */
      readonly machine: Machine;
      /** Tree digest of what the steps left in /work; absent when it could not be listed. */
      readonly left?: Sha256;
      /** Two builds to this tree have left different things. */
      readonly varies: boolean;
    }
  | { readonly type: "taken"; readonly from: string };

export async function readAccount(store: Store, built: BuiltTree): Promise<BuildAccount | undefined> {
  const text = await store.text("builds", accountName(built));
  if (!text.ok || text.value === undefined) return undefined;
  let json: Json;
  try {
    json = JSON.parse(text.value) as Json;
  } catch {
    return undefined;
  }
  const faults: string[] = [];
  const account = accountOf(new JsonSpot(json, "$", faults));
  return faults.length === 0 ? account : undefined;
}

/** A finished build: the account of it and of those before. */
export async function builtText(
  store: Store,
  built: BuiltTree & { readonly left?: Sha256 },
  witness: Witness,
): Promise<Text> {
  const before = await readAccount(store, built);
  const earlier = before?.type === "built" ? before : undefined;
  const { left } = built;
  return accountText(built, {
    type: "built",
    at: witness
      .date()
      .toISOString()
      .replace(/\.\d+Z$/, "Z"),
    times: (earlier?.times ?? 0) + 1,
    machine: await witness.machine(),
    ...(left === undefined ? {} : { left }),
    varies: earlier !== undefined && (earlier.varies || (earlier.left !== undefined && earlier.left !== left)),
  });
}

/** A tree that was taken and not built. */
export function takenText(taken: BuiltTree, from: string): Text {
  return accountText(taken, { type: "taken", from });
}

/** A text on its way into the store. */
type Text = Parameters<Store["putTexts"]>[0][number];

function accountName({ key, tree }: BuiltTree): string {
  return `${key}-${tree}`;
}

function accountText(built: BuiltTree, account: BuildAccount): Text {
  const json: Json = account.type === "taken" ? { ...account } : { ...account, machine: machineJson(account.machine) };
  return { kind: "builds", name: accountName(built), content: canonicalJson(json) + "\n" };
}

function accountOf(spot: JsonSpot): BuildAccount {
  if (spot.inner("type").textIfAny() === "taken")
    return { type: "taken", from: spot.members("type", "from")("from").text() };
  const own = spot.members("type", "at", "times", "machine", "left?", "varies");
  own("type").constant("built");
  return {
    type: "built",
    at: own("at").text(),
    times: own("times").count(),
    machine: readMachine(own("machine")),
    ...(own("left").present() ? { left: own("left").digest() } : {}),
    varies: own("varies").truth(),
  };
}
