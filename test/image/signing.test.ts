// Signatures of images, and the policy for those who pull them: skopeo accepts every k signers and refuses every k - 1.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { anyOfSets } from "../../src/policy/any-of-sets.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import { readPackets } from "../../src/openpgp/packets.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { all } from "../extent.ts";
import { fromseed } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { has, named } from "./registry.ts";
import { borderSets, NAMES, Signers } from "./signers.ts";

const root = scratchDirectory();
const home = join(root, "home");
const project = join(root, "project");
const layout = join(root, "image");
/** Each of dozens of programs takes its time on a busy machine. */
const LONG = { timeout: 300_000 };
const REPOSITORY = "example.org/texts";
const skopeo = has("skopeo");

const run = (...words: string[]) => fromseed(home, [...words, "--project", project]);
let signers: Signers;

beforeAll(async () => {
  writeSmallProject(project);
  signers = new Signers(root);
  for (const name of NAMES) await signers.make(name);
  expect(run("build").status).toBe(0);
  expect(run("export", "file", "archive", "--oci", layout, "--name", `${REPOSITORY}:1`).status).toBe(0);
});

test("a signature is a message of one signature packet and the payload", () => {
  const signed = join(root, "signed");
  cpSync(layout, signed, { recursive: true });
  const { status, stderr } = run("sign", "--image", signed, "--key", signers.secret("alice"));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { packets } = readPackets(readFileSync(join(signed, "signature-1")));
  expect(packets.map(({ type }) => type)).toEqual([2, 11]);
  const payload = JSON.parse(packets[1]!.body.subarray(6).toString()) as unknown;
  expect(payload).toMatchObject({
    critical: { identity: { "docker-reference": `${REPOSITORY}:1` }, type: "atomic container signature" },
  });
});

test.each([["--payload"], ["--collected", "x.sig"], ["--keys", "keys"]])(
  "%s is about an image: no stage is signed without one",
  (...words) => {
    const { status, stderr } = run("sign", "file", ...words, "--key", signers.secret("alice"));
    expect(stderr).toContain(`${words[0]} goes with --image`);
    expect(status).toBe(2);
  },
);

test("no signature for an image that this machine would not export", () => {
  const changed = join(root, "changed");
  cpSync(layout, changed, { recursive: true });
  rmSync(join(changed, "manifest.json"));
  writeFileSync(join(changed, "manifest.json"), "{}");
  expect(run("sign", "--image", changed, "--key", signers.secret("alice")).stderr).toContain(
    "its manifest.json is not the manifest that its index names",
  );
  expect(existsSync(join(changed, "signature-1"))).toBe(false);
  expect(run("sign", "--image", root, "--key", signers.secret("alice")).stderr).toContain("it is no image");
});

test("what readers of images refuse is refused here, with the reason", async () => {
  await signers.make("subkey", { subkeys: [{ sign: true }] });
  await signers.make("version-6", { type: "curve25519", config: { v6Keys: true } });
  await signers.make("new-ed25519", { type: "curve25519" });
  for (const [name, reason] of [
    ["subkey", "it is by a subkey"],
    ["version-6", "it has version 6"],
    ["new-ed25519", "has not got its algorithm 27"],
  ] as const) {
    const { status, stderr } = run("sign", "--image", layout, "--key", signers.secret(name));
    expect(stderr).toContain(reason);
    expect(status).not.toBe(0);
    rmSync(join(signers.keys, `${name}.asc`));
  }
  expect(existsSync(join(layout, "signature-1"))).toBe(false);
});

