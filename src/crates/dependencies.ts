// Which of a package's dependencies are surely of other targets, by the tables of its Cargo.toml. Read line by line: what is
// written in another way is kept. Features are not looked at: what one might ask for is kept too.

import { mayConcern } from "./cfg.ts";

/** Names, as the registry has them, of dependencies that stand only in tables of other targets. */
export function ofOtherTargets(manifest: string, targets: readonly string[]): ReadonlySet<string> {
  if (targets.length === 0) return new Set();
  const ours = new Set<string>();
  const others = new Set<string>();
  let within: { readonly concerns: boolean; own: string | undefined } | undefined;
  const add = (name: string): void => void (within!.concerns ? ours : others).add(name);
  const flush = (): void => {
    if (within?.own !== undefined) add(within.own);
  };
  for (const line of manifest.split(/\r?\n/)) {
    if (line.startsWith("[")) {
      flush();
      within = tableOf(line, targets);
      continue;
    }
    if (within === undefined) continue;
    const [, key, value = ""] = /^"?([A-Za-z0-9_-]+)"?(?:\.[a-z-]+)?\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    if (within.own === undefined) add(/[{,]\s*package\s*=\s*"([^"]+)"/.exec(value)?.[1] ?? key);
    else if (key === "package") within.own = /^"([^"]+)"/.exec(value)?.[1] ?? within.own;
  }
  flush();
  return others.difference(ours);
}

/** A table of dependencies, or of one of them; undefined for any other. */
function tableOf(
  line: string,
  targets: readonly string[],
): { readonly concerns: boolean; own: string | undefined } | undefined {
  const [, single, double, bare, own] =
    /^\[(?:target\.(?:'([^']*)'|"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_-]+))\.)?(?:dev-|build-)?dependencies(?:\."?([A-Za-z0-9_-]+)"?)?\]\s*(?:#.*)?$/.exec(
      line,
    ) ?? [];
  if (!/dependencies/.test(line)) return undefined;
  const table = single ?? double?.replaceAll("\\", "") ?? bare;
  return { concerns: table === undefined || mayConcern(table, targets), own };
}
