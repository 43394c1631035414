// Twenty signatures by gpg and sq, of all kinds of key that they make: good here as there. Then changed at random, they and
// their certificates: what is good here is good to gpgv or to sqv, too. What these programs lack is skipped.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyring } from "../../src/manifest/keyring.ts";
import { newlyFramed } from "../../src/openpgp/certificate-bytes.ts";
import { PACKET, readPackets } from "../../src/openpgp/packets.ts";
import { PART, readSignature } from "../../src/openpgp/signature.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { draws, rounds, seed } from "../extent.ts";
import { CONTENT, has, keyringOf, others, verdictOf, verdictsOf } from "./judges.ts";
import { part, uint } from "./packet-writer.ts";

// Short, as gpg's agent has its socket below it.
const home = mkdtempSync("/tmp/fs-real-");
const environment = { PATH: process.env["PATH"], HOME: home, GNUPGHOME: join(home, "gnupg"), LC_ALL: "C" };
const content = join(home, "content");

interface Real {
  readonly name: string;
  readonly certificate: Buffer;
  readonly signature: Buffer;
}

function run(program: string, ...words: readonly string[]): Buffer {
  return execFileSync(program, words, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
}

const gpg = (...words: readonly string[]): Buffer =>
  run("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", ...words);

const KINDS = ["ed25519", "rsa2048", "rsa3072", "nistp256", "nistp384", "nistp521", "brainpoolP256r1", "secp256k1"];

function byGpg(kind: string): readonly Real[] {
  const user = `${kind}@example.org`;
  gpg("--quick-generate-key", user, kind, "cert,sign", "2y");
  const [, fingerprint] = /^fpr:+([0-9A-F]+):/m.exec(gpg("--with-colons", "--list-keys", user).toString())!;
  // Half of them sign with a subkey, and all have one that only encrypts.
  if (KINDS.indexOf(kind) % 2 === 0) gpg("--quick-add-key", fingerprint!, "ed25519", "sign", "1y");
  gpg("--quick-add-key", fingerprint!, "cv25519", "encr", "1y");
  const certificate = gpg("--export", user);
  // gpg asks for digests as long as the curve.
  const short = kind === "nistp521" ? "SHA512" : kind === "nistp384" ? "SHA384" : "SHA256";
  return [short, "SHA512"].map((digest) => {
    const signature = gpg("--local-user", fingerprint!, "--digest-algo", digest, "--output", "-", "-b", content);
    return { name: `gpg, ${kind}, ${digest}`, certificate, signature };
  });
}

function bySq(suite: string): readonly Real[] {
  const [key, certificate] = [join(home, `${suite}.key`), join(home, `${suite}.pgp`)];
  run("sq", "key", "generate", "-c", suite, "-u", `${suite}@example.org`, "-e", key);
  run("sq", "key", "extract-cert", "-B", "-o", certificate, key);
  return [1, 2].map((time) => {
    const signature = run("sq", "sign", "-B", "--detached", "--signer-key", key, content);
    return { name: `sq, ${suite}, ${time}`, certificate: readFileSync(certificate), signature };
  });
}

const reals: Real[] = [];
beforeAll(() => {
  mkdirSync(environment.GNUPGHOME, { mode: 0o700 });
  writeFileSync(content, CONTENT);
  if (has("gpg")) reals.push(...KINDS.flatMap(byGpg));
  if (has("sq")) reals.push(...["cv25519", "rsa3k"].flatMap(bySq));
}, 120_000);
afterAll(async () => {
  spawnSync("gpgconf", ["--kill", "all"], { env: environment });
  await removeTree(home);
});

/** As of when all of them were there. */
const now = new Date(Date.now() + 300_000);

/** Changes one place of some bytes. */
function changed(bytes: Buffer, draw: (below: number) => number): Buffer {
  const at = draw(bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
  switch (draw(6)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, Buffer.from([draw(256)]), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    default:
      return Buffer.concat([before, Buffer.from([bytes[at]! ^ (1 << draw(8))]), after]);
  }
}

const OF_CERTIFICATES: readonly number[] = [PACKET.publicKey, PACKET.userId, PACKET.publicSubkey, PACKET.signature];

/**
 * What was signed of a signature or of a file's first certificate. The others refuse the whole where anything else in it
 * is malformed: unhashed subpackets (RFC 9580, section 5.2.3), packets that belong to no certificate, a further
 * certificate. Here these are passed over.
 */
function asSigned(bytes: Buffer): Buffer {
  const packets = readPackets(bytes).packets.filter(({ type }) => OF_CERTIFICATES.includes(type));
  const second = packets.findIndex(({ type }, i) => i > 0 && type === PACKET.publicKey);
  const bare = packets.slice(0, second < 0 ? packets.length : second).map(({ type, body }) => {
    if (type !== PACKET.signature) return newlyFramed({ type, body });
    const signature = signatureAsSigned(body);
    return signature === undefined ? Buffer.alloc(0) : newlyFramed({ type, body: signature });
  });
  return Buffer.concat(bare);
}

/** A signature's body with no unhashed subpacket but a signing subkey's own word, which stands there and is signed. */
function signatureAsSigned(body: Buffer): Buffer | undefined {
  const signature = readSignature(body);
  if (signature === undefined || signature === "version" || signature.version !== 4) return undefined;
  const { hashed, loose, numbers } = signature;
  const embedded = loose.flatMap(({ type, data }) => {
    const inner = type === PART.embedded ? signatureAsSigned(data) : undefined;
    return inner === undefined ? [] : [part(PART.embedded, inner)];
  });
  const area = Buffer.concat(embedded);
  return Buffer.concat([hashed, uint(area.length, 2), area, body.subarray(body.length - numbers.length - 2)]);
}

describe("signatures by gpg and sq", () => {
  test("twenty of them are good", () => {
    for (const { name, certificate, signature } of reals)
      expect(verdictOf(keyringOf(certificate), signature, { now }), name).toMatchObject({ status: "good" });
    if (has("gpg") && has("sq")) expect(reals).toHaveLength(20);
  });

  test.runIf(["gpg", "gpgv", "sqv"].every(has))(
    "changed at random, what is good here is good to gpgv or to sqv",
    { timeout: 600_000 },
    () => {
      // sqv does not know all curves; where only gpgv does, its refusal of what it cannot read says nothing.
      const known = reals.filter(({ certificate, signature }) => others(certificate, signature).sqv === true);
      expect(known.length).toBeGreaterThan(10);
      let good = 0;
      for (const round of rounds(4000)) {
        const draw = draws(seed + round);
        const real = known[draw(known.length)]!;
        const ofKey = draw(2) === 0;
        const certificate = ofKey ? changed(real.certificate, draw) : real.certificate;
        const signature = ofKey ? real.signature : changed(real.signature, draw);
        const keys = readKeyring([{ name: "k", content: certificate }]);
        if (!keys.ok) continue;
        const verdicts = verdictsOf(keys.value, signature, { now });
        // Junk after a good signature has a verdict of its own here; the others refuse the file.
        if (!verdicts.every(({ status }) => status === "good")) continue;
        good++;
        const accepted = [others(certificate, signature), others(asSigned(certificate), asSigned(signature))];
        const isGood = accepted.some(({ gpgv, sqv }) => gpgv === true || sqv === true);
        expect(isGood, `round ${round}: ${real.name}`).toBe(true);
      }
      // Else nothing was compared: a change of what only encrypts, or of what nobody signed, leaves it good.
      expect(good).toBeGreaterThan(10);
    },
  );
});
