// Which source cargo is set to take crates from, read from the configuration in its home folder as the Cargo Reference
// describes it ("Configuration", "Source Replacement"). Only tables and strings on one line are read of TOML, which is
// what people write there. Must never guess: a form that is not read is told, and nothing is taken from the file.

import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

export type CargoSource =
  /** The registry that cargo uses when it is told nothing. */
  | { readonly type: "default" }
  /** The address of a sparse index. */
  | { readonly type: "sparse"; readonly url: string }
  /** A folder of crate files. */
  | { readonly type: "local"; readonly directory: string }
  /** Why no crate file can be had by what is set, as the end of a sentence, and the file that says so. */
  | { readonly type: "none"; readonly file: string; readonly found: string };

/** Reads `config`, or else `config.toml`, of cargo's home folder. */
export async function cargoSource(home: string): Promise<CargoSource> {
  for (const file of [join(home, "config"), join(home, "config.toml")]) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return sourceIn(text, file);
  }
  return { type: "default" };
}

function sourceIn(text: string, file: string): CargoSource {
  const none = (found: string): CargoSource => ({ type: "none", file, found });
  const settings = readStrings(text);
  if (typeof settings === "string") return none(settings);
  const asked = new Set<string>();
  for (let name = "crates-io"; ; ) {
    if (asked.has(name)) return none(`the source "${name}" is replaced by itself`);
    asked.add(name);
    const own = (key: string): string | undefined => settings.get(["source", name, key].join("\0"));
    const next = own("replace-with");
    if (next !== undefined) {
      name = next;
      continue;
    }
    if (name === "crates-io") return { type: "default" };
    const registry = own("registry") ?? settings.get(["registries", name, "index"].join("\0"));
    // Relative paths start at the folder that holds the one with the file.
    const directory = own("local-registry");
    if (directory !== undefined) return { type: "local", directory: resolve(dirname(dirname(file)), directory) };
    if (registry?.startsWith("sparse+") === true) return { type: "sparse", url: registry.slice(7) };
    if (registry !== undefined || own("git") !== undefined)
      return none(`the source "${name}" is kept in git, which is not read for crates here`);
    if (own("directory") !== undefined) return none(`the source "${name}" holds unpacked crates, not crate files`);
    return none(`no source is named "${name}"`);
  }
}

const WORD = String.raw`(?:[A-Za-z0-9_-]+|"[^"\\]*"|'[^']*')`;
const KEY = String.raw`${WORD}(?:\s*\.\s*${WORD})*`;
const TABLE = new RegExp(String.raw`^\s*\[\s*(${KEY})\s*\]\s*(?:#.*)?$`);
const SETTING = new RegExp(String.raw`^\s*(${KEY})\s*=\s*(.*)$`);
const STRING = /^(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/;

/** The strings of a TOML text by their keys' parts, joined with NUL; or why it cannot be read. */
function readStrings(text: string): ReadonlyMap<string, string> | string {
  if (/"""|'''/.test(text)) return "it holds text of several lines, which is not read here";
  const settings = new Map<string, string>();
  let table: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const header = TABLE.exec(line);
    if (header !== null) table = parts(header[1]!);
    const [, key, value] = (header === null ? SETTING.exec(line) : null) ?? [];
    if (key === undefined) continue;
    const path = [...table, ...parts(key)];
    if (path[0] !== "source" && path[0] !== "registries") continue;
    const [, basic, literal] = STRING.exec(value!) ?? [];
    const string = basic ?? literal;
    if (string !== undefined) settings.set(path.join("\0"), string);
    else if (path.length < 3 || ["replace-with", "registry", "local-registry", "index"].includes(path[2]!))
      return `"${path.join(".")}" is not a string on one line`;
  }
  return settings;
}

function parts(key: string): readonly string[] {
  return key.match(new RegExp(WORD, "g"))!.map((word) => word.replace(/^["']|["']$/g, ""));
}