describe("signatures that were collected", () => {
  const gpg = has("gpg");
  /** A detached signature of a text, as its owner makes it elsewhere. */
  function detached(name: string, text: string, ...words: string[]): string {
    const gpgHome = join(root, `gpg-${name}`);
    mkdirSync(gpgHome, { recursive: true, mode: 0o700 });
    const ask = (input: string, ...more: string[]): Buffer =>
      execFileSync("gpg", ["--homedir", gpgHome, "--batch", "--quiet", "--pinentry-mode", "loopback", ...more], {
        input,
        stdio: ["pipe", "pipe", "ignore"],
      });
    ask(readFileSync(signers.secret(name), "utf8"), "--import");
    const file = join(root, `${name}${words.join("")}.sig`);
    writeFileSync(file, ask(text, "--detach-sign", ...words));
    spawnSync("gpgconf", ["--homedir", gpgHome, "--kill", "all"]);
    return file;
  }

  test.skipIf(!all || !gpg)("are put beside the image, armored or not, once each is good", LONG, async () => {
    const collected = join(root, "collected");
    cpSync(layout, collected, { recursive: true });
    const payload = run("sign", "--image", collected, "--payload");
    expect(payload).toMatchObject({ status: 0, stderr: "" });
    const files = [detached("alice", payload.stdout), detached("bob", payload.stdout, "--armor")];
    const take = (...more: string[]) =>
      run("sign", "--image", collected, ...more.flatMap((file) => ["--collected", file]), "--keys", signers.keys);
    const wrong = detached("carol", `${payload.stdout}\n`);
    expect(take(files[0]!, wrong).stderr).toContain(`Cannot take signature "${wrong}"`);
    expect(existsSync(join(collected, "signature-1"))).toBe(false);
    await signers.make("mallory");
    rmSync(join(signers.keys, "mallory.asc"));
    expect(take(detached("mallory", payload.stdout)).status).not.toBe(0);
    expect(run("sign", "--image", collected, "--collected", files[0]!).stderr).toContain("--keys says whose");

    const { status, stderr } = take(...files);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const number of [1, 2]) {
      const { packets } = readPackets(readFileSync(join(collected, `signature-${number}`)));
      expect(packets.map(({ type }) => type)).toEqual([2, 11]);
      expect(packets[1]!.body.subarray(6).toString()).toBe(payload.stdout);
    }
    // Taken twice, it is there once.
    expect(take(files[0]!).status).toBe(0);
    expect(existsSync(join(collected, "signature-3"))).toBe(false);
    if (!skopeo) return;
    const to = join(root, "containers-collected");
    const words = ["--keys", signers.keys, "--containers", to, "--repository", REPOSITORY, "--dir", root];
    expect(run("policy", signers.policy(2, ["alice", "bob", "carol"]), ...words).stderr).toBe("");
    const pull = () =>
      spawnSync("skopeo", [
        ...["--policy", join(to, "policy.json"), "copy", "--quiet", "--remove-signatures"],
        ...[`dir:${collected}`, `oci:${join(root, "to-collected")}:x`],
      ]).status;
    expect(pull()).toBe(0);
    rmSync(join(collected, "signature-2"));
    expect(pull()).not.toBe(0);
  });
});

test("a row with a gap, or with what is no message, gets no more signatures", () => {
  const spoilt = join(root, "spoilt");
  cpSync(layout, spoilt, { recursive: true });
  writeFileSync(join(spoilt, "signature-1"), "no message\n");
  const sign = () => run("sign", "--image", spoilt, "--key", signers.secret("alice")).stderr;
  expect(sign()).toContain('"signature-1" is no OpenPGP message');
  rmSync(join(spoilt, "signature-1"));
  writeFileSync(join(spoilt, "signature-2"), "");
  expect(sign()).toContain('there is "signature-2", and no "signature-1"');
});

test.each([
  [
    "group a 2 p q r\nquorum a",
    [
      ["p", "q"],
      ["p", "r"],
      ["q", "r"],
    ],
  ],
  ["group a any p q r\nquorum a", [["p", "q", "r"]]],
  ["group a all p q r\nquorum a", [["p"], ["q"], ["r"]]],
  ["group a any p q\ngroup b all r a\nquorum b", [["r"], ["p", "q"]]],
  ["quorum p", [["p"]]],
])("any-of sets of %j", (lines, sets) => {
  const names = ["p", "q", "r"].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(lines.replaceAll(/quorum|group/g, "")),
  );
  const signers = names.map((name, i) => `signer ${name} ${String(i + 1).repeat(40)}\n`).join("");
  const policy = parsePolicy(`${signers}${lines}\n`, "policy");
  if (!policy.ok) throw new Error(policy.failures[0]!.message);
  expect(anyOfSets(policy.value.quorum!)).toEqual(sets);
});

test("a person without a key that readers take is named", () => {
  const lacking = join(root, "lacking");
  mkdirSync(lacking);
  cpSync(join(signers.keys, "alice.asc"), join(lacking, "alice.asc"));
  const words = ["--keys", lacking, "--containers", join(root, "none"), "--repository", REPOSITORY];
  expect(run("policy", signers.policy(1, ["alice", "bob"]), ...words).stderr).toContain('"bob" has no key');
  expect(existsSync(join(root, "none"))).toBe(false);
});

describe.skipIf(!skopeo)(named("skopeo", "skopeo"), () => {
  test.each([[2, 3] as const, ...(all ? [[3, 5] as const] : [])])("%d of %d", LONG, (needs, of) => {
    const names = NAMES.slice(0, of);
    const to = join(root, `containers-${needs}-${of}`);
    const written = run(
      ...["policy", signers.policy(needs, names), "--keys", signers.keys, "--containers", to],
      ...["--repository", REPOSITORY, "--dir", root],
    );
    expect(written.stderr).toBe("");
    const messages = signers.messages(layout, names, run);
    const accepted = (by: readonly string[]): boolean => {
      const image = join(root, "pulled");
      rmSync(image, { recursive: true, force: true });
      cpSync(layout, image, { recursive: true });
      for (const [i, name] of by.entries()) writeFileSync(join(image, `signature-${i + 1}`), messages.get(name)!);
      const pull = ["copy", "--quiet", "--remove-signatures", `dir:${image}`, `oci:${join(root, "to")}:x`];
      return spawnSync("skopeo", ["--policy", join(to, "policy.json"), ...pull]).status === 0;
    };
    for (const by of borderSets(needs, names)) expect([by, accepted(by)]).toEqual([by, by.length === needs]);
    expect(accepted(Array.from({ length: needs }, () => names[0]!))).toBe(false);
  });
});
