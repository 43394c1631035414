// Laying trees over each other at `/`: equal entries may meet, different ones may not. Pure.

import type { Tree, TreeEntry } from "../model/tree.ts";
import { fail, succeed, type Result } from "../model/failure.ts";

/** A used stage with its tree. */
export interface Layer {
  readonly stage: string;
  readonly tree: Tree;
}

/**
 * Makes sure that no path means different things in two trees: different files, a file and a directory, different
 * links. Names the first clash in path order for each pair of stages that has one.
 */
export function checkOverlay(user: string, layers: readonly Layer[]): Result<undefined> {
  if (layers.length < 2) return succeed(undefined);
  const seen = new Map<string, { readonly stage: string; readonly what: string }>();
  for (const layer of layers) {
    for (const entry of layer.tree.entries) {
      const what = describe(entry);
      const other = seen.get(entry.path);
      if (other === undefined) seen.set(entry.path, { stage: layer.stage, what });
      else if (other.what !== what) return clash(user, entry.path, other.stage, layer.stage);
    }
  }
  // Every directory that one tree implies must not be a file or link of another.
  for (const layer of layers) {
    let last = "";
    for (const entry of layer.tree.entries) {
      const slash = entry.path.lastIndexOf("/");
      if (slash < 0) continue;
      let parent = entry.path.slice(0, slash);
      if (parent === last) continue;
      last = parent;
      for (;;) {
        const other = seen.get(parent);
        if (other !== undefined && other.what !== "directory") return clash(user, parent, other.stage, layer.stage);
        const up = parent.lastIndexOf("/");
        if (up < 0) break;
        parent = parent.slice(0, up);
      }
    }
  }
  return succeed(undefined);
}

function describe(entry: TreeEntry): string {
  switch (entry.type) {
    case "file":
      return `${entry.executable ? "755" : "644"} ${entry.sha256}`;
    case "link":
      return `link ${entry.target}`;
    case "directory":
      return "directory";
  }
}

function clash(user: string, path: string, first: string, second: string): Result<undefined> {
  return fail(
    "root-clash",
    `Cannot lay out the root of stage "${user}": "/${path}" differs between "${first}" and "${second}"`,
    {
      hint: "use only one of the two stages, or have their recipes install to different paths",
    },
  );
}
