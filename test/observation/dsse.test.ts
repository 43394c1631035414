// The observation in a DSSE envelope, by each kind of key that can: @sigstore/verify reads it, OpenSSL verifies it over the
// bytes that the protocol signs, and so does the library of Debian's in-toto (which, at 1.3.1, reads no envelopes
// itself). What cannot is refused before anything is written.

import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toDSSEBundle } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { generateKey } from "openpgp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { signRawSsh } from "../../src/manifest/raw-signature.ts";
import { fingerprintDigits } from "../../src/manifest/signature-name.ts";
import { parseObservation } from "../../src/observation/parse.ts";
import { preAuthenticationEncoding } from "../../src/observation/dsse.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { makePerson, writeProject, type Person } from "../trust/persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-dsse-"));
let alice: Person;

beforeAll(async () => {
  if (spawnSync("ssh-keygen", ["-?"]).error !== undefined) throw new Error("this test requires ssh-keygen");
  const project = join(root, "project");
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  expect((await alice.run("build", "seed", "--offline")).code).toBe(0);
}, 60_000);
afterAll(() => removeTree(root));

test("the bytes that are signed are those of the protocol", () => {
  expect(preAuthenticationEncoding(Buffer.from("hello world")).toString()).toBe(
    "DSSEv1 28 application/vnd.in-toto+json 11 hello world",
  );
});

type Openpgp = Parameters<typeof generateKey>[0];

/** Writes a new key, and gives the words that sign with it. */
async function openpgpKey(name: string, options: Omit<Openpgp, "userIDs" | "format">): Promise<readonly string[]> {
  const made = await generateKey({ ...options, userIDs: [{ name }] });
  writeFileSync(join(root, name), made.privateKey);
  return ["--key", join(root, name)];
}

function sshKey(name: string, ...words: readonly string[]): readonly string[] {
  execFileSync("ssh-keygen", ["-q", "-N", "", "-C", name, "-f", join(root, name), ...words]);
  return ["--ssh", join(root, name)];
}

interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** As sigstore reads a bundle of one's own key: no certificate authority, log or clock is asked. */
function sigstoreAccepts({ payload, payloadType, signatures: [own] }: Envelope, pem: string, change = 0): boolean {
  const artifact = Buffer.from(payload, "base64");
  artifact[artifact.length >> 1]! ^= change;
  const signature = Buffer.from(own!.sig, "base64");
  const bundle = toDSSEBundle({ artifact, artifactType: payloadType, signature, keyHint: own!.keyid });
  const rawBytes = createPublicKey(pem).export({ type: "spki", format: "der" });
  const none = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
  const keys = { [own!.keyid]: { rawBytes, keyDetails: 0 } };
  const material = toTrustMaterial({ mediaType: "", ...none }, keys as Parameters<typeof toTrustMaterial>[1]);
  const verifier = new Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
  try {
    verifier.verify(toSignedEntity(bundle));
    return true;
  } catch (error) {
    expect((error as Error).message).toBe("signature verification failed");
    return false;
  }
}

