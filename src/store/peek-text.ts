// One text of a home that nobody opens for it: an answer from memory is to be quick. Must never write, nor give what was
// not put there.

import { readRegular } from "./entry-kind.ts";
import { layoutVersion, storeLayoutOf, type TextKind } from "./store-layout.ts";
import { getText } from "./text-store.ts";

/**
 * Undefined where there is no such home, or no whole text of that name in it. No lock is taken: texts are renamed into
 * place whole and have their sums, and one that a collection removes meanwhile is as good as one that never was.
 */
export async function peekText(home: string, kind: TextKind, name: string): Promise<string | undefined> {
  const layout = storeLayoutOf(home);
  if (String(readRegular(layout.version)) !== layoutVersion) return undefined;
  const text = await getText(layout, kind, name);
  return text.ok ? text.value : undefined;
}
