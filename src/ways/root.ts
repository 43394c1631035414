// A root: what a way rests on without being able to look into it. Known by its content, so that one binary under two names,
// or packed in two ways, is one root; what two bridges share is a root of its own. Must never count one thing as two.

import { byBytes } from "../bytes/order.ts";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { bareDigest, type Bridge, type OpaqueInput } from "../model/manifest.ts";
import type { Builder, Way } from "./way.ts";

export interface Root {
  readonly id: string;
  readonly name: string;
  readonly type:
    | "bridge"
    /** Files of a stage's sources or of the repository, together. */
    | "files"
    /** Files that several bridges hold, together. */
    | "shared"
    /** That somebody has built what they say. */
    | "word"
    /** A tree of which no way is known. */
    | "unknown";
  /** Bytes. */
  readonly size?: number;
  readonly digest?: Sha256;
  /** Of a bridge: what it descends from, and what would make it from source. */
  readonly lineage?: readonly string[];
  readonly standsFor?: string;
}

/** The binary files of a bridge by their digests, with their sizes; undefined where they cannot be looked at. */
export type BinaryFiles = (bridge: Bridge) => ReadonlyMap<Sha256, number> | undefined;

/** The roots of ways, all of which are given at once: what bridges share is seen only side by side. */
export class Roots {
  readonly #found = new Map<string, Root>();
  readonly #ofBridge = new Map<string, readonly Root[]>();
  /** Bridges whose files are not here, so that what they share with others is not known. */
  readonly unseen: readonly string[];

  constructor(ways: readonly Way[], files: BinaryFiles) {
    const bridges = new Map<string, Bridge>();
    for (const input of ways.flatMap(({ opaque }) => opaque))
      if (input.type === "bridge" && !bridges.has(contentOf(input))) bridges.set(contentOf(input), input);
    const held = new Map([...bridges].map(([id, bridge]) => [id, files(bridge)] as const));
    /** By the binary files that they hold: those that hold the same are one. */
    const same = Map.groupBy(bridges, ([id]) => {
      const own = held.get(id);
      return own === undefined || own.size === 0 ? id : [...own.keys()].sort().join(" ");
    });
    const kinds = [...same.values()].map((alike) => ({ ids: alike.map(([id]) => id), bridge: alike[0]![1] }));
    for (const { ids, bridge } of kinds) {
      const own = held.get(ids[0]!);
      const roots: Root[] = [bridgeRoot(bridge)];
      for (const other of kinds) {
        const theirs = held.get(other.ids[0]!);
        if (other.bridge === bridge || own === undefined || theirs === undefined) continue;
        const both = [...own].filter(([digest]) => theirs.has(digest)).sort(([a], [b]) => byBytes(a, b));
        if (both.length > 0) roots.push(sharedRoot([bridge.name, other.bridge.name], both));
      }
      for (const id of ids) this.#ofBridge.set(id, roots);
    }
    this.unseen =
      kinds.length < 2 ? [] : kinds.filter(({ ids }) => !held.get(ids[0]!)).map(({ bridge }) => bridge.name);
  }

  /** Those of a way's own inputs. */
  of({ stage, opaque }: Way): readonly Root[] {
    const files = opaque.filter(({ type }) => type === "file");
    const bridges = opaque.filter((input) => input.type === "bridge");
    const roots = bridges.flatMap((input) => this.#ofBridge.get(contentOf(input))!);
    return [...roots, ...(files.length === 0 ? [] : [filesRoot(stage, files)])].map((each) => this.#known(each));
  }

  /** The word of whoever is not oneself. */
  word({ name }: Extract<Builder, { readonly type: "other" }>): Root {
    return this.#known({ id: `word ${name}`, type: "word", name: `the word of ${name}` });
  }

  unknown(stage: string, tree: Sha256): Root {
    return this.#known({ id: `unknown ${tree}`, type: "unknown", name: `the tree of ${stage}`, digest: tree });
  }

  get(id: string): Root {
    return this.#found.get(id)!;
  }

  #known(root: Root): Root {
    const known = this.#found.get(root.id);
    if (known === undefined) this.#found.set(root.id, root);
    return known ?? root;
  }
}

function contentOf(input: OpaqueInput): string {
  return "tree" in input ? `tree ${input.tree}` : `file ${input.sha256}`;
}

function bridgeRoot(bridge: Bridge): Root {
  const { name, size, lineage, standsFor } = bridge;
  return { id: contentOf(bridge), type: "bridge", name, size, lineage, standsFor, digest: bareDigest(bridge) };
}

function sharedRoot(names: readonly string[], files: readonly (readonly [Sha256, number])[]): Root {
  const id = `shared ${sha256(files.map(([digest]) => digest).join("\n"))}`;
  const size = files.reduce((sum, [, each]) => sum + each, 0);
  return { id, type: "shared", name: `what ${names.toSorted(byBytes).join(" and ")} share`, size };
}

function filesRoot(stage: string, files: readonly OpaqueInput[]): Root {
  const digests = files.map(contentOf).sort();
  const size = files.reduce((sum, each) => sum + each.size, 0);
  const name = files.length === 1 ? files[0]!.name : `${files.length} files of ${stage}`;
  return { id: `files ${sha256(digests.join("\n"))}`, type: "files", name, size };
}
