// The observation in a DSSE envelope: OpenSSL verifies it over the bytes that the protocol signs, and so does the library
// of Debian's in-toto (which, at 1.3.1, reads no envelopes itself).

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "openpgp";
import { afterAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { parseObservation } from "../../src/observation/parse.ts";
import { preAuthenticationEncoding } from "../../src/observation/dsse.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { makePerson, writeProject } from "../trust/persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-dsse-"));
afterAll(() => removeTree(root));

test("the bytes that are signed are those of the protocol", () => {
  expect(preAuthenticationEncoding(Buffer.from("hello world")).toString()).toBe(
    "DSSEv1 28 application/vnd.in-toto+json 11 hello world",
  );
});

test("attest --dsse writes an envelope of the same statement, which others verify", { timeout: 60_000 }, async () => {
  const project = join(root, "project");
  writeProject(project);
  const alice = await makePerson(root, project, "alice");
  expect((await alice.run("build", "seed", "--offline")).code).toBe(0);
  const folder = join(root, "shared");
  const ran = await alice.run("attest", "seed", "--key", alice.secret, "--dsse", "--into", folder);
  expect(ran.code, ran.said).toBe(0);
  const names = readdirSync(folder);
  const envelope = JSON.parse(readFileSync(join(folder, names.find((name) => name.endsWith(".dsse.json"))!), "utf8"));
  expect(Object.keys(envelope).sort()).toEqual(["payload", "payloadType", "signatures"]);
  expect(envelope.payloadType).toBe("application/vnd.in-toto+json");
  const payload = Buffer.from(envelope.payload, "base64");
  const detached = readFileSync(join(folder, names.find((name) => name.endsWith(".observation.json"))!));
  expect(payload.equals(detached)).toBe(true);
  expect(parseObservation(payload).ok).toBe(true);
  expect(names).toContain(`${sha256(payload)}.${alice.fingerprint}.dsse.json`);
  expect(envelope.signatures[0].keyid).toBe(alice.fingerprint);

  const [signed, signature, key] = [
    join(root, "signed"),
    join(root, "signature"),
    join(folder, `${alice.fingerprint}.pem`),
  ];
  writeFileSync(signed, preAuthenticationEncoding(payload));
  writeFileSync(signature, Buffer.from(envelope.signatures[0].sig, "base64"));
  const openssl = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", signed, "-sigfile", signature];
  expect(execFileSync("openssl", openssl).toString()).toContain("Verified Successfully");
  writeFileSync(signed, payload);
  expect(spawnSync("openssl", openssl).status).not.toBe(0);

  const script = `
import base64, json, sys
from securesystemslib.signer import SSlibKey, Signature
envelope = json.load(open(sys.argv[1]))
body = base64.b64decode(envelope["payload"])
kind = envelope["payloadType"]
pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body)
own = envelope["signatures"][0]
key = SSlibKey(own["keyid"], "ed25519", "ed25519", {"public": sys.argv[2]})
key.verify_signature(Signature(own["keyid"], base64.b64decode(own["sig"]).hex()), pae)
print("verified")`;
  const raw = execFileSync("openssl", ["pkey", "-pubin", "-in", key, "-outform", "DER"]).subarray(-32).toString("hex");
  const file = join(folder, names.find((name) => name.endsWith(".dsse.json"))!);
  const python = spawnSync("/usr/bin/python3", ["-c", script, file, raw], { encoding: "utf8" });
  if (python.stderr.includes("No module named")) console.warn("skipped: Debian's in-toto is not installed");
  else expect(python).toMatchObject({ status: 0, stdout: "verified\n" });
});

test("a key that is not Ed25519 is told so, before anything is written", { timeout: 60_000 }, async () => {
  const project = join(root, "project");
  const bob = await makePerson(root, project, "bob");
  const { privateKey } = await generateKey({ type: "ecc", curve: "nistP256", userIDs: [{ name: "bob" }] });
  writeFileSync(bob.secret, privateKey);
  expect((await bob.run("build", "seed", "--offline")).code).toBe(0);
  const ran = await bob.run("attest", "seed", "--key", bob.secret, "--dsse");
  expect(ran.code).toBe(2);
  expect(ran.said).toContain("Cannot sign an envelope: its key is not Ed25519");
});
