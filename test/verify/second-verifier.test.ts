// The second verifier (verify/verify.py) against fromseed, on the same folders and policies: both must come to the same
// verdict, whatever an attacker did to the folder. It requires python3 and gpgv, as Debian has them.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Observation, ObservedStage } from "../../src/model/observation.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { checkout } from "../cli/in-process.ts";
import {
  closingLine,
  dropObservations,
  makePerson,
  observationBy,
  putObservation,
  writeProject,
  type Person,
} from "../trust/persons.ts";

const program = join(checkout, "verify/verify.py");
const root = mkdtempSync(join(tmpdir(), "fromseed-second-"));
const project = join(root, "project");
const shared = join(root, "shared");
const keys = join(root, "keys");
let alice: Person;
let bob: Person;
let carol: Person;
let nobody: Person;
/** Of Carol's SSH key. */
let carolsKey: string;

function mustHave(name: string): void {
  if (spawnSync(name, ["--version"]).error !== undefined)
    throw new Error(`this test requires ${name}: apt-get install ${name}`);
}

beforeAll(async () => {
  for (const name of ["python3", "gpgv", "ssh-keygen"]) mustHave(name);
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
  carol = await makePerson(root, project, "carol");
  nobody = await makePerson(root, project, "nobody");
  for (const person of [alice, bob]) {
    expect(await person.run("build", "--offline")).toMatchObject({ code: 0 });
    expect(await person.run("attest", "--key", person.secret, "--into", shared)).toMatchObject({ code: 0 });
  }
  const ssh = join(root, "carol");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "carol", "-f", ssh]);
  cpSync(`${ssh}.pub`, join(keys, "carol.pub"));
  carolsKey = execFileSync("ssh-keygen", ["-lf", ssh]).toString().split(" ")[1]!;
  expect(await carol.run("build", "--offline")).toMatchObject({ code: 0 });
  expect(await carol.run("attest", "--ssh", ssh, "--into", shared)).toMatchObject({ code: 0 });
  // Each confirms the other's evidence; alice signs the manifests too.
  for (const person of [alice, bob])
    expect(await person.run("attest", "--key", person.secret, "--signatures", shared, "--into", shared)).toMatchObject({
      code: 0,
    });
  expect(await alice.run("sign", "--key", alice.secret)).toMatchObject({ code: 0 });
  for (const name of readdirSync(join(alice.home, "manifests")).filter((each) => each.endsWith(".asc")))
    cpSync(join(alice.home, "manifests", name), join(shared, name));
}, 120_000);
afterAll(() => removeTree(root));

const VERDICT = /^all {2}(accepted|not accepted|disputed): /;

const signers = () =>
  `signer alice ${alice.fingerprint}
signer bob ${bob.fingerprint}
signer carol ${carolsKey}
`;

const POLICIES: Readonly<Record<string, () => string>> = {
  "two built": () => `${signers()}group people 2 alice bob carol\nstages * need people built\n`,
  "two checked": () => `${signers()}group people 2 alice bob carol\nstages * need people checked\n`,
  "three built": () => `${signers()}group people 3 alice bob carol\nstages * need people built\n`,
  "a quorum of two": () => `${signers()}group people 2 alice bob carol\nquorum people\n`,
  "a quorum of one, and two for one stage": () =>
    `${signers()}group any1 1 alice bob carol\nquorum any1\nstages arch* need any1 checked\nstages * need any1 signed\n`,
  "two vendors": () => `${signers()}group people 2 alice bob carol\nstages * need people built vendors 2\n`,
  "one person with two keys": () =>
    `${signers()}person al alice bob\ngroup people 2 al carol\nstages * need people built\n`,
  "a stage that no line names": () => `${signers()}group people 1 alice bob carol\nstages all need people built\n`,
  expired: () => `${signers()}group people 1 alice bob carol\nstages * need people built\nexpires 2026-01-01\n`,
  "a key that was compromised": () =>
    `signer alice ${alice.fingerprint} compromised 2025-01-01\nsigner bob ${bob.fingerprint}\ngroup people 2 alice bob\nstages * need people built\n`,
  "a key that is taken later": () =>
    `signer alice ${alice.fingerprint} from 2999-01-01\nsigner bob ${bob.fingerprint}\ngroup people 2 alice bob\nstages * need people built\n`,
};

const bare = (stage: ObservedStage): ObservedStage => {
  if (stage.how.type === "taken") return stage;
  const { evidence: _, ...how } = stage.how;
  return { ...stage, how: { ...how, confirms: [] } };
};

async function replace(folder: string, person: Person, change: (observation: Observation) => Observation) {
  const changed = change(observationBy(folder, person));
  dropObservations(folder, person);
  await putObservation(folder, changed, person);
}

