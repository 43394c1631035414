// What docs/ARCHITECTURE.md promises of the code, checked: which folder may import which, no cycles, and who alone may
// reach for processes, the network, the clock and the environment.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../src");

/** What each folder may import from, beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  model: ["bytes"],
  recipe: ["bytes", "model"],
  graph: ["bytes", "model"],
  store: ["bytes", "model"],
  sandbox: ["bytes", "model"],
  fetch: ["bytes", "model"],
  manifest: ["bytes", "model"],
  report: ["bytes", "model"],
  inputs: ["bytes", "model", "graph", "store", "fetch"],
  engine: ["bytes", "model", "graph", "store", "manifest", "inputs"],
  audit: ["bytes", "model", "store", "inputs"],
  replay: ["bytes", "model", "store", "inputs"],
  compare: ["bytes", "model", "graph"],
  cli: [
    "bytes",
    "model",
    "recipe",
    "graph",
    "store",
    "sandbox",
    "fetch",
    "manifest",
    "inputs",
    "engine",
    "audit",
    "replay",
    "compare",
    "report",
  ],
};

/** What only some folders may name. */
const OWNED: readonly (readonly [string, RegExp, readonly string[]])[] = [
  ["the yaml package", /from "yaml"|import\("yaml"\)/, ["recipe"]],
  ["the openpgp package", /from "openpgp"|import\("openpgp"\)/, ["manifest"]],
  ["the execa package", /from "execa"/, []],
  ["starting processes", /from "node:child_process"/, ["cli", "sandbox"]],
  ["the network", /from "node:(http|https|net|tls|dns)"|\bfetch\(/, ["fetch"]],
  ["the p-queue package", /from "p-queue"/, ["engine"]],
  ["ink and React", /from "(ink|react)"|import\("(ink|react)"\)/, ["report"]],
  ["sequences that move a cursor", /\\x1b\[(?!\[|\d+m|%)/, ["report"]],
  ["the environment and the command line", /process\.(env|argv)\b/, ["cli"]],
  ["the clock", /\bDate\.now\(|new Date\(\)|performance\.now\(\)/, ["cli"]],
  ["randomness", /Math\.random\(|randomBytes|randomUUID/, ["cli"]],
  ["order by locale", /localeCompare|Intl\.Collator/, []],
];

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
      expect(to === folder || MAY_IMPORT[folder]!.includes(to), `${path} imports ${target}`).toBe(true);
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

test.each(OWNED)("%s: only where it belongs", (_, pattern, folders) => {
  for (const { path, folder, text } of modules) {
    if (folders.includes(folder)) continue;
    const code = text.replace(/\/\/.*|\/\*[^]*?\*\//g, "");
    expect(pattern.exec(code)?.[0], path).toBeUndefined();
  }
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
