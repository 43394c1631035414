// In which order a history is judged, and by which merges each commit came to the main branch: its line of first parents
// from the oldest on, and before each merge what that brought in. Pure. Must never leave out a commit, nor name one twice.

import type { CommitGraph } from "./commit-graph.ts";

/** A merge, and those by which it came itself, the innermost first. */
export interface Through {
  readonly merge: string;
  readonly outer: Through | undefined;
}

export interface Step {
  readonly id: string;
  /** The commit of the main branch by which it came: itself, where it is one. */
  readonly main: string;
  readonly through: Through | undefined;
}

/** The first parents from a commit on, the newest first, to where `ends` says yes; that one is not among them. */
export function firstParents(graph: CommitGraph, tip: string, ends: (id: string) => boolean): readonly string[] {
  const line: string[] = [];
  for (let at: string | undefined = tip; at !== undefined && !ends(at); at = graph.commits.get(at)?.parents[0])
    if (graph.commits.has(at)) line.push(at);
  return line;
}

/** A line of first parents that is being walked, from its end, which is the oldest. */
interface Walk {
  readonly line: string[];
  readonly through: Through | undefined;
  /** The commit of the main branch that the line came by; undefined for that branch itself. */
  readonly main: string | undefined;
  /** Which parent of the last of the line is to be followed next. */
  parent: number;
}

/** All that came after what is in `seen`, to which it is added. Parents come before their children. */
export function stepsOf(graph: CommitGraph, tip: string, seen: Set<string>): readonly Step[] {
  const steps: Step[] = [];
  const walkOf = (from: string, way: Pick<Walk, "through" | "main">): Walk => ({
    line: [...firstParents(graph, from, (id) => seen.has(id))],
    ...way,
    parent: 1,
  });
  const walks = [walkOf(tip, { through: undefined, main: undefined })];
  for (let walk = walks[0]; walk !== undefined; walk = walks.at(-1)) {
    const id = walk.line.at(-1);
    if (id === undefined) {
      walks.pop();
      continue;
    }
    const parent = graph.commits.get(id)!.parents[walk.parent++];
    if (parent !== undefined) {
      if (!seen.has(parent))
        walks.push(walkOf(parent, { through: { merge: id, outer: walk.through }, main: walk.main ?? id }));
      continue;
    }
    walk.line.pop();
    walk.parent = 1;
    seen.add(id);
    steps.push({ id, main: walk.main ?? id, through: walk.through });
  }
  return steps;
}

/** The merges by which a commit came, the innermost first. */
export function mergesOf(step: Step): readonly string[] {
  const found: string[] = [];
  for (let at = step.through; at !== undefined; at = at.outer) found.push(at.merge);
  return found;
}
