// Pages for the tests: of a part of the project's chain, or of all of it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { closure } from "../../src/graph/order.ts";
import { loadProject } from "../../src/recipe/load-project.ts";
import { type CarriedChain, carryChain } from "../../src/replay/page-chain.ts";
import { pageText } from "../../src/replay/page-text.ts";
import { readBootId } from "../../src/store/boot.ts";
import { openStore } from "../../src/store/open-store.ts";
import { project } from "../chain/source.ts";
import { OFFLINE } from "../offline.ts";
import { scratchDirectory } from "../scratch.ts";

/** The chain down from a stage; with sources from a state folder, or for stages that have none. */
export async function carried(target: string, home = scratchDirectory()): Promise<CarriedChain> {
  const loaded = await loadProject(project);
  if (!loaded.ok) throw new Error(loaded.failures[0]!.message);
  const { stages, expected } = loaded.value;
  const store = await openStore(home, { bootId: (await readBootId())!, threads: 1 });
  if (!store.ok) throw new Error(store.failures[0]!.message);
  try {
    const chain = await carryChain({
      stages: closure(stages, [target]),
      expected: new Map([...expected].map(([stage, { sha256 }]) => [stage, sha256])),
      obtaining: { store: store.value, fetching: OFFLINE, signal: new AbortController().signal },
    });
    if (!chain.ok) throw new Error(chain.failures[0]!.message);
    return chain.value;
  } finally {
    await store.value.close();
  }
}

/** Writes a page into a directory of the test's; gives its address. */
export function writePage(chain: CarriedChain, directory: string, change = (text: string): string => text): string {
  const path = join(directory, "page.html");
  writeFileSync(path, change(pageText(chain)));
  return pathToFileURL(path).href;
}
