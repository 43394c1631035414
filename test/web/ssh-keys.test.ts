// SSH keys tied to certificates: by a signature over the key's file, or as the same key for logging in. A policy's SSH
// signer is then reached through the certificate, and what binds it is said; what does not bind it, does not.

import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSshKey } from "../../src/ssh/key.ts";
import { wireString } from "../../src/ssh/wire.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { fromseedIn } from "../cli/in-process.ts";
import { sshSigner, type Signer } from "../history/made-repository.ts";
import { has } from "../openpgp/judges.ts";
import {
  detached,
  hashedKey,
  makePair,
  part,
  publicKey,
  signature,
  subkey,
  type Pair,
} from "../openpgp/packet-writer.ts";
import { day, MadeKey, YEAR } from "./made-web.ts";

const AT = ["--at", "2026-01-01"] as const;
const LOGGING_IN = 0x20;
const MADE = day("2015-01-01");

let root: string;
let keys: string;
let run: ReturnType<typeof fromseedIn>;
let [me, ann, ben, cid, bob]: MadeKey[] = [];
let ssh: Signer;

/** From me to bob by way of ann, of ben, of cid; bob's SSH key is in the policy. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-bound-"));
  keys = join(root, "keys");
  mkdirSync(keys);
  run = fromseedIn(root, join(root, "home"));
  [me, ann, ben, cid, bob] = ["me", "ann", "ben", "cid", "bob"].map((name) => new MadeKey(name));
  for (const between of [ann!, ben!, cid!]) {
    me!.certify(between);
    between.certify(bob!);
  }
  ssh = sshSigner("bob");
  file("bob-ssh.pub", ssh.key);
  writeFileSync(join(root, "policy.txt"), policy(ssh.fingerprint));
});
afterEach(() => removeTree(root));

const policy = (...fingerprints: readonly string[]): string =>
  [
    ...fingerprints.map((each, index) => `signer s${index} ${each}`),
    `group g any ${fingerprints.map((_, index) => `s${index}`).join(" ")}`,
    "quorum g\n",
  ].join("\n");

function file(name: string, content: Uint8Array | string): void {
  writeFileSync(join(keys, name), content);
}

function certificates(...more: readonly Buffer[]): void {
  file("web.pgp", Buffer.concat([...[me, ann, ben, cid, bob].map((each) => each!.certificate), ...more]));
}

function signs(by: Pair, content: Uint8Array = ssh.key, created = day("2024-05-06")): Buffer {
  return detached(by, content, { created });
}

const list = (...flags: readonly string[]) =>
  run("trust", "list", "--policy", join(root, "policy.txt"), "--from", me!.fingerprint, ...AT, ...flags);
const listed = (...flags: readonly string[]) => list("--keys", keys, ...flags);

const NOT_BOUND = "s0: it is an SSH key, and no certificate that was given vouches for that";

test("a signature over the key's file: reached through the certificate, and said by what", async () => {
  certificates();
  file("bob-ssh.pub.asc", signs(bob!.pair));
  const { code, said } = await listed("--least", "3");
  expect(code).toBe(0);
  expect(said).toContain(
    `s0: certificate ${bob!.fingerprint} ${bob!.name} signed the file of its SSH key on 2024-05-06: the word of who holds that certificate`,
  );
  expect(said).toContain("s0: 3 disjoint paths of at most 4 hops");
  expect(said).toContain(
    "your only signer is reached by 3 or more disjoint paths from your own key; SSH keys, through certificates that vouch for them: s0",
  );
});

test("nothing vouches for it: too few paths, and why", async () => {
  certificates();
  const { code, said } = await listed("--least", "1");
  expect(code).toBe(1);
  expect(said).toContain(NOT_BOUND);
  expect(said).toMatch(/Cannot reach "s0": 0 disjoint paths.*\n+ +it is an SSH key, and no certificate/);
});

test("one's own keys are not too few", async () => {
  certificates();
  file("bob-ssh.pub.asc", signs(me!.pair));
  writeFileSync(join(root, "policy.txt"), policy(ssh.fingerprint, me!.fingerprint));
  const { code, said } = await listed("--least", "3");
  expect(code).toBe(0);
  expect(said).toContain("s0: your own certificate vouches for it");
  expect(said).toContain("s1: it is your own key");
});

test.each<[string, () => void]>([
  ["over another file", () => file("bob-ssh.pub.asc", signs(bob!.pair, Buffer.from("something else")))],
  ["from a time that has not come", () => file("bob-ssh.pub.asc", signs(bob!.pair, ssh.key, day("2027-01-01")))],
  ["by a key that is not there", () => file("bob-ssh.pub.asc", signs(makePair("ed25519-legacy", MADE)))],
  ["by the SSH key itself", () => file("bob-ssh.pub.sig", ssh.sign(ssh.key, new Date()))],
  ["by another name", () => file("other.pub.asc", signs(bob!.pair))],
  ["with SHA-1", () => file("bob-ssh.pub.asc", detached(bob!.pair, ssh.key, { created: day("2019-01-01"), hash: 2 }))],
  [
    "over a list with names in it, which says whom others take keys for",
    () => {
      const lines = Buffer.from(`bob@example.org ${ssh.key.toString()}`);
      file("bob-ssh.pub", lines);
      file("bob-ssh.pub.asc", signs(bob!.pair, lines));
    },
  ],
  [
    "over two keys",
    () => {
      const lines = Buffer.from(ssh.key.toString() + sshSigner("other").key.toString());
      file("bob-ssh.pub", lines);
      file("bob-ssh.pub.asc", signs(bob!.pair, lines));
    },
  ],
  [
    "by a certificate that was revoked as compromised",
    () => {
      bob!.revoke(day("2025-01-01"), 2);
      file("bob-ssh.pub.asc", signs(bob!.pair));
    },
  ],
])("a signature %s binds nothing", async (_, arrange) => {
  arrange();
  certificates();
  // One of no file that is there is no key either, which a folder may hold.
  expect((await listed()).said).toContain(NOT_BOUND);
});

test("a key on a list of revoked ones is nobody's", async () => {
  certificates();
  file("bob-ssh.pub.asc", signs(bob!.pair));
  const made = spawnSync("ssh-keygen", ["-k", "-f", join(keys, "revoked"), join(keys, "bob-ssh.pub")]);
  if (made.status !== 0) return console.warn("skipped: ssh-keygen is not installed");
  expect((await listed()).said).toContain(NOT_BOUND);
});

test("a stranger who signs bob's key too: both are named, and the count is of a certificate that is shown", async () => {
  const eve = new MadeKey("eve");
  certificates(eve.certificate);
  file("bob-ssh.pub.asc", Buffer.concat([signs(bob!.pair), signs(eve.pair, ssh.key, day("2020-01-01"))]));
  const { said } = await listed();
  expect(said).toMatch(new RegExp(`s0: certificate ${bob!.fingerprint} .* signed the file`));
  expect(said).toMatch(new RegExp(`s0: beside that, certificate ${eve.fingerprint} .* signed the file`));
  expect(said).toContain("s0: 3 disjoint paths");
  file("bob-ssh.pub.asc", signs(eve.pair));
  expect((await listed()).said).toContain("s0: no path of at most 4 hops");
});

/** A subkey of bob's, and the file of the same key for SSH. */
function loggingIn(saying: { readonly flags?: number; readonly expires?: number; readonly revoked?: number } = {}) {
  const own = makePair("ed25519-legacy", MADE);
  const point = Buffer.from(createPublicKey(own.secret).export({ format: "jwk" }).x!, "base64url");
  const key = readSshKey(Buffer.concat([wireString("ssh-ed25519"), wireString(point)]))!;
  const { flags = LOGGING_IN, expires, revoked } = saying;
  const bound = subkey(bob!.pair, own, {
    created: day("2016-02-03"),
    back: false,
    flags,
    ...(expires === undefined ? {} : { expires }),
  });
  const gone = signature(bob!.pair, {
    type: 0x28,
    created: revoked ?? 0,
    parts: [part(29, Buffer.from([3]))],
    data: [hashedKey(bob!.pair), hashedKey(own)],
  });
  writeFileSync(join(root, "policy.txt"), policy(key.fingerprint));
  // Copies of a certificate are merged: this one has the subkey alone.
  certificates(publicKey(bob!.pair), bound, ...(revoked === undefined ? [] : [gone]));
}

