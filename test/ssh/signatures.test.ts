// SSH signatures as ssh-keygen makes them, of every kind of key that it makes without hardware; those of security keys
// are made here as PROTOCOL.u2f has them. ssh-keygen judges the same files.

import { createHash, generateKeyPairSync, sign as cryptoSign, type KeyObject } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readArmor } from "../../src/openpgp/armor.ts";
import { wireString } from "../../src/ssh/wire.ts";
import {
  accepts,
  CONTENT,
  file,
  home,
  installed,
  keygen,
  keyringOf,
  makeKey,
  NOW,
  sign,
  verdictOf,
} from "./programs.ts";

const KINDS: readonly (readonly [name: string, ...type: string[]])[] = [
  ["ed", "ed25519"],
  ["p256", "ecdsa", "-b", "256"],
  ["p384", "ecdsa", "-b", "384"],
  ["p521", "ecdsa", "-b", "521"],
  ["rsa", "rsa", "-b", "2048"],
];

/** Of a list without a comment: a list may be empty. */
const HEAD = 44;

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.runIf(installed)("ssh-keygen", () => {
  const keys = new Map<string, string>();
  beforeAll(() => {
    for (const [name, ...type] of [...KINDS, ["other", "ed25519"], ["weak", "rsa", "-b", "1024"]])
      keys.set(name!, makeKey(name!, ...type));
  });
  const line = (name: string, options = ""): string => `${name}@example.org ${options}${keys.get(name)!}\n`;

  test.each(KINDS.map(([name]) => name))("a signature by %s is good, and bad for anything else", (name) => {
    const [signature, allowed] = [sign(name), line(name)];
    const fingerprint = keygen(["-l", "-f", file(`${name}.pub`)])
      .toString()
      .split(" ")[1];
    expect(verdictOf(keyringOf(allowed), signature)).toMatchObject({
      kind: "ssh",
      status: "good",
      fingerprint,
      notes: [],
      ssh: { namespace: "file", type: keys.get(name)!.split(" ")[0], principals: [`${name}@example.org`] },
    });
    expect(verdictOf(keyringOf(allowed), signature)).not.toHaveProperty("created");
    expect(accepts(allowed, signature, { who: `${name}@example.org` })).toBe(true);
    expect(verdictOf(keyringOf(allowed), signature, { content: CONTENT.subarray(1) }).status).toBe("bad");
    expect(verdictOf(keyringOf(line("other")), signature)).toMatchObject({ status: "unknown-key", fingerprint });
    expect(verdictOf(keyringOf(keys.get(name)!), signature)).toMatchObject({ status: "good", ssh: { principals: [] } });
    // Each signed octet changed: what is not signed is the armor alone.
    const [block] = readArmor(signature.toString());
    for (let at = 0; at < block!.data!.length; at++) {
      const changed = Buffer.from(block!.data!);
      changed[at]! ^= 1 << (at % 8);
      const verdict = verdictOf(keyringOf(allowed), armored(changed));
      expect(verdict.status, `octet ${at}`).not.toBe("good");
      expect(verdict.says).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test("hashalg is the message's digest, and RSA signs with its own", () => {
    for (const hash of ["sha256", "sha512"])
      expect(verdictOf(keyringOf(line("rsa")), sign("rsa", "file", "-O", `hashalg=${hash}`)).status).toBe("good");
  });

  test("a signature without armor is read, too", () => {
    const bare = readArmor(sign("ed").toString())[0]!.data!;
    expect(verdictOf(keyringOf(line("ed")), bare)).toMatchObject({ kind: "ssh", status: "good" });
    expect(verdictOf(keyringOf(line("ed")), bare.subarray(0, -1)).status).toBe("malformed");
  });

  test("a signature of another namespace is none of this", () => {
    const signature = sign("ed", "git");
    expect(verdictOf(keyringOf(line("ed")), signature)).toMatchObject({
      status: "malformed",
      says: 'it was made for the namespace "git", not for "file"',
    });
    expect(verdictOf(keyringOf(line("ed")), signature, { namespace: "git" }).status).toBe("good");
  });

  test("RSA of 1024 bits is too weak", () => {
    expect(verdictOf(keyringOf(line("weak")), sign("weak")).status).toBe("unfit-key");
  });

  test.each([
    ['namespaces="file" ', "good"],
    ['namespaces="git,fi*" ', "good"],
    ['namespaces="git" ', "unfit-key"],
    ['namespaces="!file,*" ', "unfit-key"],
    ['NameSpaces="file" ', "good"],
    ['valid-after="20250101Z" ', "good"],
    ['valid-after="20260601Z" ', "unfit-key"],
    ['valid-before="20250101Z" ', "expired-key"],
    ['valid-before="20260601Z",valid-after="20250601120000Z" ', "good"],
    ["cert-authority ", "unknown-key"],
  ])("allowed by %s: %s", (options, status) => {
    const [signature, allowed] = [sign("ed"), line("ed", options)];
    expect(verdictOf(keyringOf(allowed), signature).status).toBe(status);
    expect(accepts(allowed, signature, { who: "ed@example.org" })).toBe(status === "good");
  });

  test("it is judged as of when it was first seen", () => {
    const keyring = keyringOf(line("ed", 'valid-before="20250101Z" '));
    expect(verdictOf(keyring, sign("ed"), { seen: new Date("2024-06-01") }).status).toBe("good");
    expect(verdictOf(keyring, sign("ed"), { seen: NOW }).status).toBe("expired-key");
    const asked = { seen: NOW, now: new Date("2024-06-01") };
    expect(verdictOf(keyring, sign("ed"), asked).status).toBe("good");
  });

  test("several in one file, with CRLF and text around, each for itself", () => {
    const text = `Dear all,\n\n${sign("ed")}\nand\n${sign("rsa")}`.replaceAll("\n", "\r\n");
    expect(() => verdictOf(keyringOf(line("ed")), Buffer.from(text))).toThrow("2 verdicts");
  });

  describe("revoked", () => {
    test("by a plain list of keys, and by a binary one: as keys, and as digests of them", () => {
      const signature = sign("ed");
      const lists = [
        readFileSync(file("ed.pub")),
        list("explicit", readFileSync(file("ed.pub"))),
        list("sha1", `sha1: ${keys.get("ed")!}\n`),
        list("sha256", `sha256: ${keys.get("ed")!}\n`),
        list(
          "hash",
          `hash: ${keygen(["-l", "-f", file("ed.pub")])
            .toString()
            .split(" ")[1]!}\n`,
        ),
      ];
      for (const content of lists) {
        const keyring = keyringOf(line("ed"), { content, revoked: true });
        expect(verdictOf(keyring, signature)).toMatchObject({
          status: "revoked",
          says: expect.stringContaining("voids all"),
        });
        expect(verdictOf(keyringOf(line("other"), { content, revoked: true }), sign("other")).status).toBe("good");
        expect(accepts(line("ed"), signature, { who: "ed@example.org", revoked: file("list", content) })).toBe(false);
      }
    });

    test("a list that is cut off is a failure, wherever but between its parts", () => {
      const whole = list("cut", `sha256: ${keys.get("ed")!}\n`);
      for (let length = 8; length < whole.length; length++)
        if (length !== HEAD)
          expect(() => keyringOf({ content: whole.subarray(0, length) }), `${length} of ${whole.length}`).toThrow(
            /list of revoked/,
          );
    });
  });

  describe("certificates", () => {
    let signature: Buffer;
    const certify = (name: string, ...more: readonly string[]): Buffer => {
      keygen(["-q", "-s", file("ca"), "-I", "the id", ...more, file(`${name}.pub`)]);
      const certificate = file(`${name}-cert.pub`);
      return keygen(["-Y", "sign", "-f", certificate, "-n", "file"], CONTENT);
    };
    const authority = (names = "*@example.org", options = ""): string =>
      `${names} cert-authority${options} ${keys.get("ca")!}\n`;
    beforeAll(() => {
      keys.set("ca", makeKey("ca", "ed25519"));
      keys.set("ca2", makeKey("ca2", "ed25519"));
      keys.set("held", makeKey("held", "ecdsa"));
      signature = certify("held", "-n", "held@example.org,h@elsewhere.org", "-V", "20250101Z:20270101Z", "-z", "7");
    });

    test("good by whom an authority names, and nobody else", () => {
      expect(verdictOf(keyringOf(authority()), signature)).toMatchObject({
        status: "good",
        ssh: {
          principals: ["held@example.org"],
          authority: keygen(["-l", "-f", file("ca.pub")])
            .toString()
            .split(" ")[1],
        },
      });
      expect(accepts(authority(), signature, { who: "held@example.org" })).toBe(true);
      expect(verdictOf(keyringOf(authority("!held@*,*@example.org")), signature).status).toBe("unfit-key");
      expect(verdictOf(keyringOf(authority("*@nowhere.org")), signature).status).toBe("unfit-key");
      expect(verdictOf(keyringOf(`* ${keys.get("ca")!}\n`), signature).status).toBe("unknown-key");
      expect(verdictOf(keyringOf(`* cert-authority ${keys.get("ca2")!}\n`), signature).status).toBe("unknown-key");
    });

    test("its own times, and those of the line", () => {
      const keyring = keyringOf(authority());
      expect(verdictOf(keyring, signature, { now: new Date("2024-06-01") }).status).toBe("unfit-key");
      expect(verdictOf(keyring, signature, { now: new Date("2027-06-01") }).status).toBe("expired-key");
      expect(accepts(authority(), signature, { who: "held@example.org", at: "20270601Z" })).toBe(false);
      expect(verdictOf(keyringOf(authority("*", ',valid-before="20250601Z"')), signature).status).toBe("expired-key");
    });

    test("revoked by serial number, range, ID, authority, or key", () => {
      for (const spec of ["serial: 7", "serial: 3-9", "id: the id", "serial: 5\nserial: 7\nserial: 12"]) {
        const content = list("certificates", `${spec}\n`, "-s", file("ca.pub"));
        expect(verdictOf(keyringOf(authority(), { content }), signature).status, spec).toBe("revoked");
        expect(accepts(authority(), signature, { who: "held@example.org", revoked: file("list", content) })).toBe(
          false,
        );
      }
      for (const spec of ["serial: 8", "id: another"]) {
        const content = list("others", `${spec}\n`, "-s", file("ca.pub"));
        expect(verdictOf(keyringOf(authority(), { content }), signature).status, spec).toBe("good");
      }
      for (const name of ["ca", "held"])
        expect(
          verdictOf(keyringOf(authority(), { content: readFileSync(file(`${name}.pub`)), revoked: true }), signature)
            .status,
        ).toBe("revoked");
    });

    test("for a machine, without names, or with options that nobody knows: unfit", () => {
      expect(verdictOf(keyringOf(authority("*")), certify("held", "-h", "-n", "held@example.org")).status).toBe(
        "unfit-key",
      );
      expect(verdictOf(keyringOf(authority("*")), certify("held")).status).toBe("unfit-key");
      const strange = certify("held", "-n", "held@example.org", "-O", "critical:strange@example.org=1");
      expect(verdictOf(keyringOf(authority("*")), strange)).toMatchObject({
        status: "unfit-key",
        says: expect.stringContaining("strange@example.org"),
      });
    });
  });

  describe("security keys", () => {
    const made = ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"].map(securityKey);
    test.each(made)("$type: the touch and the PIN are told", (key) => {
      const allowed = `sk@example.org ${key.type} ${key.blob.toString("base64")}\n`;
      for (const [flags, touched, pin] of [
        [0, false, false],
        [1, true, false],
        [5, true, true],
      ] as const) {
        const signature = key.sign(flags);
        expect(verdictOf(keyringOf(allowed), signature)).toMatchObject({
          status: "good",
          ssh: { type: key.type, touched, pin },
          notes: touched ? [] : ["its security key was not touched"],
        });
        expect(accepts(allowed, signature, { who: "sk@example.org" })).toBe(true);
        expect(verdictOf(keyringOf(allowed), key.sign(flags, { claims: flags ^ 4 })).status).toBe("bad");
      }
    });
  });

  test("what a security key signed for a browser is unsupported, never bad", () => {
    const key = securityKey("sk-ecdsa-sha2-nistp256@openssh.com");
    const allowed = `sk@example.org ${key.type} ${key.blob.toString("base64")}\n`;
    const signature = key.sign(1, { algorithm: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com" });
    expect(verdictOf(keyringOf(allowed), signature)).toMatchObject({
      status: "unsupported",
      says: expect.stringContaining("nobody here can say"),
    });
    // Another algorithm than the key's own is none that the key can have made.
    expect(verdictOf(keyringOf(allowed), key.sign(1, { algorithm: "ssh-ed25519" })).status).toBe("bad");
  });

  function list(name: string, spec: string | Uint8Array, ...more: readonly string[]): Buffer {
    keygen(["-q", "-k", "-f", file(`${name}.krl`), ...more, file(`${name}.spec`, spec)]);
    return readFileSync(file(`${name}.krl`));
  }
});

describe("lines that are wrong are told, with their number", () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const blob = Buffer.concat([
    wireString("ssh-ed25519"),
    wireString(Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url")),
  ]);
  const key = `ssh-ed25519 ${blob.toString("base64")}`;
  test.each([
    `a@example.org unknown-option ${key}`,
    `a@example.org valid-after="yesterday" ${key}`,
    `a@example.org valid-after="20250231" ${key}`,
    `a@example.org valid-after="20250601",valid-before="20250101" ${key}`,
    `a@example.org namespaces=file ${key}`,
    `a@example.org b@example.org ${key}`,
    `a@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA`,
    "a@example.org",
  ])("%s", (line) => {
    expect(() => keyringOf(`# people\na@example.org ${key}\n\n${line}\n`)).toThrow(
      /^Cannot read keys "keys 0": in line 4, /,
    );
  });

  test("a key of a type that nobody takes a signature of allows nothing, and is no fault", () => {
    const text = `old@example.org ssh-dss AAAAB3NzaC1kc3MAAACBAP\na@example.org ${key}\n`;
    expect(keyringOf(text).ssh.signers).toMatchObject([{ principals: "a@example.org" }]);
  });

  test("comments, blank lines, CRLF and quoted names are none", () => {
    expect(keyringOf(`# people\r\n\r\n"a@example.org,b@example.org" ${key} a comment\r\n`).ssh.signers).toMatchObject([
      { principals: "a@example.org,b@example.org" },
    ]);
  });
});

function armored(data: Buffer): Buffer {
  return Buffer.from(`-----BEGIN SSH SIGNATURE-----\n${data.toString("base64")}\n-----END SSH SIGNATURE-----\n`);
}

function securityKey(type: string) {
  const curve = type.includes("ecdsa");
  const pair: { publicKey: KeyObject; privateKey: KeyObject } = curve
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("ed25519");
  const { x, y } = pair.publicKey.export({ format: "jwk" });
  const octets = curve
    ? Buffer.concat([Buffer.from([4]), ...[x, y].map((each) => Buffer.from(each!, "base64url"))])
    : Buffer.from(x!, "base64url");
  const blob = Buffer.concat([
    wireString(type),
    ...(curve ? [wireString("nistp256")] : []),
    wireString(octets),
    wireString("ssh:"),
  ]);
  const digest = (name: string, data: Buffer | string): Buffer => createHash(name).update(data).digest();
  return {
    type,
    blob,
    /** `claims` are flags that stand in the signature while others were signed, `algorithm` its name there. */
    sign(flags: number, { claims = flags, algorithm = type } = {}): Buffer {
      const head = Buffer.concat([Buffer.from("SSHSIG"), ...["file", "", "sha512"].map(wireString)]);
      const data = Buffer.concat([head, wireString(digest("sha512", CONTENT))]);
      const counter = Buffer.from([0, 0, 0, 9]);
      const signed = Buffer.concat([digest("sha256", "ssh:"), Buffer.from([flags]), counter, digest("sha256", data)]);
      const numbers = curve
        ? Buffer.concat(
            halves(cryptoSign("sha256", signed, { key: pair.privateKey, dsaEncoding: "ieee-p1363" })).map(wireNumber),
          )
        : cryptoSign(null, signed, pair.privateKey);
      const signature = Buffer.concat([wireString(algorithm), wireString(numbers), Buffer.from([claims]), counter]);
      const whole = [
        Buffer.from("SSHSIG"),
        Buffer.from([0, 0, 0, 1]),
        wireString(blob),
        head.subarray(6),
        wireString(signature),
      ];
      return armored(Buffer.concat(whole));
    },
  };
}

const halves = (both: Buffer): readonly Buffer[] => [both.subarray(0, 32), both.subarray(32)];

function wireNumber(value: Buffer): Buffer {
  let at = 0;
  while (at < value.length - 1 && value[at] === 0) at++;
  const short = value.subarray(at);
  return wireString(short[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short);
}
