// What a stranger can do to a signature, a certificate or their framing: change any byte, cut at any place, write a
// length in another way. Nothing that the signer did not sign is ever good, nothing throws, and every sentence is a line.

import { expect, test } from "vitest";
import { readKeyring } from "../../src/manifest/keyring.ts";
import type { Verdict } from "../../src/manifest/verdict.ts";
import { readArmor } from "../../src/openpgp/armor.ts";
import { readPackets } from "../../src/openpgp/packets.ts";
import { draws, rounds, seed } from "../extent.ts";
import { CONTENT, keyringOf, verdictOf, verdictsOf, year } from "./judges.ts";
import { detached, FLAGS, makePair, packet, signatureBody, simple, subkey, uint } from "./packet-writer.ts";

const BOTH = FLAGS.certify | FLAGS.sign;
const made = year(2020);

function harmlessLine({ says, notes }: Verdict): void {
  for (const each of [says, ...notes]) expect(each).toMatch(/^[\x20-\x7e]+$/);
}

test.each(["rsa2048", "ed25519-legacy", "P-256", "ed25519"] as const)(
  "a signature by %s is good with no signed byte changed",
  (kind) => {
    const pair = makePair(kind, made);
    const keys = keyringOf(simple(pair, { created: made, flags: BOTH }));
    const body = signatureBody(pair, { type: 0, created: year(2021), data: [CONTENT] });
    const signed = 6 + body.readUInt16BE(4);
    const numbers = signed + 2 + body.readUInt16BE(signed) + 2;
    for (let at = 0; at < body.length; at++) {
      const changed = Buffer.from(body);
      changed[at]! ^= 1 << (at % 8);
      const verdicts = verdictsOf(keys, packet(2, changed));
      verdicts.forEach(harmlessLine);
      // What says how many bits a number has may change within the octet, and says the same.
      const counts = at >= numbers && kind !== "ed25519" && [0, 1, 34, 35].includes(at - numbers);
      if ((at < signed || at >= numbers) && !counts)
        expect(
          verdicts.every(({ status }) => status !== "good"),
          `byte ${at} of ${body.length}`,
        ).toBe(true);
    }
  },
);

test("a certificate with any byte changed, or cut anywhere, never credits another", () => {
  const [pair, own] = [makePair("ed25519-legacy", made), makePair("P-256", made)];
  const certificate = simple(
    pair,
    { created: made, flags: FLAGS.certify },
    subkey(pair, own, { created: made, flags: FLAGS.sign }),
  );
  const signature = detached(own, CONTENT, { created: year(2021) });
  expect(verdictOf(keyringOf(certificate), signature).status).toBe("good");
  for (const round of rounds(certificate.length)) {
    const changed = Buffer.from(certificate);
    changed[round]! ^= 1 << (round % 8);
    for (const content of [changed, certificate.subarray(0, round)]) {
      const read = readKeyring([{ name: "k", content }]);
      if (!read.ok) expect(read.failures[0]!.message).toMatch(/^Cannot read keys "k": [^\n]+$/);
      else
        for (const verdict of verdictsOf(read.value, signature)) {
          harmlessLine(verdict);
          if (verdict.status === "good") expect(verdict.fingerprint).toBe(pair.fingerprint);
        }
    }
  }
});

/** One packet in each of the framings that RFC 9580 knows for its length. */
function framings(type: number, body: Buffer): readonly Buffer[] {
  const n = body.length;
  const old = (size: number, code: number): Buffer =>
    Buffer.concat([Buffer.from([0x80 | (type << 2) | code]), uint(n, size), body]);
  const head = Buffer.from([0xc0 | type]);
  return [
    ...(type < 16 ? [...(n < 256 ? [old(1, 0)] : []), old(2, 1), old(4, 2)] : []),
    ...(n < 192 ? [Buffer.concat([head, uint(n, 1), body])] : []),
    ...(n >= 192 && n < 8384
      ? [Buffer.concat([head, Buffer.from([((n - 192) >> 8) + 192, (n - 192) & 255]), body])]
      : []),
    Buffer.concat([head, Buffer.from([255]), uint(n, 4), body]),
    ...(n >= 512
      ? [
          Buffer.concat([
            head,
            Buffer.from([0xe9]),
            body.subarray(0, 512),
            Buffer.from([255]),
            uint(n - 512, 4),
            body.subarray(512),
          ]),
        ]
      : []),
  ];
}

test("every framing of a packet reads as the same packet, and cut off it is a fault", () => {
  for (const round of rounds(200)) {
    const draw = draws(seed + round);
    const body = Buffer.from(Array.from({ length: draw(2000) }, () => draw(256)));
    const type = 1 + draw(60);
    for (const framed of framings(type, body)) {
      const { packets, fault } = readPackets(Buffer.concat([framed, framed]));
      expect(fault).toBeUndefined();
      expect(packets.map((each) => [each.type, each.body.equals(body)])).toEqual([
        [type, true],
        [type, true],
      ]);
      const cut = readPackets(framed.subarray(0, draw(framed.length)));
      expect(cut.packets.length === 0 || cut.fault !== undefined).toBe(true);
    }
    readPackets(body);
  }
});

test("armor in any form that programs write, and none with a strange character", () => {
  const bytes = Buffer.from("the quick brown fox jumps over the lazy dog, twice or more");
  const base64 = bytes.toString("base64").replace(/.{64}/, "$&\n");
  const [begin, end] = ["-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"];
  const good = [
    `${begin}\n\n${base64}\n${end}\n`,
    `${begin}\nVersion: 1\nComment: x: y\n\n${base64}\n=AAAA\n${end}`,
    `${begin}  \n \n${base64}  \n${end}  \n`,
    `\n\nDear all\n${begin}\n\n${base64}\n=twTO\n${end}\nyours\n`,
  ];
  for (const text of good.flatMap((each) => [each, each.replaceAll("\n", "\r\n")]))
    expect(readArmor(text)).toEqual([{ kind: "PGP SIGNATURE", data: bytes }]);
  for (const text of [`${begin}\n\n${base64}`, `${begin}\n\n${base64.replace("a", "*")}\n${end}\n`])
    expect(readArmor(text)).toEqual([{ kind: "PGP SIGNATURE", data: undefined }]);
});
