// Signing and verifying from the command line, with keys made for the test: who signed is told, and what to do about
// what is missing.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, checkout } from "../faults/fromseed.ts";

let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "fromseed-signatures-"));
  for (const path of ["project/recipes/seed", "project/stages", "project/bootstrap-seed", "keys"])
    mkdirSync(join(root, path), { recursive: true });
  for (const path of ["recipes/seed", "bootstrap-seed/hex0"])
    cpSync(join(checkout, path), join(root, "project", path), { recursive: true });
  writeFileSync(
    join(root, "project/stages/seed.yaml"),
    "# The seed alone.\ndefault: seed\nstages:\n  - name: seed\n    recipe: seed\n",
  );
  for (const name of ["alice", "bob"]) {
    const { privateKey, publicKey } = await generateKey({ userIDs: [{ name, email: `${name}@example.org` }] });
    writeFileSync(join(root, `${name}.secret`), privateKey);
    writeFileSync(join(root, "keys", `${name}.asc`), publicKey);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function fromseed(...words: string[]) {
  const { status, stdout, stderr } = call(["--project", "project", "--home", "home", ...words], { cwd: root });
  return { status, stdout, stderr };
}

test("who signed is named, who is not known is told, and what to do is hinted", { timeout: 60_000 }, () => {
  expect(fromseed("build").status).toBe(0);
  expect(fromseed("verify", "--keys", "keys")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(
      'error: Cannot accept "seed.json": it has no signature\nhint: fromseed --home home --project project sign seed makes one; --signatures DIR says where those of others are\n',
    ),
  });
  const signed = fromseed("sign", "--key", "alice.secret");
  expect(signed).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(
      /^signed .*seed\.closure\.json\n.*\.asc\nsigned .*seed\.json\n.*\.asc\nOthers who .* fromseed verify seed --keys KEYS --signatures DIR\n$/,
    ),
  });
  expect(fromseed("verify", "--keys", "keys")).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/\nseed\.json  good  [0-9a-f]{40}  alice <alice@example\.org>  good signature\n$/),
  });
  expect(fromseed("verify", "--keys", "keys/bob.asc")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(
      "hint: give the keys of all who signed with --keys, or say with --policy whose signatures are needed\n",
    ),
  });
});

test("a stage that came out differently elsewhere is followed by what to do", () => {
  const tree = /tree\s+([0-9a-f]{64})/.exec(fromseed("build").stdout)![1]!;
  writeFileSync(
    join(root, "elsewhere.sha256"),
    `${tree.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))}  seed.tree\n`,
  );
  const { status, stdout } = fromseed("diff", ".", "elsewhere.sha256");
  expect(status).toBe(1);
  expect(stdout).toContain("\nTry next:\n  fromseed --home home --project project reproduce seed --times 3 ");
});