const FOLDERS: Readonly<Record<string, (folder: string) => unknown>> = {
  "as it is": () => undefined,
  "without carol": (folder) => dropObservations(folder, { fingerprint: carolsKey } as Person),
  "without bob": (folder) => dropObservations(folder, bob),
  "with evidence of nothing": (folder) => replace(folder, bob, (own) => ({ ...own, stages: own.stages.map(bare) })),
  "with a stage that nobody built": async (folder) => {
    for (const person of [alice, bob])
      await replace(folder, person, (own) => ({
        ...own,
        stages: own.stages.map((each) =>
          each.stage === "archive" ? { ...each, how: { type: "taken", from: "a mirror" } } : each,
        ),
      }));
  },
  "with a lie about a tree": (folder) =>
    replace(folder, bob, (own) => ({
      ...own,
      stages: own.stages.map((each) => (each.stage === "file" ? bare({ ...each, tree: sha256("lie") }) : each)),
    })),
  "signed by somebody else": async (folder) => {
    const own = observationBy(folder, bob);
    dropObservations(folder, bob);
    await putObservation(folder, own, nobody);
  },
  "on another machine, that lies": (folder) =>
    replace(folder, bob, (own) => ({
      ...own,
      machines: own.machines.map((each) => ({ ...each, vendor: "AuthenticAMD", model: "Intel Xeon" })),
    })),
  "on another machine": (folder) =>
    replace(folder, bob, (own) => ({
      ...own,
      machines: own.machines.map((each) => ({ ...each, vendor: "CentaurHauls", model: "VIA Nano" })),
    })),
  "with junk": (folder) => {
    writeFileSync(join(folder, "README"), "hello\n");
    writeFileSync(join(folder, "x.observation.json"), "{}");
    const own = sha256(readFileSync(join(folder, "all.closure.json")));
    writeFileSync(join(folder, `${own}.${"0".repeat(40)}.asc`), "junk\n");
  },
  "without a manifest": (folder) => rmSync(join(folder, "seed.json")),
  "with a manifest that was changed": (folder) => {
    const path = join(folder, "file.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"version":"1"', '"version":"2"'));
  },
  "with a closure that leaves a stage out": (folder) => {
    const path = join(folder, "all.closure.json");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace(/\{"key":"[0-9a-f]*","manifest":"[0-9a-f]*","stage":"archive",[^}]*\},/, ""),
    );
  },
};

test.each(Object.keys(FOLDERS))("a folder %s: the same verdict under every policy", async (name) => {
  const folder = join(root, name.replaceAll(/\W+/g, "-"));
  cpSync(shared, folder, { recursive: true });
  await FOLDERS[name]!(folder);
  const words = Object.entries(POLICIES).flatMap(([title, policy]) => {
    const path = join(root, `${title.replaceAll(/\W+/g, "-")}.txt`);
    writeFileSync(path, policy());
    return ["--policy", path];
  });
  const second = spawnSync("python3", [program, "--keys", keys, ...words, "--target", "all", folder], {
    encoding: "utf8",
  });
  expect(second.stderr).not.toContain("Traceback");
  const lines = second.stdout.split("\n").filter((line) => VERDICT.test(line));
  const seen: Record<string, string | undefined> = {};
  const same: Record<string, string | undefined> = {};
  for (const [i, title] of Object.keys(POLICIES).entries()) {
    const policy = words[2 * i + 1]!;
    const first = await nobody.run("verify", "all", "--manifests", folder, "--keys", keys, "--policy", policy);
    // What does not hold together has no verdict under a policy.
    same[title] = VERDICT.exec(closingLine(first))?.[1] ?? "not accepted";
    seen[title] = VERDICT.exec(lines[i] ?? "")?.[1] ?? "not accepted";
  }
  expect(seen).toEqual(same);
  const verdicts = new Set(Object.values(seen));
  // Else one that always says no would do.
  if (name === "as it is") expect(verdicts).toEqual(new Set(["accepted", "not accepted"]));
  if (name === "with a lie about a tree") expect(verdicts).toEqual(new Set(["disputed"]));
});

test("without keys, the manifests alone", () => {
  const run = spawnSync("python3", [program, shared], { encoding: "utf8" });
  expect(run.stdout).toBe("all  4 manifests agree down to the seed\nall  its manifests agree; no keys were given\n");
  expect(run.status).toBe(0);
});

test("it is one file of less than 1,000 lines that imports nothing but Python's own", () => {
  const text = readFileSync(program, "utf8");
  expect(text.split("\n").length).toBeLessThan(1000);
  const imports = [...text.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name);
  const allowed = ["base64", "datetime", "hashlib", "json", "os", "re", "subprocess", "sys", "tempfile"];
  expect(imports.sort()).toEqual(allowed);
});
