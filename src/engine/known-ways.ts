// The ways by which trees are known to come out: by this home's own manifests, and by those of others whose word on having
// built them counts. Must never take a manifest for a way that nobody says to have built.

import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { keyInputsDifference } from "../graph/key-inputs.ts";
import { opaqueIdentity } from "../manifest/opaque.ts";
import { parseManifest } from "../manifest/parse.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Observation } from "../model/observation.ts";
import { evidenceOf } from "../observation/evidence.ts";
import type { Store } from "../store/store.ts";
import type { Builder, Way } from "../ways/way.ts";
import { readAccount, type BuildAccount } from "./build-accounts.ts";
import { brings } from "./opaque-faults.ts";

/** Whose word counts, by the name that the policy gives them. */
export interface Heard {
  readonly observation: Observation;
  readonly by: string;
}

/** `given` are texts of others' manifests; of these only those count that somebody heard says to have built. */
export async function knownWays(
  store: Store,
  given: readonly string[],
  heard: readonly Heard[],
): Promise<readonly Way[]> {
  const own = new Set<string>();
  for (const name of await store.texts("manifests")) {
    const text = name.endsWith(".json") ? await store.text("manifests", name) : undefined;
    if (text?.ok === true && text.value !== undefined) own.add(text.value);
  }
  const found = new Map<string, Way>();
  for (const text of new Set([...own, ...given])) {
    const read = parseManifest(text);
    if (!read.ok || keyInputsDifference(read.value) !== undefined || sha256(read.value.keyText) !== read.value.key)
      continue;
    const manifest = read.value;
    const account = await readAccount(store, { key: manifest.key, tree: manifest.tree.sha256 });
    const by = [
      ...(own.has(text) ? [ownBuilder(account)] : []),
      ...otherBuilders(account, { manifest, digest: sha256(text) }, heard),
    ];
    if (by.length === 0) continue;
    const way = wayOf(manifest);
    // Whoever says less of what it rests on vouches for that alone: it is a way of its own.
    const id = JSON.stringify([way.key, way.tree, way.opaque.map(opaqueIdentity)]);
    found.set(id, { ...way, by: [...(found.get(id)?.by ?? []), ...by] });
  }
  return [...found.values()].sort((a, b) => byBytes(a.stage, b.stage));
}

function ownBuilder(account: BuildAccount | undefined): Builder {
  if (account?.type === "taken") return { type: "other", name: account.from || "somebody" };
  return { type: "here", ...(account === undefined ? {} : { machine: account.machine }) };
}

function otherBuilders(
  account: BuildAccount | undefined,
  { manifest: { key, tree }, digest }: { readonly manifest: Manifest; readonly digest: Sha256 },
  heard: readonly Heard[],
): readonly Builder[] {
  const left = account?.type === "built" && !account.varies ? account.left : undefined;
  return heard.flatMap(({ observation: { observer, stages, machines }, by }) =>
    stages.flatMap(({ manifest, how }): readonly Builder[] => {
      if (manifest !== digest || how.type !== "built") return [];
      const right = left === undefined ? how.evidence : evidenceOf(observer, { key, tree: tree.sha256 }, left);
      if (how.evidence !== undefined && how.evidence !== right) return [];
      return [{ type: "other", name: by, machine: machines[how.machine]! }];
    }),
  );
}

function wayOf(manifest: Manifest): Omit<Way, "by"> {
  const { stage, key, keyText, tree, uses, opaque } = manifest;
  return {
    stage,
    key,
    tree: tree.sha256,
    uses: uses.map((use) => ({ stage: use.stage, tree: use.tree })),
    opaque: opaque.filter((input) => brings(manifest, input)),
    work: sha256(
      keyText
        .split("\n")
        .filter((line) => !line.startsWith("use "))
        .join("\n"),
    ),
  };
}
