// Signatures of images, and the policy for those who pull them: skopeo accepts every k signers and refuses every k - 1.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { beforeAll, describe, expect, test } from "vitest";
import { anyOfSets } from "../../src/policy/any-of-sets.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import { readPackets } from "../../src/openpgp/packets.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { fromseed } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

const root = scratchDirectory();
const home = join(root, "home");
const project = join(root, "project");
const layout = join(root, "image");
const REPOSITORY = "example.org/texts";
const skopeo = spawnSync("skopeo", ["--version"]).status === 0;

const run = (...words: string[]) => fromseed(home, [...words, "--project", project]);
const NAMES = ["alice", "bob", "carol", "dave", "erin"] as const;
const fingerprints = new Map<string, string>();

async function makeKey(name: string, options: Partial<Parameters<typeof generateKey>[0]> = {}): Promise<void> {
  const made = await generateKey({
    type: "ecc",
    curve: "nistP256",
    userIDs: [{ name }],
    ...options,
    format: "object",
  });
  fingerprints.set(name, made.privateKey.getFingerprint());
  writeFileSync(join(root, `${name}.asc`), made.privateKey.armor());
  writeFileSync(join(root, "keys", `${name}.asc`), made.publicKey.armor());
}

beforeAll(async () => {
  writeSmallProject(project);
  mkdirSync(join(root, "keys"));
  for (const name of NAMES) await makeKey(name);
  expect(run("build").status).toBe(0);
  expect(run("export", "file", "archive", "--oci", layout, "--name", `${REPOSITORY}:1`).status).toBe(0);
});

function policyOf(needs: number, names: readonly string[]): string {
  const text = [
    ...names.map((name) => `signer ${name} ${fingerprints.get(name)!}`),
    `group people ${needs} ${names.join(" ")}`,
    "quorum people\n",
  ].join("\n");
  const file = join(root, `policy-${needs}-${names.length}.txt`);
  writeFileSync(file, text);
  return file;
}

test("a signature is a message of one signature packet and the payload", () => {
  const signed = join(root, "signed");
  cpSync(layout, signed, { recursive: true });
  const { status, stderr } = run("sign", "--image", signed, "--key", join(root, "alice.asc"));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { packets } = readPackets(readFileSync(join(signed, "signature-1")));
  expect(packets.map(({ type }) => type)).toEqual([2, 11]);
  const payload = JSON.parse(packets[1]!.body.subarray(6).toString()) as unknown;
  expect(payload).toMatchObject({
    critical: { identity: { "docker-reference": `${REPOSITORY}:1` }, type: "atomic container signature" },
  });
});

test("no signature for an image that this machine would not export", () => {
  const changed = join(root, "changed");
  cpSync(layout, changed, { recursive: true });
  rmSync(join(changed, "manifest.json"));
  writeFileSync(join(changed, "manifest.json"), "{}");
  expect(run("sign", "--image", changed, "--key", join(root, "alice.asc")).stderr).toContain(
    "its manifest.json is not the manifest that its index names",
  );
  expect(existsSync(join(changed, "signature-1"))).toBe(false);
  expect(run("sign", "--image", root, "--key", join(root, "alice.asc")).stderr).toContain("it is no image");
});

test("what readers of images refuse is refused here, with the reason", async () => {
  await makeKey("subkey", { subkeys: [{ sign: true }] });
  await makeKey("version-6", { type: "curve25519", config: { v6Keys: true } });
  await makeKey("new-ed25519", { type: "curve25519" });
  for (const [name, reason] of [
    ["subkey", "it is by a subkey"],
    ["version-6", "it has version 6"],
    ["new-ed25519", "has not got its algorithm 27"],
  ] as const) {
    const { status, stderr } = run("sign", "--image", layout, "--key", join(root, `${name}.asc`));
    expect(stderr).toContain(reason);
    expect(status).not.toBe(0);
    rmSync(join(root, "keys", `${name}.asc`));
  }
  expect(existsSync(join(layout, "signature-1"))).toBe(false);
});

test("a row with a gap, or with what is no message, gets no more signatures", () => {
  const spoilt = join(root, "spoilt");
  cpSync(layout, spoilt, { recursive: true });
  writeFileSync(join(spoilt, "signature-1"), "no message\n");
  const sign = () => run("sign", "--image", spoilt, "--key", join(root, "alice.asc")).stderr;
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
  cpSync(join(root, "keys/alice.asc"), join(lacking, "alice.asc"));
  const words = ["--keys", lacking, "--containers", join(root, "none"), "--repository", REPOSITORY];
  expect(run("policy", policyOf(1, ["alice", "bob"]), ...words).stderr).toContain('"bob" has no key');
  expect(existsSync(join(root, "none"))).toBe(false);
});

describe.skipIf(!skopeo)(`skopeo${skopeo ? "" : " (skipped: it is not here)"}`, () => {
  test.each([
    [2, 3],
    [3, 5],
  ])("%d of %d", (needs, of) => {
    const names = NAMES.slice(0, of);
    const to = join(root, `containers-${needs}-${of}`);
    const written = run(
      ...["policy", policyOf(needs, names), "--keys", join(root, "keys"), "--containers", to],
      ...["--repository", REPOSITORY, "--dir", root],
    );
    expect(written.stderr).toBe("");
    const messages = new Map<string, Buffer>();
    for (const name of names) {
      const own = join(root, `by-${name}-${of}`);
      cpSync(layout, own, { recursive: true });
      expect(run("sign", "--image", own, "--key", join(root, `${name}.asc`)).status).toBe(0);
      messages.set(name, readFileSync(join(own, "signature-1")));
    }
    const accepted = (signers: readonly string[]): boolean => {
      const image = join(root, "pulled");
      rmSync(image, { recursive: true, force: true });
      cpSync(layout, image, { recursive: true });
      for (const [i, name] of signers.entries()) writeFileSync(join(image, `signature-${i + 1}`), messages.get(name)!);
      const pull = ["copy", "--quiet", "--remove-signatures", `dir:${image}`, `oci:${join(root, "to")}:x`];
      return spawnSync("skopeo", ["--policy", join(to, "policy.json"), ...pull]).status === 0;
    };
    for (let set = 0; set < 2 ** of; set++) {
      const signers = names.filter((_, i) => (set & (1 << i)) !== 0);
      // The sets at the border tell all that there is to tell.
      if (signers.length !== needs && signers.length !== needs - 1) continue;
      expect([signers, accepted(signers)]).toEqual([signers, signers.length === needs]);
    }
    expect(accepted(Array.from({ length: needs }, () => names[0]!))).toBe(false);
  });
});
