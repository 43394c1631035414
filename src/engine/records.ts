// Records: what this machine knows of earlier builds. `records/<key>` finds an output by its key, `latest/<stage>.json`
// is what the stage was when it was last asked for. Both are small JSON texts; a text that does not parse counts as
// absent.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import { readOpaqueList, writeOpaque } from "../manifest/opaque.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Store } from "../store/store.ts";
import type { Estimate } from "./run-plan.ts";

/** What a build took. Whole numbers, as JSON numbers here are; 0 for what was not measured. */
export interface Cost {
  /** On the wall. */
  readonly milliseconds: number;
  /** Of processor time, of all the steps' processes. */
  readonly cpuMilliseconds: number;
  /** Bytes: the most that all processes of one step held at once. */
  readonly peakMemory: number;
}

/** What a key was built to. */
export interface BuildRecord extends Cost {
  readonly key: Sha256;
  readonly keyText: string;
  readonly tree: Sha256;
}

export interface Latest extends Cost {
  readonly stage: string;
  readonly key: Sha256;
  /** Of what its manifest says of where it comes from (originDigest); undefined when another version wrote this. */
  readonly origin: Sha256 | undefined;
  readonly tree: Sha256;
  /** Bytes. */
  readonly size: number;
  readonly manifest: Sha256;
  /** Undefined when another version wrote it in a form that this one does not know. */
  readonly opaque: readonly OpaqueInput[] | undefined;
}

export async function readRecord(store: Store, key: Sha256): Promise<BuildRecord | undefined> {
  const value = parse(await store.text("records", key));
  const tree = digest(value, "tree");
  const keyText = value?.["keyText"];
  if (value === undefined || tree === undefined || typeof keyText !== "string" || value["key"] !== key)
    return undefined;
  return { key, keyText, tree, ...costIn(value) };
}

export async function readLatest(store: Store, stage: string): Promise<Latest | undefined> {
  const value = parse(await store.text("latest", `${stage}.json`));
  const [key, tree, manifest] = (["key", "tree", "manifest"] as const).map((name) => digest(value, name));
  const size = value?.["size"];
  if (
    value === undefined ||
    key === undefined ||
    tree === undefined ||
    manifest === undefined ||
    typeof size !== "number"
  )
    return undefined;
  return {
    stage,
    key,
    origin: digest(value, "origin"),
    tree,
    size,
    manifest,
    opaque: readOpaqueList(value["opaque"]),
    ...costIn(value),
  };
}

/** All that can be read, sorted by the key. */
export async function allRecords(store: Store): Promise<readonly BuildRecord[]> {
  const found: BuildRecord[] = [];
  for (const name of await store.texts("records")) {
    const key = asSha256(name);
    const record = key === undefined ? undefined : await readRecord(store, key);
    if (record !== undefined) found.push(record);
  }
  return found;
}

/**
 * What a key was built to, by its record, or where that is lost, by the stage's latest state: a stage need not be built
 * again for a text that can be written again.
 */
export async function recordedBuild(
  store: Store,
  key: Sha256,
  latest: Latest | undefined,
): Promise<(Cost & { readonly tree: Sha256 }) | undefined> {
  return (await readRecord(store, key)) ?? (latest?.key === key ? latest : undefined);
}

export function recordText(record: BuildRecord): Text {
  return { kind: "records", name: record.key, content: canonicalJson({ ...record }) + "\n" };
}

export function latestText(
  latest: Latest & { readonly origin: Sha256; readonly opaque: readonly OpaqueInput[] },
): Text {
  return {
    kind: "latest",
    name: `${latest.stage}.json`,
    content: canonicalJson({ ...latest, opaque: latest.opaque.map(writeOpaque) }) + "\n",
  };
}

/** A text on its way into the store. */
type Text = Parameters<Store["putTexts"]>[0][number];
type Parsed = { readonly [key: string]: Json };

/** A corrupt text reads as absent: what it recorded is then made again. */
function parse(text: Awaited<ReturnType<Store["text"]>>): Parsed | undefined {
  if (!text.ok || text.value === undefined) return undefined;
  try {
    const value = JSON.parse(text.value) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Parsed) : undefined;
  } catch {
    return undefined;
  }
}

function digest(value: Parsed | undefined, name: string): Sha256 | undefined {
  const text = value?.[name];
  return typeof text === "string" ? asSha256(text) : undefined;
}

function costIn(value: Parsed): Cost {
  const number = (name: string): number => (typeof value[name] === "number" ? value[name] : 0);
  return {
    milliseconds: number("milliseconds"),
    cpuMilliseconds: number("cpuMilliseconds"),
    peakMemory: number("peakMemory"),
  };
}

/**
 * What each stage took when it was last built here, by whatever key, where that is known. Where processor time is not,
 * one processor counts as used all the while.
 */
export async function estimates(
  store: Store,
  stages: readonly { readonly name: string }[],
): Promise<ReadonlyMap<string, Estimate>> {
  const found = new Map<string, Estimate>();
  for (const { name } of stages) {
    const latest = await readLatest(store, name);
    if (latest !== undefined)
      found.set(name, {
        seconds: latest.milliseconds / 1000,
        cpuSeconds: (latest.cpuMilliseconds || latest.milliseconds) / 1000,
      });
  }
  return found;
}
