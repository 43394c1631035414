// Parties with small DAGs for the tests. A stage's key follows from its inputs, its tree from what the test says it
// holds.

import { byBytes } from "../../src/bytes/order.ts";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { KeyText } from "../../src/graph/key-text.ts";
import { walkKey } from "../../src/graph/key-walk.ts";
import type { Party } from "../../src/compare/party.ts";
import type { Manifest } from "../../src/model/manifest.ts";
import type { Tree, TreeEntry } from "../../src/model/tree.ts";

/** `uses` names stages above; `files` gives content, and "-> x" a link, "!x" an executable. */
export interface Built {
  readonly uses?: readonly string[];
  readonly step?: string;
  readonly sources?: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const entries = Object.entries(files).map(([path, content]): TreeEntry => {
    if (content.startsWith("-> ")) return { type: "link", path, target: content.slice(3) };
    if (content === "/") return { type: "directory", path };
    return {
      type: "file",
      path,
      executable: content.startsWith("!"),
      sha256: sha256(content.replace(/^!/, "")),
      size: content.replace(/^!/, "").length,
    };
  });
  entries.sort((a, b) => byBytes(a.path, b.path));
  return {
    sha256: sha256(JSON.stringify(entries)),
    entries,
    size: entries.reduce((sum, entry) => sum + (entry.type === "file" ? entry.size : 0), 0),
  };
}

export function party(name: string, stages: Readonly<Record<string, Built>>): Party {
  const trees = new Map<string, Sha256>();
  const manifests: Manifest[] = [];
  for (const [stage, { uses = [], step = "make", sources = {}, files }] of Object.entries(stages)) {
    const tree = treeOf(files);
    const key = new KeyText();
    walkKey(
      {
        inputs: {
          architecture: "x86_64",
          contract: 1,
          uses: uses.map((use) => ({ stage: use, tree: trees.get(use)! })),
          sources: Object.entries(sources).map(([source, content]) => ({
            name: source,
            type: "tree",
            tree: sha256(content),
          })),
          files: [],
        },
        crates: [],
        environment: {},
        proc: false,
        parallel: false,
        steps: [{ directory: "/work", argv: [step] }],
        checks: [],
        outputs: [],
      },
      key,
    );
    manifests.push({
      stage,
      recipe: { name: stage, version: "1" },
      architecture: "x86_64",
      contract: 1,
      key: key.sha256,
      keyText: key.text,
      tree,
      uses: uses.map((use) => ({ stage: use, tree: trees.get(use)!, manifest: sha256(use) })),
      sources: [],
      files: [],
      opaque: [],
    });
    trees.set(stage, tree.sha256);
  }
  return { name, manifests, digests: [] };
}

/** The same account as digests only. */
export function sums(name: string, from: Party, ...stages: string[]): Party {
  const kept = from.manifests.filter((manifest) => stages.length === 0 || stages.includes(manifest.stage));
  return { name, manifests: [], digests: kept.map(({ stage, tree }) => ({ stage, sha256: tree.sha256 })) };
}

/** Four stages, each using the one before; changes replace parts of some. */
export function chain(
  name: string,
  changes: Readonly<Record<string, Partial<Built>>> = {},
  ...without: string[]
): Party {
  const stages: Record<string, Built> = {
    hex0: { files: { "bin/hex0": "!hex0" } },
    asm: { uses: ["hex0"], files: { "bin/asm": "!asm" } },
    cc: {
      uses: ["asm"],
      sources: { cc: "cc-1" },
      files: { "bin/cc": "!cc", "lib/libc.a": "archive", "bin/c99": "-> cc", tmp: "/" },
    },
    shell: { uses: ["cc"], files: { "bin/sh": "!sh" } },
  };
  for (const [stage, change] of Object.entries(changes)) stages[stage] = { ...stages[stage]!, ...change };
  for (const stage of without) delete stages[stage];
  return party(name, stages);
}
