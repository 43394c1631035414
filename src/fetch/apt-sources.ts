// The Debian mirrors that this machine's apt is set to, read from its files as sources.list(5) describes them.
// Must never start apt or follow a mirror that is disabled. Flat repositories (an exact path, no component) hold no
// pool.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { webAddress } from "./web-address.ts";

/**
 * Base addresses (`http:`, `https:` or `file:`, without a slash at their end) in apt's order, each once. Files that
 * cannot be read and lines that cannot be understood give nothing: apt itself complains of those.
 */
export async function aptMirrors(root = "/"): Promise<readonly string[]> {
  const folder = join(root, "etc/apt/sources.list.d");
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => /^[A-Za-z0-9_.-]+\.(list|sources)$/.test(name))
    .sort(byBytes);
  const mirrors = new Set<string>();
  for (const path of [join(root, "etc/apt/sources.list"), ...names.map((name) => join(folder, name))]) {
    const text = await readFile(path, "utf8").catch(() => "");
    for (const uri of path.endsWith(".sources") ? urisOfStanzas(text) : urisOfLines(text)) {
      for (const mirror of await mirrorsOf(uri, root)) mirrors.add(mirror);
    }
  }
  return [...mirrors];
}

/** One-line style: `deb [ option=value ... ] uri suite component...` */
function urisOfLines(text: string): readonly string[] {
  const uris: string[] = [];
  for (const line of text.split("\n")) {
    const match = /^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+[^\s#]/.exec(line.replace(/#.*/, ""));
    if (match !== null && !match[2]!.endsWith("/")) uris.push(match[1]!);
  }
  return uris;
}

/** deb822 style: stanzas of `Field: value`, further lines of a value indented. */
function urisOfStanzas(text: string): readonly string[] {
  const uris: string[] = [];
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  for (const stanza of lines.join("\n").split(/\n[ \t]*(?:\n[ \t]*)+/)) {
    const fields = new Map<string, string>();
    let last = "";
    for (const line of stanza.split("\n")) {
      const field = /^([!-9;-~]+):(.*)$/.exec(line);
      if (field !== null) fields.set((last = field[1]!.toLowerCase()), field[2]!);
      else if (/^[ \t]/.test(line) && last !== "") fields.set(last, `${fields.get(last)!} ${line}`);
    }
    const words = (name: string): readonly string[] =>
      (fields.get(name) ?? "").split(/\s+/).filter((word) => word !== "");
    if (/^\s*(no|false|without|off|disable|0)\s*$/i.test(fields.get("enabled") ?? "")) continue;
    if (words("types").every((type) => type !== "deb" && type !== "deb-src")) continue;
    if (words("components").length === 0 || words("suites").every((suite) => suite.endsWith("/"))) continue;
    uris.push(...words("uris"));
  }
  return uris;
}

async function mirrorsOf(uri: string, root: string): Promise<readonly string[]> {
  const plain = plainMirror(uri);
  if (plain !== undefined) return [plain];
  const list = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(uri)?.[1];
  if (list === undefined) return [];
  const text = await readFile(join(root, list), "utf8").catch(() => "");
  const entries = text.split("\n").map(
    (line) =>
      line
        .replace(/#.*/, "")
        .trim()
        .split(/[\s\t]/)[0]!,
  );
  return entries.map(plainMirror).filter((mirror) => mirror !== undefined);
}

function plainMirror(uri: string): string | undefined {
  if (webAddress(uri) !== undefined) return uri.replace(/\/+$/, "");
  const path = /^(?:file|copy):(?:\/\/)?(\/.*?)\/*$/.exec(uri)?.[1];
  return path === undefined ? undefined : `file://${path}`;
}