function opensslAccepts(envelope: Envelope, pem: string): boolean {
  const [signed, signature, key] = ["signed", "signature", "key.pem"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(signed, preAuthenticationEncoding(Buffer.from(envelope.payload, "base64")));
  writeFileSync(signature, Buffer.from(envelope.signatures[0]!.sig, "base64"));
  writeFileSync(key, pem);
  const files = ["-in", signed, "-sigfile", signature];
  return spawnSync("openssl", ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", ...files]).status === 0;
}

/** The keys of Debian's in-toto; null where that is not installed. */
function securesystemslibAccepts(file: string, pem: string): boolean | null {
  const script = `
import base64, json, sys
from securesystemslib.signer import SSlibKey, Signature
envelope = json.load(open(sys.argv[1]))
body = base64.b64decode(envelope["payload"])
kind = envelope["payloadType"]
pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body)
own = envelope["signatures"][0]
key = SSlibKey(own["keyid"], sys.argv[2], sys.argv[2], {"public": sys.argv[3]})
key.verify_signature(Signature(own["keyid"], base64.b64decode(own["sig"]).hex()), pae)
print("verified")`;
  const isCurve = createPublicKey(pem).asymmetricKeyType === "ec";
  const der = createPublicKey(pem).export({ type: "spki", format: "der" });
  const words = isCurve ? ["ecdsa-sha2-nistp256", pem] : ["ed25519", der.subarray(-32).toString("hex")];
  const python = spawnSync("/usr/bin/python3", ["-c", script, file, ...words], { encoding: "utf8" });
  if (python.error !== undefined || python.stderr.includes("No module named")) {
    console.warn("skipped: Debian's in-toto is not installed");
    return null;
  }
  return python.status === 0 && python.stdout === "verified\n";
}

test.each<readonly [kind: string, key: () => Promise<readonly string[]> | readonly string[]]>([
  ["OpenPGP, Ed25519 of before RFC 9580", () => openpgpKey("legacy", { type: "ecc", curve: "ed25519Legacy" })],
  ["OpenPGP, Ed25519 of RFC 9580", () => openpgpKey("new", { type: "curve25519" })],
  ["OpenPGP, P-256", () => openpgpKey("p256", { type: "ecc", curve: "nistP256" })],
  ["SSH, Ed25519", () => sshKey("ssh-ed25519", "-t", "ed25519")],
  ["SSH, P-256", () => sshKey("ssh-p256", "-t", "ecdsa", "-b", "256")],
])("%s: attest --dsse writes an envelope of the same statement, which others verify", async (kind, key) => {
  const folder = join(root, kind.replaceAll(/\W+/g, "-"));
  const ran = await alice.run("attest", "seed", ...(await key()), "--dsse", "--into", folder);
  expect(ran.code, ran.said).toBe(0);
  const names = readdirSync(folder);
  const file = join(folder, names.find((name) => name.endsWith(".dsse.json"))!);
  const envelope = JSON.parse(readFileSync(file, "utf8")) as Envelope;
  expect(Object.keys(envelope).sort()).toEqual(["payload", "payloadType", "signatures"]);
  expect(envelope.payloadType).toBe("application/vnd.in-toto+json");
  const payload = Buffer.from(envelope.payload, "base64");
  const detached = readFileSync(join(folder, names.find((name) => name.endsWith(".observation.json"))!));
  expect(payload.equals(detached)).toBe(true);
  const observation = parseObservation(payload);
  expect(observation.ok && fingerprintDigits(observation.value.observer)).toBe(envelope.signatures[0]!.keyid);
  const signature = names.find((name) => /\.(?:asc|sig)$/.test(name))!;
  expect(names).toContain(signature.replace(/(?:asc|sig)$/, "dsse.json"));
  expect(signature).toContain(sha256(payload));

  const pem = readFileSync(join(folder, names.find((name) => name.endsWith(".pem"))!), "utf8");
  expect(sigstoreAccepts(envelope, pem), "@sigstore/verify").toBe(true);
  expect(sigstoreAccepts(envelope, pem, 1), "@sigstore/verify, of another text").toBe(false);
  expect(opensslAccepts(envelope, pem), "OpenSSL").toBe(true);
  const changed = { ...envelope, payload: Buffer.from("{}").toString("base64") };
  expect(opensslAccepts(changed, pem), "OpenSSL, of another text").toBe(false);
  expect(securesystemslibAccepts(file, pem), "securesystemslib").not.toBe(false);
  // A folder with envelopes in it is verified as one without.
  expect((await alice.run("verify", "seed", "--manifests", folder)).code).toBe(0);
});

test.each<readonly [kind: string, key: () => Promise<readonly string[]> | readonly string[], says: string]>([
  ["RSA", () => openpgpKey("rsa", { type: "rsa", rsaBits: 2048 }), "its key is neither Ed25519 nor P-256"],
  ["P-384", () => openpgpKey("p384", { type: "ecc", curve: "nistP384" }), "its key is neither Ed25519 nor P-256"],
  ["SSH, RSA", () => sshKey("ssh-rsa", "-t", "rsa", "-b", "2048"), "its key is neither Ed25519 nor P-256"],
  ["SSH, P-384", () => sshKey("ssh-p384", "-t", "ecdsa", "-b", "384"), "its key is neither Ed25519 nor P-256"],
])("%s is refused, before anything is written", async (kind, key, says) => {
  const folder = join(root, `refused-${kind.replaceAll(/\W+/g, "-")}`);
  const ran = await alice.run("attest", "seed", ...(await key()), "--dsse", "--into", folder);
  expect(ran.code).toBe(2);
  expect(ran.said).toContain(`Cannot sign an envelope: ${says}\nhint: an Ed25519 or P-256 key from a file can`);
  expect(existsSync(folder)).toBe(false);
});

test("a private key of SSH whose point is not on its curve is a failure, and no crash", () => {
  const [, file] = sshKey("off-curve", "-t", "ecdsa", "-b", "256");
  const pem = readFileSync(file!, "utf8");
  const bytes = Buffer.from(pem.replace(/-----.*-----|\n/g, ""), "base64");
  // The second time: the first is that of the public key. An uncompressed point begins with 4 and has 65 octets.
  bytes[bytes.lastIndexOf(Buffer.from([0, 0, 0, 65, 4])) + 10]! ^= 1;
  const changed = pem.replace(/(?<=KEY-----\n)[^-]*/, `${bytes.toString("base64").replace(/.{70}/g, "$&\n")}\n`);
  expect(signRawSsh(pem, Buffer.from("text")).ok).toBe(true);
  const signed = signRawSsh(changed, Buffer.from("text"));
  expect(signed.ok ? "" : signed.failures[0]!.message).toMatch(/^Cannot sign an envelope: its key cannot: /);
});

test("a key of SSH that an agent holds, locked or damaged, signs no envelope", { timeout: 60_000 }, async () => {
  const [, key] = sshKey("kept", "-t", "ed25519");
  const whole = readFileSync(key!, "utf8");
  const attest = () => alice.run("attest", "seed", "--ssh", key!, "--dsse");
  writeFileSync(key!, whole.replace(/(.{60})\n/, "$1\n").replace("b3BlbnNzaC1rZXktdjEA", "b3BlbnNzaC1rZXktdjIA"));
  expect((await attest()).code).not.toBe(0);
  writeFileSync(key!, whole);
  execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "secret", "-f", key!]);
  const agent = execFileSync("ssh-agent", ["-s"], { encoding: "utf8" });
  const [, socket] = /SSH_AUTH_SOCK=([^;]*)/.exec(agent)!;
  const [, process_] = /SSH_AGENT_PID=(\d+)/.exec(agent)!;
  try {
    process.env["SSH_AUTH_SOCK"] = socket;
    const plain = join(root, "plain");
    cpSync(key!, plain);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "secret", "-N", "", "-f", plain]);
    execFileSync("ssh-add", ["-q", plain], { env: process.env });
    const locked = await attest();
    expect(locked.code).toBe(2);
    expect(locked.said).toContain("Cannot sign an envelope: its key is locked with a passphrase");
    rmSync(key!);
    const held = await alice.run("attest", "seed", "--ssh", `${key!}.pub`, "--dsse");
    expect(held.said).toContain("Cannot sign an envelope: it is no private key in OpenSSH's form");
  } finally {
    delete process.env["SSH_AUTH_SOCK"];
    process.kill(Number(process_));
  }
});