test("a subkey for logging in that is the same key", async () => {
  loggingIn();
  const { said } = await listed();
  expect(said).toContain(
    `s0: certificate ${bob!.fingerprint} ${bob!.name} has the same key as its SSH key, for logging in, since 2016-02-03`,
  );
  expect(said).toContain("s0: 3 disjoint paths");
});

test.each([
  ["is for signing", { flags: 2 }],
  ["expired", { expires: 5 * YEAR }],
  ["was revoked", { revoked: day("2020-01-01") }],
])("a subkey that %s is none for logging in", async (_, saying) => {
  loggingIn(saying);
  expect((await listed()).said).toContain(NOT_BOUND);
});

test("a subkey of a weak primary key is none for logging in, as it is none for signing", async () => {
  bob = new MadeKey("bob", { kind: "dsa2048" });
  for (const between of [ann!, ben!, cid!]) between.certify(bob);
  loggingIn();
  expect((await listed()).said).toContain(NOT_BOUND);
});

test("the home keeps a signed file as it was signed, whatever the order, and list says what binds a key", async () => {
  certificates();
  // Lines of one key are kept sorted elsewhere: these are not.
  const content = Buffer.from(`# z\n${ssh.key.toString()}# a\n`);
  file("bob-ssh.pub", content);
  file("bob-ssh.pub.asc", signs(bob!.pair, content));
  const { code, said } = await run("keys", "import", keys);
  expect(code).toBe(0);
  expect(said).toContain("1 signature over the file of an SSH key kept with it");
  expect((await run("keys", "import", keys)).said).toContain("0 keys added, 0 changed, 6 as before");
  expect((await list()).said).toContain("s0: 3 disjoint paths");
  const own = (await run("keys", "list", ...AT)).said.split("\n").filter((line) => line.startsWith("SHA256:"));
  expect(own).toEqual([`${ssh.fingerprint}    ssh-ed25519  its file was signed by ${bob!.fingerprint} on 2024-05-06`]);
  // A second one, of the same file, comes beside the first.
  file("bob-ssh.pub.asc", signs(cid!.pair, content));
  await run("keys", "import", keys);
  expect(readdirSync(join(root, "home/keys")).filter((name) => name.startsWith("signed-")).length).toBe(3);
  // And a revocation that comes alone is none of these.
  bob!.revoke(day("2025-01-01"), 2);
  file("bob-ssh.pub.asc", bob!.revocations);
  await run("keys", "import", keys);
  expect((await list()).said).toContain("s0: certificate " + cid!.fingerprint);
});

