// What src/cli/JSON.md promises of each command that takes --json: one stream, never empty, with the keys that the page
// shows.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { FAILURE_CODES } from "../../src/model/failure-code.ts";
import { checkout } from "../faults/fromseed.ts";
import { MadeRepository } from "../history/made-repository.ts";
import { MadeKey } from "../web/made-web.ts";

const page = readFileSync(join(checkout, "src/cli/JSON.md"), "utf8");
const sections = [...page.matchAll(/^## `(.+)`\n[^]*?^ {4}(.+)$/gm)].map(([, words, example]) => ({
  words: words!,
  example: JSON.parse(example!) as unknown,
}));

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "fromseed-json-"));
  for (const path of ["recipes/seed", "bootstrap-seed/hex0"])
    cpSync(join(checkout, path), join(root, path), { recursive: true });
  mkdirSync(join(root, "stages"));
  writeFileSync(
    join(root, "stages/asm.yaml"),
    "default: asm\nstages:\n  - name: asm\n    recipe: seed\n  - name: text\n    recipe: text\n    uses: [asm]\n",
  );
  mkdirSync(join(root, "recipes/text"));
  mkdirSync(join(root, "near"));
  writeFileSync(join(root, "near/text.hex"), "41\n");
  writeFileSync(
    join(root, "recipes/text/recipe.yaml"),
    `about: a text\nversion: "1"\nsources:\n  - name: text\n    file: text.hex\n    size: 3\n    sha256: ${sha256("41\n")}\n` +
      "    licence: MIT\n    places:\n      - directory: near\n" +
      "steps:\n  - name: make\n    argv: [/bin/hex0, /src/text, /out/text]\noutputs: [text]\n",
  );
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name: "A", email: "a@example.org" }],
    format: "object",
  });
  writeFileSync(join(root, "key.asc"), privateKey.armor());
  mkdirSync(join(root, "keys"));
  writeFileSync(join(root, "keys/a.asc"), publicKey.armor());
  const [me, ann, dan] = ["me", "ann", "dan"].map((name) => new MadeKey(name)) as [MadeKey, MadeKey, MadeKey];
  me.certify(ann);
  ann.certify(dan);
  writeFileSync(join(root, "web.pgp"), Buffer.concat([me, ann, dan].map(({ certificate }) => certificate)));
  writeFileSync(join(root, "web-policy.txt"), `signer dan ${dan.fingerprint}\nquorum dan\n`);
  writeFileSync(join(root, "policy.txt"), `signer a ${privateKey.getFingerprint()}\nquorum a\n`);
  const repository = new MadeRepository(root);
  const history = `signer a ${privateKey.getFingerprint()}\npaths * need a signed\n`;
  repository.branch("main", repository.commit({ files: { "history-policy.txt": history } }));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function fromseed(...words: string[]) {
  const program = ["--disable-warning=ExperimentalWarning", join(checkout, "src/cli/main.ts")];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...program, ...words, "--json", "--project", root, "--home", join(root, "home")],
    { cwd: root, encoding: "utf8" },
  );
  const lines = stdout.split("\n");
  expect(lines.pop()).toBe("");
  return { status, stderr, values: lines.map((line) => JSON.parse(line) as unknown) };
}

/** Every key of a value by its way; what a list holds counts once, and what has names of its own not at all. */
function keys(value: unknown, way = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => keys(each, `${way}[]`));
  if (typeof value !== "object" || value === null || way === ".kinds") return [];
  return Object.entries(value).flatMap(([key, each]) => [`${way}.${key}`, ...keys(each, `${way}.${key}`)]);
}

test("the page tells of every command that takes --json, and of no other", () => {
  const told = new Set(sections.map(({ words }) => words.split(" ")[0]));
  expect([...told].sort()).toEqual(
    COMMANDS.filter((command) => !command.plain)
      .map((command) => command.name)
      .sort(),
  );
});

/**
 * A bundle holds Node, and takes seconds: test/bundle/rebuild.test.ts makes one, and compares. A project is begun where
 * none is: test/cli/init.test.ts.
 */
const ELSEWHERE = /^(?:(?:un)?bundle|init) /;

test.each(sections.filter(({ words }) => !ELSEWHERE.test(words)))("$words", ({ words, example }) => {
  const { status, stderr, values } = fromseed(...words.split(" "));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const [shown, said] = [new Set(keys(example)), new Set(keys(values.at(-1)))];
  expect([...said].filter((key) => !shown.has(key))).toEqual([]);
  const top = (all: ReadonlySet<string>) => [...all].filter((key) => /^(\[\])?\.\w+$/.test(key));
  if (said.size > 0) expect(top(shown).filter((key) => !said.has(key))).toEqual([]);
  expect(Array.isArray(values.at(-1))).toBe(Array.isArray(example));
  if (!["build asm", "reproduce asm"].includes(words)) expect(values.length).toBe(1);
});

test.each([
  ["no such command", ["bild"]],
  ["no such flag", ["list", "--nope"]],
  ["no such stage", ["verify", "asn"]],
  ["a command without JSON", ["log", "asn"]],
  ["nothing to compare", ["diff", "asm"]],
  ["no such mirror", ["fetch", "--mirror", "/nowhere"]],
  ["a file in the way", ["export", "asm", "key.asc"]],
])("%s: told in the same place, and nothing elsewhere", (_, words) => {
  const { status, stderr, values } = fromseed(...words);
  expect(status).toBeGreaterThan(0);
  expect(stderr).toBe("");
  expect(values.length).toBe(1);
  const { failures } = values[0] as { failures: { code: string; message: string }[] };
  expect(failures.length).toBeGreaterThan(0);
  for (const { code, message } of failures) {
    expect(Object.keys(FAILURE_CODES)).toContain(code);
    expect(message).toMatch(/^Cannot /);
  }
});
