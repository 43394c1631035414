// `fromseed history` over 10,000 signed commits, half of them merges, beside what git takes for the signatures alone of a
// few of them. `npm run bench:history`.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MadeRepository, openpgpSigner, sshSigner, type Files } from "../test/history/made-repository.ts";
import { machineFacts } from "./machine.ts";
import { rowText, timed, type Row } from "./measure.ts";

const COMMITS = 10_000;
const SAMPLE = 200;
const RECIPES = 100;
/** What was promised of 10,000 commits, in milliseconds. */
const LIMIT = 30_000;

const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const fromseed = resolve(import.meta.dirname, "../fromseed");

function git(...words: readonly string[]): void {
  const { status, stderr } = spawnSync("git", ["-C", root, ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

/** Each change is signed by OpenPGP and merged by SSH onto a main branch that has moved on meanwhile. */
function makeHistory(): void {
  const [alice, bob] = [openpgpSigner("alice"), sshSigner("bob")];
  const policy = `signer alice ${alice.fingerprint}\nsigner bob ${bob.fingerprint}\ngroup g any alice bob\npaths recipes/ need g reviewed\n`;
  const own = new MadeRepository(root);
  const recipe = (n: number): string => `recipes/r${n % RECIPES}/recipe.yaml`;
  let files: Files = { "history-policy.txt": policy };
  for (let n = 0; n < RECIPES; n++) files = { ...files, [recipe(n)]: "begin\n" };
  let [before, tip] = ["", own.commit({ files, by: alice })];
  let beforeFiles = files;
  for (let n = 0; n < COMMITS / 2; n++) {
    const change = { [recipe(n)]: `${n}\n` };
    const base = before === "" ? tip : before;
    const side = own.commit({ files: { ...beforeFiles, ...change }, parents: [base], by: alice });
    [before, beforeFiles] = [tip, files];
    files = { ...files, ...change };
    tip = own.commit({ files, parents: [tip, side], by: bob });
  }
  own.branch("main", tip);
  git("repack", "-adq");
  for (const { name, key } of [alice, bob]) writeFileSync(join(root, "keys", name), key);
  writeFileSync(join(root, "allowed"), `bob ${bob.key.toString()}`);
}

/** Git's own check of a few commits' signatures, by gpg and ssh-keygen, in milliseconds a commit. */
function byGit(): number {
  const home = join(root, "gnupg");
  mkdirSync(home, { mode: 0o700 });
  spawnSync("gpg", ["--homedir", home, "--batch", "--quiet", "--import", join(root, "keys/alice")]);
  const words = ["-C", root, "-c", `gpg.ssh.allowedSignersFile=${join(root, "allowed")}`, "log", "--show-signature"];
  const { wall, output } = timed("env", [`GNUPGHOME=${home}`, "git", ...words, `-n${SAMPLE}`]);
  spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
  const good = output.match(/Good (?:"git" )?signature/g)?.length ?? 0;
  if (good !== SAMPLE) throw new Error(`our bug: git finds ${good} of ${SAMPLE} signatures good`);
  return wall / SAMPLE;
}

try {
  console.log(machineFacts());
  mkdirSync(join(root, "keys"));
  makeHistory();
  const { wall, cpu, output } = timed(fromseed, ["history", "--project", root, "--keys", join(root, "keys")]);
  if (!output.includes(`${COMMITS / 2} of what the policy guards, ${COMMITS / 2} accepted`)) throw new Error(output);
  const each = byGit();
  const rows: Row[] = [
    { what: `${COMMITS} commits`, value: wall, unit: "ms", limit: LIMIT, beside: `${cpu.toFixed(0)} ms (cpu)` },
    {
      what: "a commit, beside git log --show-signature",
      value: wall / COMMITS / each,
      unit: "ratio",
      limit: 0.2,
      beside: `${(wall / COMMITS).toFixed(2)} ms, git ${each.toFixed(2)} ms`,
    },
  ];
  for (const row of rows) console.log(rowText(row));
  process.exitCode = rows.every(({ value, limit }) => value <= limit) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