test("verify tells the paths beside each signature, of an SSH key by the certificate that vouches for it", async () => {
  certificates();
  file("bob-ssh.pub.asc", signs(bob!.pair));
  const content = Buffer.from("a release");
  const [name, signatures] = [join(root, "release"), join(root, "signatures")];
  writeFileSync(name, content);
  mkdirSync(signatures);
  const own = sshSigner("bob", "file");
  file("bob-ssh.pub", own.key);
  file("bob-ssh.pub.asc", signs(bob!.pair, own.key));
  writeFileSync(join(signatures, "release.sig"), own.sign(content, new Date()));
  writeFileSync(join(signatures, "release.asc"), detached(ann!.pair, content, { created: day("2025-01-01") }));
  const words = ["--file", name, "--keys", keys, "--signatures", signatures, "--from", me!.fingerprint];
  const { code, said } = await run("verify", ...words);
  expect(code).toBe(0);
  expect(said).toContain(
    `${own.fingerprint}  certificate ${bob!.fingerprint} ${bob!.name} signed the file of its SSH key`,
  );
  expect(said).toContain(`${own.fingerprint}  3 disjoint paths of at most 4 hops`);
  expect(said).toMatch(
    new RegExp(`path 1: [0-9a-f]{40} \\w+ <.*> since 2016-06-01, ${bob!.fingerprint} ${bob!.name} since 2016-06-01`),
  );
  expect(said).toContain(`${ann!.fingerprint}  path 1: ${ann!.fingerprint} ${ann!.name} since 2016-06-01`);
});

test.runIf(has("gpg") && has("ssh-keygen"))(
  "as gpg makes them: an exported key for logging in, and a detached signature",
  async () => {
    const home = join(root, "gnupg");
    mkdirSync(home, { mode: 0o700 });
    const gpg = (...words: readonly string[]): Buffer => {
      const { status, stdout, stderr } = spawnSync("gpg", ["--homedir", home, "--batch", "--passphrase", "", ...words]);
      if (status !== 0) throw new Error(String(stderr));
      return stdout;
    };
    gpg("--quick-generate-key", "Real <real@example.org>", "ed25519", "sign", "never");
    const [, real] = /^fpr:+([0-9A-F]{40}):/m.exec(gpg("--with-colons", "--list-keys").toString())!;
    for (const kind of ["ed25519", "rsa2048", "nistp256/ecdsa"]) gpg("--quick-add-key", real!, kind, "auth", "never");
    file("real.pgp", gpg("--export"));
    const subkeys = [
      ...gpg("--with-colons", "--list-keys")
        .toString()
        .matchAll(/^fpr:+([0-9A-F]{40}):/gm),
    ];
    const exported = subkeys.slice(1).map(([, fingerprint]) => gpg("--export-ssh-key", `${fingerprint!}!`).toString());
    writeFileSync(join(root, "all.pub"), exported.join(""));
    const words = spawnSync("ssh-keygen", ["-l", "-f", join(root, "all.pub")], { encoding: "utf8" }).stdout;
    const fingerprints = [...words.matchAll(/SHA256:\S+/g)].map(String);
    expect(fingerprints.length).toBe(3);
    gpg("--armor", "--detach-sign", join(keys, "bob-ssh.pub"));
    spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
    certificates();
    writeFileSync(join(root, "policy.txt"), policy(ssh.fingerprint, ...fingerprints));
    const now = ["--from", me!.fingerprint, "--keys", keys, "--policy", join(root, "policy.txt")];
    const { said } = await run("trust", "list", ...now);
    const who = `certificate ${real!.toLowerCase()} Real <real@example.org>`;
    expect(said).toContain(`s0: ${who} signed the file of its SSH key on `);
    for (const index of [1, 2, 3]) expect(said).toContain(`s${index}: ${who} has the same key as its SSH key`);
  },
);
