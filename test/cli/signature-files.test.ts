// Signatures and keys as they lie in people's folders: under other names, binary, attached, in folders of their own,
// among files that are none. Each is read, or named with the reason why it was not. SSH keys sign beside OpenPGP.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMessage, generateKey, readPrivateKey, sign, type PrivateKey } from "openpgp";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { checkout, fromseedIn } from "./in-process.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-signature-files-"));
const at = (...names: readonly string[]): string => join(root, ...names);
const fromseed = fromseedIn(at("project"), at("home"));
const hasSsh = spawnSync("ssh-keygen", ["-?"]).error === undefined;
if (!hasSsh) console.warn("skipped: ssh-keygen is not installed");

let alice: PrivateKey;
let content: Buffer;

function put(name: string, bytes: string | Uint8Array): void {
  mkdirSync(join(at(name), ".."), { recursive: true });
  writeFileSync(at(name), bytes);
}

/** A binary signature of `content` by alice. */
async function signed({ detached }: { readonly detached: boolean }): Promise<Uint8Array> {
  const message = await createMessage({ binary: content });
  return (await sign({ message, signingKeys: alice, detached, format: "binary" })) as Uint8Array;
}

beforeAll(async () => {
  for (const path of ["recipes/seed", "bootstrap-seed/hex0"])
    cpSync(join(checkout, path), at("project", path), { recursive: true });
  put("project/stages/seed.yaml", "# The seed alone.\ndefault: seed\nstages:\n  - name: seed\n    recipe: seed\n");
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name: "alice" }],
    date: new Date(Date.now() - 9000),
  });
  put("alice.secret", privateKey);
  alice = await readPrivateKey({ armoredKey: privateKey });
  put("keys/alice.asc", publicKey);
  put("keys/README", "Keys of the people who sign.\n");
  put("keys/old/alice.asc", publicKey);
  expect((await fromseed("build")).code).toBe(0);
  content = readFileSync(at("home/manifests/seed.json"));
}, 60_000);
beforeEach(() => rmSync(at("signatures"), { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const verify = (...more: readonly string[]) =>
  fromseed("verify", "--keys", at("keys"), "--signatures", at("signatures"), ...more);

describe("signatures", () => {
  test.each(["seed.json.asc", "SEED.JSON.SIG", "alice.sig", "alice", "deep/in/folders/alice.pgp"])(
    "called %s, and binary, are read",
    async (name) => {
      put(`signatures/${name}`, await signed({ detached: true }));
      const { said } = await verify();
      expect(said).toMatch(/\nseed\.json {2}good {2}[0-9a-f]{40} {2}alice {2}good signature\n/);
      expect(said).toContain("seed.closure.json  no signature\n");
    },
  );

  test("attached to a copy of what is signed", async () => {
    put("signatures/seed.json.gpg", await signed({ detached: false }));
    expect((await verify()).said).toContain("\nseed.json  good  ");
    content = Buffer.concat([content, Buffer.from(" ")]);
    put("signatures/seed.json.gpg", await signed({ detached: false }));
    content = content.subarray(0, -1);
    expect((await verify()).said).toContain("it carries other bytes of its own and signs those");
  });

  test("of something else, and what is none, are named with the reason", async () => {
    const whole = content;
    content = Buffer.from("something else");
    put("signatures/else.sig", await signed({ detached: true }));
    content = whole;
    put("signatures/README.txt", "Put yours here.\n");
    const { code, said } = await verify();
    expect(code).not.toBe(0);
    expect(said).toMatch(/passed over: \S+else\.sig: it signs none of these texts: the signature does not fit/);
    expect(said).toMatch(/passed over: \S+README\.txt: it holds no signature\n/);
    const { passedOver } = JSON.parse((await verify("--json")).said) as { passedOver: readonly { name: string }[] };
    expect(passedOver.map(({ name }) => name.slice(root.length + 1))).toEqual([
      "keys/old",
      "keys/README",
      "signatures/README.txt",
      "signatures/else.sig",
    ]);
  });

  test("that are named for another text are counted where none of this is there", async () => {
    put(`signatures/${"ab".repeat(32)}.${"cd".repeat(20)}.asc`, await signed({ detached: true }));
    expect((await verify()).said).toContain("1 file there is named for other texts\n");
  });
});

describe("keys", () => {
  test("a README and a folder among them are named", async () => {
    const { said } = await fromseed("verify", "--keys", at("keys"));
    expect(said).toMatch(
      /passed over: \S+keys\/old: it is a folder\npassed over: \S+keys\/README: it holds no public key\n/,
    );
  });

  test("a README alone, or a damaged key, is a failure", async () => {
    put("README/README", "nothing\n");
    expect((await fromseed("verify", "--keys", at("README"))).said).toContain("no public key is there");
    expect((await fromseed("verify", "--keys", at("README/README"))).said).toContain("it holds no public key");
    put("damaged/alice.asc", readFileSync(at("keys/alice.asc")).subarray(0, -50));
    put("damaged/bob.asc", readFileSync(at("keys/alice.asc")));
    expect((await fromseed("verify", "--keys", at("damaged"))).said).toMatch(
      /Cannot read keys "\S+alice\.asc": a block of it is damaged/,
    );
  });
});

describe.runIf(hasSsh)("an SSH key", () => {
  const keygen = (...argv: readonly string[]): void => {
    expect(spawnSync("ssh-keygen", argv).status).toBe(0);
  };

  test("signs beside OpenPGP, for the kind of text alone, and is revoked by a list", async () => {
    keygen("-q", "-t", "ed25519", "-N", "", "-C", "bob@example.org", "-f", at("bob"));
    put("both/alice.asc", readFileSync(at("keys/alice.asc")));
    put("both/allowed_signers", `bob@example.org ${readFileSync(at("bob.pub"))}`);
    for (const key of [
      ["--key", at("alice.secret")],
      ["--ssh", at("bob")],
    ])
      expect(await fromseed("sign", ...key)).toMatchObject({ code: 0 });
    const both = ["verify", "--keys", at("both")];
    const { code, said } = await fromseed(...both);
    expect(code).toBe(0);
    expect(said).toMatch(/\nseed\.json {2}good {2}[0-9a-f]{40} {2}alice {2}good signature\n/);
    expect(said).toMatch(/\nseed\.json {2}good {2}SHA256:\S{43} {2}bob@example\.org {2}good signature\n/);
    const revoked = await fromseed(...both, "--revoked", at("bob.pub"));
    expect(revoked).toMatchObject({ code: 1, said: expect.stringContaining("its key is on a list of revoked keys") });
    // ssh-keygen itself reads what fromseed made, and a signature of a file is none of a manifest.
    const signature = /signed {2}\S+seed\.json\n\s+(\S+\.sig)\n/.exec(
      (await fromseed("sign", "--ssh", at("bob.pub").slice(0, -4))).said,
    )![1]!;
    const check = spawnSync(
      "ssh-keygen",
      [
        "-Y",
        "verify",
        "-f",
        at("both/allowed_signers"),
        "-I",
        "bob@example.org",
        "-n",
        "manifest@fromseed",
        "-s",
        signature,
      ],
      { input: content },
    );
    expect(check.status).toBe(0);
    put("other-name/x", content);
    keygen("-q", "-Y", "sign", "-f", at("bob"), "-n", "file", at("other-name/x"));
    rmSync(at("other-name/x"));
    expect((await fromseed(...both, "--signatures", at("other-name"))).said).toMatch(
      /passed over: \S+x\.sig: it counts for none of these texts: it was made for the namespace "file"/,
    );
    put("stray/seed.json", content);
    keygen("-q", "-Y", "sign", "-f", at("bob"), "-n", "file", at("stray/seed.json"));
    const stray = await fromseed(...both, "--signatures", at("stray"));
    expect(stray).toMatchObject({
      code: 1,
      said: expect.stringContaining('it was made for the namespace "file", not for "manifest@fromseed"'),
    });
  });

  test("that an agent holds signs by its public key, or by a certificate of it", async () => {
    keygen("-q", "-t", "ecdsa", "-N", "", "-C", "carol", "-f", at("carol"));
    keygen("-q", "-t", "ed25519", "-N", "", "-f", at("authority"));
    keygen("-q", "-s", at("authority"), "-I", "id", "-n", "carol@example.org", at("carol.pub"));
    put("carols/allowed_signers", `*@example.org cert-authority ${readFileSync(at("authority.pub"))}`);
    const started = spawnSync("ssh-agent", ["-s"]).stdout.toString();
    const [socket, pid] = [/SSH_AUTH_SOCK=([^;]+)/, /SSH_AGENT_PID=(\d+)/].map((part) => part.exec(started)![1]!);
    vi.stubEnv("SSH_AUTH_SOCK", socket!);
    try {
      expect(spawnSync("ssh-add", ["-q", at("carol")], { env: process.env }).status).toBe(0);
      rmSync(at("carol"));
      const verified = async () => (await fromseed("verify", "--keys", at("carols"))).said;
      expect(await fromseed("sign", "--ssh", at("carol.pub"))).toMatchObject({ code: 0 });
      expect(await verified()).toMatch(/\nseed\.json {2}unknown-key {2}SHA256:\S{43} /);
      expect(await fromseed("sign", "--ssh", at("carol-cert.pub"))).toMatchObject({ code: 0 });
      expect(await verified()).toMatch(/\nseed\.json {2}good {2}SHA256:\S{43} {2}good signature\n/);
    } finally {
      vi.unstubAllEnvs();
      process.kill(Number(pid));
    }
  });

  test("that is not there, or is locked without its public half, is a failure with the reason", async () => {
    expect((await fromseed("sign", "--ssh", at("nobody"))).said).toContain("Cannot read key");
    keygen("-q", "-t", "ed25519", "-N", "a passphrase", "-f", at("locked"));
    rmSync(at("locked.pub"));
    expect((await fromseed("sign", "--ssh", at("locked"))).said).toContain("Cannot sign with SSH key");
    expect((await fromseed("sign", "--ssh", at("bob"), "--gpg", "x")).said).toContain("give one of");
  });
});
