// Keys and signatures by their version: 4 and 6 are verified, the latter also as RFC 9580 prints them; of others nobody
// here can say anything, and that is what is said.

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readKeyring } from "../../src/manifest/keyring.ts";
import { readArmor } from "../../src/openpgp/armor.ts";
import { check } from "../../src/openpgp/check.ts";
import { fitness } from "../../src/openpgp/fitness.ts";
import { readSignature } from "../../src/openpgp/signature.ts";
import { readPackets } from "../../src/openpgp/packets.ts";
import { CONTENT, keyringOf, verdictOf, year } from "./judges.ts";
import { detached, FLAGS, makePair, packet, part, signatureBody, simple } from "./packet-writer.ts";

const BOTH = FLAGS.certify | FLAGS.sign;
const block = (kind: string, base64: string): string =>
  `-----BEGIN PGP ${kind}-----\n\n${base64}\n-----END PGP ${kind}-----\n`;

/** RFC 9580, appendix A.3. */
const CERTIFICATE = block(
  "PUBLIC KEY BLOCK",
  `xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
+eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDEM0g12vYxoWM8Y81W+bHBw805
I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==`,
);
/** RFC 9580, appendix A.6: of a text, so that it is none of a file, but the mathematics are the same. */
const SIGNATURE = block(
  "SIGNATURE",
  `wpgGARsKAAAAKQWCY5ijYyIhBssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce6
2azJAAAAAGk2IHZJX1AhiJD39eLuPBgiUU9wUA9VHYblySHkBONKU/usJ9BvuAqo
/FvLFuGWMbKAdA+epq7V4HOtAPlBWmU8QOd6aud+aSunHQaaEJ+iTFjP2OMW0KBr
NK2ay45cX1IVAQ==`,
);
const TEXT = ["What we need from the grocery store:", "", "- tofu", "- vegetables", "- noodles", ""].join("\r\n");

test("version 6, as RFC 9580 prints a certificate and a signature", () => {
  const keys = keyringOf(Buffer.from(CERTIFICATE));
  const fingerprint = "cb186c4f0609a697e4d52dfa6c722b0c1f1e27c18a56708f6525ec27bad9acc9";
  const certificate = keys.openpgp.certificates.get(fingerprint)!;
  const data = readArmor(SIGNATURE)[0]!.data!;
  const signature = readSignature(readPackets(data).packets[0]!.body);
  if (typeof signature !== "object") throw new Error("it was not read");
  const key = certificate.primary.of;
  expect(check(signature, key, [Buffer.from(TEXT)])).toBe("yes");
  expect(check(signature, key, [Buffer.from(TEXT.replace("tofu", "tofo"))])).toBe("no");
  const moment = { at: signature.created!, now: year(2026) };
  expect(fitness({ certificate, key }, moment, keys.openpgp)).toEqual({ state: "fit", notes: [] });
});

/** A key of version 5, as programs wrote it that followed a draft: its fingerprint is of 64 digits. */
function version5(): { readonly certificate: Buffer; readonly fingerprint: Buffer } {
  const { body } = makePair("ed25519-legacy", year(2020));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 6);
  const own = Buffer.concat([Buffer.from([5]), body.subarray(1, 6), length, body.subarray(6)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(own.length);
  const fingerprint = createHash("sha256")
    .update(Buffer.concat([Buffer.from([0x9a]), size, own]))
    .digest();
  return { certificate: packet(6, own), fingerprint };
}

test("a signature of version 5, or by a key of version 5, is unsupported, never bad", () => {
  const pair = makePair("ed25519-legacy", year(2020));
  const { certificate, fingerprint } = version5();
  const keys = keyringOf(Buffer.concat([simple(pair, { created: year(2020), flags: BOTH }), certificate]));
  const body = signatureBody(pair, { type: 0, created: year(2021), data: [CONTENT] });
  const ofVersion5 = Buffer.concat([Buffer.from([5]), body.subarray(1)]);
  expect(verdictOf(keys, packet(2, ofVersion5))).toMatchObject({
    status: "unsupported",
    says: "it is of version 5, which is not known here",
  });
  // An issuer's fingerprint begins with the version of its key.
  const parts = [part(33, Buffer.concat([Buffer.from([5]), fingerprint]))];
  const byVersion5 = packet(
    2,
    signatureBody(pair, { type: 0, created: year(2021), data: [CONTENT], noFingerprint: true, parts }),
  );
  expect(verdictOf(keys, byVersion5)).toMatchObject({
    status: "unsupported",
    says: "nobody here can say: it is by a key of version 5",
  });
  expect(verdictOf(keys, detached(pair, CONTENT, { created: year(2021) })).status).toBe("good");
});

test("a certificate of version 5 is named: alone in a folder, or beside others in a file; damaged ones are a failure", () => {
  const pair = makePair("ed25519-legacy", year(2020));
  const own = simple(pair, { created: year(2020), flags: BOTH });
  const { certificate } = version5();
  const alone = readKeyring([
    { name: "a", content: own },
    { name: "b", content: certificate, found: true },
  ]);
  expect(alone.ok && alone.value.passedOver).toEqual([
    { name: "b", reason: "its keys are of a version of OpenPGP other than 4 and 6" },
  ]);
  const beside = readKeyring([{ name: "a", content: Buffer.concat([own, certificate]) }]);
  expect(beside.ok && beside.value.passedOver).toEqual([
    { name: "a", reason: "1 of its keys are damaged, or of a version of OpenPGP other than 4 and 6" },
  ]);
  const named = readKeyring([{ name: "b", content: certificate }]);
  expect(named.ok ? "" : named.failures[0]!.message).toBe(
    'Cannot read keys "b": its keys are of a version of OpenPGP other than 4 and 6',
  );
  const cut = packet(6, pair.body.subarray(0, 20));
  const damaged = readKeyring([{ name: "c", content: cut, found: true }]);
  expect(damaged.ok ? "" : damaged.failures[0]!.message).toBe('Cannot read keys "c": its keys are damaged');
});
