// What docs/ARCHITECTURE.md promises of the code, checked: which folder may import which, no cycles, and who alone may
// reach for processes, the network, the clock and the environment.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { parameterLists } from "./parameters.ts";

const source = join(import.meta.dirname, "../src");

const page = readFileSync(join(import.meta.dirname, "../docs/ARCHITECTURE.md"), "utf8");

/** The rows of the table below a heading, without its own two. */
function rows(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  const lines = section.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const names = (cell: string): readonly string[] =>
  cell.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));

/** What each folder may import from, beside itself. */
const MAY_IMPORT: ReadonlyMap<string, readonly string[]> = new Map(
  rows("The parts").map(([folder, , imports]) => {
    const left = folder === "bytes" ? [] : folder === "model" ? ["bytes"] : ["bytes", "model"];
    return [folder!, [...left, ...(imports === "all" ? rows("The parts").map(([each]) => each!) : names(imports!))]];
  }),
);

/** What only some folders or files may do, and how it is seen in the text. */
const SEEN_BY: Readonly<Record<string, RegExp>> = {
  "starts processes": /from "node:child_process"|from "execa"/,
  "touches the network": /from "node:(http|https|net|tls|dns)"|\bfetch\(/,
  "reads the environment and the command line": /process\.(env|argv)\b/,
  "reads the clock": /\bDate\.now\(|new Date\(\)|performance\.now\(\)/,
  "draws at random": /Math\.random\(|randomBytes|randomUUID/,
  "moves a cursor": /\\x1b\[(?!\[|\d+m|%)/,
  "knows the yaml package": /from "yaml"|import\("yaml"\)/,
  "knows the openpgp package": /from "openpgp"|import\("openpgp"\)/,
  "knows the p-queue package": /from "p-queue"/,
  "knows the smol-toml package": /from "smol-toml"|import\("smol-toml"\)/,
  "knows ink and React": /from "(ink|react)"|import\("(ink|react)"\)/,
  "branches on the words of an error":
    /message[!?]?\.(endsWith|startsWith|includes|match)\(|\.(test|exec)\([^)]*message\b|\bmessage [!=]==/,
  "orders by locale": /localeCompare|Intl\.Collator/,
};

interface Module {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const modules: readonly Module[] = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .sort()
  .map((path) => {
    const text = readFileSync(join(source, path), "utf8");
    const imports = [...text.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, target]) =>
      normalize(join(dirname(path), target!)),
    );
    return { path, folder: path.split("/")[0]!, text, imports };
  });
const byPath = new Map(modules.map((module) => [module.path, module]));

test("imports point the way that the architecture says", () => {
  for (const { path, folder, imports } of modules) {
    for (const target of imports) {
      const to = target.split("/")[0]!;
      expect(to === folder || MAY_IMPORT.get(folder)!.includes(to), `${path} imports ${target}`).toBe(true);
      expect(byPath.has(target), `${path} imports ${target}, which is not there`).toBe(true);
    }
  }
});

test("no module imports itself by way of others, types included", () => {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    expect(trail.includes(path) ? [...trail.slice(trail.indexOf(path)), path].join(" -> ") : "no cycle").toBe(
      "no cycle",
    );
    if (done.has(path)) return;
    for (const next of byPath.get(path)!.imports) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of modules) visit(path, []);
});

test("the page has a row for every folder, and for everything that is looked for", () => {
  expect([...MAY_IMPORT.keys()].sort()).toEqual([...new Set(modules.map(({ folder }) => folder))].sort());
  expect(rows("What only some may do").map(([what]) => what)).toEqual(Object.keys(SEEN_BY));
});

test.each(rows("What only some may do"))("%s: %s alone", (what, where) => {
  const allowed = where === "nobody" ? [] : names(where!);
  const doing = modules.filter(({ text }) => SEEN_BY[what!]!.test(text.replace(/\/\/.*|\/\*[^]*?\*\//g, "")));
  const places = doing.map(({ path, folder }) => (allowed.includes(folder) ? folder : path));
  expect([...new Set(places)].sort()).toEqual([...allowed].sort());
});

test("no function takes more than four things", () => {
  const many = modules.flatMap(({ path, text }) =>
    parameterLists(text).flatMap(({ line, parameters }) =>
      parameters > 4 ? [`${path}:${line} takes ${parameters}`] : [],
    ),
  );
  expect(many).toEqual([]);
  expect(parameterLists("function f(a: number, [b, c]: X, { d, e } = {}, ...g): Y<Z> {}")).toEqual([
    { line: 1, parameters: 4 },
  ]);
});

test("a file says at its top what it owns, and stays readable in one sitting", () => {
  for (const { path, text } of modules) {
    expect(text.startsWith("// "), `${path} opens with no comment`).toBe(true);
    expect(text.split("\n").length, path).toBeLessThanOrEqual(400);
    expect(/export default|export \* from/.test(text), `${path} has a default export or is a barrel`).toBe(false);
  }
  const lengths = modules.map(({ text }) => text.split("\n").length).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(120);
});
