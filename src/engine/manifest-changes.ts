// What a build would write into the manifest of a stage that needs no build: its key is as it was, but not all that its
// manifest says. Must never count what the key tells: that is for explainKey.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import { wordsOf } from "../manifest/opaque.ts";
import { parseManifest } from "../manifest/parse.ts";
import type { Manifest, UsedSource } from "../model/manifest.ts";
import type { Store } from "../store/store.ts";
import { originDigest, originOf, type Origin } from "./manifest-of.ts";
import { brings } from "./opaque-faults.ts";
import type { StageState } from "./stage-states.ts";

/** One thing that a manifest says: as it stands in the store, and as a build would write it. */
export interface ManifestChange {
  readonly part: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Compares the manifest of the last of `states` (uses first) with what a build would write. Undefined when it would stay
 * as it is, or when the stage is to be built.
 */
export async function manifestChanges(
  store: Store,
  contract: number,
  states: ReadonlyMap<string, StageState>,
): Promise<readonly ManifestChange[] | undefined> {
  /** Manifests that stay, and with them those of all that they descend from: stages of one name may be several. */
  const staying = new Set<Sha256>();
  let last: { readonly stage: string; readonly origin: Origin; readonly stays: boolean } | undefined;
  for (const [stage, state] of states) {
    const origin = originIn(contract, state, states);
    if (origin === undefined) {
      last = undefined;
      continue;
    }
    const { latest } = state;
    const stays = latest?.origin === originDigest(origin) && origin.uses.every((use) => staying.has(use.manifest));
    if (stays) staying.add(latest.manifest);
    last = { stage, origin, stays };
  }
  if (last === undefined || last.stays) return undefined;
  const text = await store.text("manifests", `${last.stage}.json`);
  const manifest = text.ok && text.value !== undefined ? parseManifest(text.value) : undefined;
  const before =
    manifest?.ok === true
      ? factsOf({ ...manifest.value, bridges: bridgesOf(manifest.value) })
      : new Map<string, string>();
  const after = factsOf(last.origin);
  for (const { stage, manifest: used } of last.origin.uses)
    if (!staying.has(used)) after.set(`use ${stage}`, "its manifest would be written again too");
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((part) => {
    const [was, is] = [before.get(part), after.get(part)];
    if (was === is) return [];
    return [{ part, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
  return changes.length === 0 ? undefined : changes;
}

/** What a manifest says of the bridges that its own sources are. */
function bridgesOf(manifest: Manifest): NonNullable<Origin["bridges"]> {
  const own = manifest.opaque.filter((input) => input.type === "bridge").filter((input) => brings(manifest, input));
  return Object.fromEntries(own.map((bridge) => [bridge.name, wordsOf(bridge)]));
}

/** What a built stage's manifest would say, by the manifests that now stand for what it uses. */
function originIn(contract: number, state: StageState, states: ReadonlyMap<string, StageState>): Origin | undefined {
  if (state.type !== "built") return undefined;
  const used = new Map<string, { readonly tree: Sha256; readonly manifest: Sha256 }>();
  for (const { stage } of state.stage.uses) {
    const latest = states.get(stage)?.latest;
    if (latest === undefined) return undefined;
    used.set(stage, latest);
  }
  return originOf({ contract, key: state.key, files: state.files }, state.stage, used);
}

/** What a manifest says beside its key, thing by thing. */
function factsOf({
  recipe,
  uses,
  sources,
  bridges = {},
}: Pick<Origin, "recipe" | "uses" | "sources" | "bridges">): Map<string, string> {
  return new Map([
    ["recipe", `${recipe.name} ${recipe.version}`],
    ...[...Map.groupBy(uses, ({ stage }) => stage)].map(
      ([stage, named]) => [`use ${stage}`, named.map(({ manifest }) => manifest).join(" ")] as const,
    ),
    ...sources.flatMap(sourceFacts),
    ...Object.entries(bridges).map(([name, words]) => [`bridge ${name}`, canonicalJson({ ...words })] as const),
  ]);
}

function sourceFacts({ name, type, ...source }: UsedSource): readonly (readonly [string, string])[] {
  const facts = "unpacked" in source ? { ...source, ...source.unpacked, unpacked: undefined } : source;
  return Object.entries({ type, ...facts } as Readonly<Record<string, Json | undefined>>).flatMap(([key, value]) =>
    value === undefined ? [] : [[`source ${name}: ${key}`, canonicalJson(value)] as const],
  );
}
