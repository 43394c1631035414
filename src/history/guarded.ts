// Which paths a policy guards, and by which of its rules. Pure. Must never leave the policy's own file unguarded, nor what
// takes the place of a guarded folder.

import { votersOf, type PathRule, type Policy } from "../policy/policy.ts";

/** Where a tree keeps the policy that its changes are judged by. */
export const POLICY_PATH = "history-policy.txt";

export class Guarded {
  readonly #rules: readonly PathRule[];
  readonly #own: readonly PathRule[];

  constructor({ paths, succession }: Policy) {
    this.#rules = paths;
    const changes = succession?.changes;
    const care = changes !== undefined && votersOf(changes).length > 1 ? "reviewed" : "signed";
    this.#own = changes === undefined ? paths : [{ paths: [POLICY_PATH], needs: changes, care, line: 0 }];
  }

  /** The rules for a change at a path; none where nothing guards it. */
  rules(path: string): readonly PathRule[] {
    if (path === POLICY_PATH) return this.#own;
    const rule = this.#rules.find(({ paths }) => paths.some((each) => covers(each, path)));
    return rule === undefined ? [] : [rule];
  }

  /** Whether something at a path, or in a folder whose path ends in "/", may be guarded. */
  wants(path: string): boolean {
    if (!path.endsWith("/")) return this.rules(path).length > 0;
    return POLICY_PATH.startsWith(path) || this.#rules.some(({ paths }) => paths.some((each) => touches(each, path)));
  }
}

/** Whatever stands where a guarded folder, or one around what is guarded, should be is as guarded as what is in it. */
function covers(guarded: string, path: string): boolean {
  return (
    guarded === "*" ||
    guarded === path ||
    (guarded.endsWith("/") && path.startsWith(guarded)) ||
    guarded.startsWith(`${path}/`)
  );
}

function touches(guarded: string, folder: string): boolean {
  return covers(guarded, folder) || guarded.startsWith(folder);
}
