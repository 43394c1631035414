// The second verifier of histories says what fromseed does, of a good one and of a bad one. With FROMSEED_TEST=all it is
// asked about every history of test/history/attackers.test.ts.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fromseedIn } from "../cli/in-process.ts";
import { MadeRepository, openpgpSigner, sshSigner } from "../history/made-repository.ts";
import { expectSecondOpinion } from "../history/second-verifier.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-second-history-"));
afterAll(() => rmSync(root, { recursive: true }));

test("signed and merged by another; then a change that slipped through", async () => {
  const keys = join(root, "keys");
  mkdirSync(keys);
  const [alice, bob] = [openpgpSigner("alice"), sshSigner("bob")];
  for (const { name, key } of [alice, bob]) writeFileSync(join(keys, name), key);
  const policy = [
    ...[alice, bob].map(({ name, fingerprint }) => `signer ${name} ${fingerprint}`),
    "group g any alice bob\npaths recipes/ need g reviewed\n",
  ].join("\n");
  const own = new MadeRepository(join(root, "repository"));
  const start = { "history-policy.txt": policy };
  const first = own.commit({ files: start, by: alice });
  const files = { ...start, "recipes/a": "a\n" };
  const side = own.commit({ files, parents: [first], by: alice });
  const merge = own.commit({ files, parents: [first, side], by: bob });
  const lone = own.commit({ files: { ...files, "recipes/b": "b\n" }, parents: [merge], by: bob });
  for (const [tip, findings] of [
    [merge, 0],
    [lone, 1],
  ] as const) {
    own.branch("main", tip);
    const { said } = await fromseedIn(own.folder, join(root, "home"))("history", "--keys", keys, "--json");
    expect((JSON.parse(said) as { findings: unknown[] }).findings.length).toBe(findings);
    expectSecondOpinion(own.folder, ["--keys", keys], said);
  }
});

test("a repository that is set to run a program where an object is missing runs none", async () => {
  const own = new MadeRepository(join(root, "hostile"));
  const alice = openpgpSigner("alice");
  const keys = join(root, "alice.key");
  writeFileSync(keys, alice.key);
  const policy = `signer alice ${alice.fingerprint}\npaths * need alice signed\n`;
  const files = { "history-policy.txt": policy };
  own.branch("main", own.commit({ files, parents: ["1".repeat(40)], by: alice }));
  const [ran, program] = [join(root, "ran"), join(root, "program")];
  writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  own.put(
    "config",
    `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ${root}\n\tpromisor = true\n\tuploadpack = ${program}\n`,
  );
  const { code, said } = await fromseedIn(own.folder, join(root, "home"))("history", "--keys", keys, "--json");
  expect(code).toBe(1);
  expectSecondOpinion(own.folder, ["--keys", keys], said);
  expect(existsSync(ran)).toBe(false);
  // It is no empty threat.
  spawnSync("git", ["-C", own.folder, "-c", "safe.directory=*", "cat-file", "-p", "HEAD~1"]);
  expect(existsSync(ran)).toBe(true);
});
