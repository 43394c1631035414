// The web page as one HTML file: its markup, style and modules from src/page, with what they import, and the chain that
// it carries. Types are stripped, nothing else is done to the text of a module, so that it can be read in the page as it
// is here. Must never ask the browser to fetch anything.

import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join, normalize, dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { writeBundle } from "../page/chain.ts";
import type { CarriedChain } from "./page-chain.ts";

const SOURCE = join(import.meta.dirname, "..");
/** What the page and its worker start with. */
const ENTRIES = ["page/main.ts", "page/worker.ts"];

/** The same text on every machine for the same chain and sources. */
export function pageText({ chain, files }: CarriedChain): string {
  const parts: Readonly<Record<string, string>> = {
    style: read("page/page.css"),
    loader: stripped("page/loader.ts"),
    modules: [...pageModules()]
      .map(([path, text]) => `<script type="text/plain" data-module="${path}">\n${text}</script>`)
      .join("\n"),
    chain: JSON.stringify(chain, undefined, 1),
    files: gzipSync(writeBundle(files), { level: 9 })
      .toString("base64")
      .replace(/.{120}/g, "$&\n"),
  };
  return read("page/page.html").replace(/\{\{(\w+)\}\}\n/g, (_, name: string) => {
    const part = parts[name]!;
    // The end of a script's text is found without regard to what it holds. Each module was looked at by itself.
    if (name !== "modules" && /<\/(?:script|style)/i.test(part))
      throw new Error(`our bug: the page's ${name} would end too early`);
    return `${part.trim()}\n`;
  });
}

/** The modules that run in the page, without their types, by their paths in src/. */
export function pageModules(): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  const take = (path: string): void => {
    if (modules.has(path)) return;
    const text = stripped(path);
    if (/<\/script|<!--/i.test(text)) throw new Error(`our bug: src/${path} would end the page's script`);
    modules.set(path, text);
    for (const [, target] of text.matchAll(/ from "([^"]+)";$/gm)) {
      if (!target!.startsWith(".")) throw new Error(`our bug: src/${path} imports ${target}, which no browser has`);
      take(normalize(join(dirname(path), target!)));
    }
  };
  for (const entry of ENTRIES) take(entry);
  return modules;
}

function stripped(path: string): string {
  return stripTypeScriptTypes(read(path), { mode: "strip" }).replace(/ +$/gm, "");
}

function read(path: string): string {
  return readFileSync(join(SOURCE, path), "utf8");
}
