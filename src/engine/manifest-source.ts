// Where manifests are had from: this machine's store, or texts that others gave. Must never mix the two: what others say
// is checked against itself, without a store or a build of one's own.

import { basename } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { parseManifest } from "../manifest/parse.ts";
import { parseStatement } from "../manifest/statement.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Stage } from "../model/recipe.ts";
import type { SourceLink } from "../model/source-link.ts";
import type { BuiltTree } from "../observation/evidence.ts";
import type { Store } from "../store/store.ts";
import { readAccount } from "./build-accounts.ts";

/** A manifest beside its own bytes and their digest: reading a long one takes a while, and is done once. */
export interface ReadManifest {
  readonly text: string;
  readonly sha256: Sha256;
  readonly manifest: Manifest;
}

/** A manifest that is asked for. */
export interface WantedManifest {
  /** What the stage's own project calls it, as manifests do. */
  readonly stage: string;
  /** Its digest, where somebody named it. */
  readonly digest?: Sha256;
  /** Of a target: what the project that is worked in calls it. */
  readonly target?: string;
}

export interface ManifestSource {
  /** A stage's manifest, of that digest where there is such a one; undefined when none is there. */
  manifest(wanted: WantedManifest): Promise<Result<ReadManifest | undefined>>;
  /** What its own project calls a target. */
  ownName(target: string): string;
  /** The text of a target's closure manifest, where somebody claims one. */
  closure(target: string): string | undefined;
  /** The sizes of the trees, where there are trees. */
  readonly treeSize?: (tree: Sha256) => Promise<Result<number>>;
  /** What is recorded here of a source's file and way of unpacking, where anything was unpacked. */
  readonly link?: (link: SourceLink) => Promise<SourceLink | undefined>;
  /** Whether this home took the stage from others: then it had none of its sources, and says nothing of them itself. */
  readonly taken?: (built: BuiltTree) => Promise<boolean>;
  /** What to do about a manifest that is missing or of another build. */
  readonly hint: (target: string) => string;
}

/** The manifests of the stages' last builds here, and their trees; `stages` are those of the project. */
export function storedManifests(store: Store, stages: ReadonlyMap<string, Stage>): ManifestSource {
  // Several targets of one command descend from the same stages.
  const known = new Map<string, Result<ReadManifest>>();
  const read = (text: string, file: string): Result<ReadManifest> => {
    const own = known.get(text) ?? readManifest(text, file);
    known.set(text, own);
    return own;
  };
  const names = Map.groupBy(stages.values(), ({ ownName }) => ownName);
  return {
    async manifest({ stage, digest, target }) {
      const called = target === undefined ? (names.get(stage) ?? []).map(({ name }) => name) : [target];
      let other: { readonly name: string; readonly text: string } | undefined;
      for (const name of called.length === 0 ? [stage] : called) {
        const text = await store.text("manifests", `${name}.json`);
        if (!text.ok) return text;
        if (text.value === undefined) continue;
        if (digest === undefined || sha256(text.value) === digest) return read(text.value, `${name}.json`);
        other ??= { name, text: text.value };
      }
      // One of another digest is given too, so that it can be said that it is another.
      return other === undefined ? succeed(undefined) : read(other.text, `${other.name}.json`);
    },
    ownName: (target) => stages.get(target)?.ownName ?? target,
    // It follows from the stages' manifests; the one that was written for an earlier build claims nothing.
    closure: () => undefined,
    treeSize: async (digest) => {
      const tree = await store.tree(digest);
      return tree.ok ? succeed(tree.value.size) : tree;
    },
    link: (link) => store.link(link),
    taken: async (built) => (await readAccount(store, built))?.type === "taken",
    hint: (target) => `run fromseed build ${target}`,
  };
}

/** `file` is what messages call it. */
export function readManifest(content: Uint8Array | string, file: string): Result<ReadManifest> {
  const manifest = parseManifest(content, file);
  if (!manifest.ok) return manifest;
  return succeed({ text: Buffer.from(content).toString(), sha256: sha256(content), manifest: manifest.value });
}

/** A file that somebody gave. */
export interface GivenFile {
  readonly file: string;
  readonly content: Uint8Array;
  /** It lay in a folder and was not named itself: when it is no manifest, it is passed over. */
  readonly found?: boolean;
}

export interface GivenManifests extends ManifestSource {
  /** Targets of closure manifests; where there are none, stages that no other one uses. */
  readonly targets: readonly string[];
  /** Files that count for nothing, and why. */
  readonly passedOver: readonly { readonly name: string; readonly why: string }[];
}

interface GivenClosure {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads manifests of both kinds; fails when one is none, or a target has two closure manifests of which neither goes by
 * another name than its own, as that of somebody who got another tree does (`tinycc-1a2b3c4d5e6f.closure.json`).
 */
export function givenManifests(files: readonly GivenFile[]): Result<GivenManifests> {
  const failures: Failure[] = [];
  const manifests = new Map<string, Map<Sha256, ReadManifest>>();
  const claimed = new Map<string, GivenClosure[]>();
  const passedOver: { name: string; why: string }[] = [];
  const used = new Set<string>();
  for (const { file, content, found = false } of files) {
    const statement = parseStatement(content, found ? undefined : file);
    const text = Buffer.from(content).toString();
    if (!statement.ok && found) passedOver.push({ name: file, why: statement.failures[0]!.message });
    else if (!statement.ok) failures.push(...statement.failures);
    else if (statement.value.type === "stage") {
      const { manifest } = statement.value;
      const { stage, uses } = manifest;
      const read = { text, sha256: sha256(text), manifest };
      manifests.set(stage, (manifests.get(stage) ?? new Map<Sha256, ReadManifest>()).set(read.sha256, read));
      for (const use of uses) used.add(use.stage);
    } else {
      const { target } = statement.value.closure;
      claimed.set(target, [...(claimed.get(target) ?? []), { file, text }]);
    }
  }
  const closures = new Map<string, string>();
  for (const [target, given] of claimed) {
    const plain = given.filter(({ file }) => basename(file) === `${target}.closure.json`);
    const [first, ...others] = plain.length === 0 ? given : plain;
    const second = others.find(({ text }) => text !== first!.text);
    if (second !== undefined)
      failures.push({
        kind: "failure",
        code: "manifest-mismatch",
        message: `Cannot verify "${target}": "${first!.file}" and "${second.file}" are two closure manifests of it`,
        hint: "fromseed diff compares what two people say",
      });
    closures.set(target, first!.text);
    for (const { file, text } of given)
      if (text !== first!.text && second === undefined)
        passedOver.push({ name: file, why: `it is another closure manifest of "${target}" than "${first!.file}"` });
  }
  if (failures.length > 0) return { ok: false, failures };
  return succeed({
    passedOver,
    targets: closures.size > 0 ? [...closures.keys()] : [...manifests.keys()].filter((stage) => !used.has(stage)),
    ownName: (target) => target,
    async manifest({ stage, digest }) {
      const own = manifests.get(stage) ?? new Map<Sha256, ReadManifest>();
      const named = digest === undefined ? undefined : own.get(digest);
      if (named !== undefined || own.size === 0) return succeed(named);
      const [first, ...others] = own.values();
      if (others.length === 0 || digest !== undefined) return succeed(first);
      return fail("manifest-mismatch", `Cannot verify "${stage}": ${own.size} different manifests of it are given`, {
        hint: "give those of one person alone; fromseed diff compares what several say",
      });
    },
    closure: (target) => closures.get(target),
    hint: () => "give the manifests of all stages down to the seed: --manifests takes files and directories",
  });
}
