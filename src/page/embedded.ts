// What lies in the page beside its code: the chain, its files, and the modules. Read from the document once.

import { type Chain, readBundle } from "./chain.ts";
import { byId } from "./element.ts";
import type { FileContent } from "./trees.ts";

export interface Embedded {
  readonly chain: Chain;
  readonly files: ReadonlyMap<string, FileContent>;
  /** The page's modules as text, by path: for its workers, and for whoever reads them. */
  readonly modules: ReadonlyMap<string, string>;
}

/** Reads all of it; rejects where a part was cut off or changed so that it cannot be read. */
export async function readEmbedded(): Promise<Embedded> {
  const chain = JSON.parse(byId("chain").textContent) as Chain;
  const packed = Uint8Array.from(atob(byId("files").textContent), (character) => character.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const files = readBundle(new Uint8Array(await new Response(unpacked).arrayBuffer()));
  const modules = new Map<string, string>();
  for (const script of document.querySelectorAll<HTMLScriptElement>("script[data-module]"))
    modules.set(script.dataset["module"]!, script.text.trim());
  return { chain, files, modules };
}
