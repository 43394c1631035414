// fromseed keys, with servers on loopback, lying ones included: whatever they say, no revocation is lost and no other key
// is taken for the one that was asked for.

import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { answer, mirror, serve, type Behaviour } from "../fetch/mirror.ts";
import { part } from "../openpgp/packet-writer.ts";
import { day, MadeKey, YEAR } from "../web/made-web.ts";
import { fromseedIn } from "./in-process.ts";
import { removeTree } from "../../src/store/remove-tree.ts";

let root: string;
let run: ReturnType<typeof fromseedIn>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-keys-"));
  run = fromseedIn(root, join(root, "home"));
});
afterEach(() => removeTree(root));

function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

const kept = (key: MadeKey): string => readFileSync(join(root, "home/keys", `${key.fingerprint}.asc`), "utf8");

test("import and list: who expires soon, who is revoked, and copies are merged", async () => {
  const [alice, bob] = [new MadeKey("alice"), new MadeKey("bob", { expires: 10 * YEAR })];
  const before = alice.certificate;
  expect(
    await run("keys", "import", file("a.pgp", before), file("b.pgp", bob.certificate), file("c.txt", "hello")),
  ).toEqual({
    code: 0,
    said: [
      ...[alice, bob]
        .map(({ fingerprint }) => fingerprint)
        .sort()
        .map((fingerprint) => `${fingerprint}  added`),
      `passed over: ${join(root, "c.txt")}: it holds no OpenPGP key`,
      "2 keys added, 0 changed, 0 as before",
      "",
    ].join("\n"),
  });
  alice.revoke(day("2024-03-01"), 2);
  expect((await run("keys", "import", file("a.pgp", alice.certificate))).said).toContain(
    `${alice.fingerprint}  changed`,
  );
  expect((await run("keys", "import", file("old.pgp", before))).said).toContain("0 keys added, 0 changed, 1 as before");
  const { said } = await run("keys", "list", "--at", "2024-12-01");
  expect(said).toContain(
    `${alice.fingerprint}  ${alice.name}  revoked on 2024-03-01, as compromised or without a reason`,
  );
  expect(said).toContain(`${bob.fingerprint}  ${bob.name}  expires soon, on 2024-12-29`);
  expect(said).toContain("2 certificates, 0 expired, 1 within 90 days, 1 revoked, 0 on SHA-1");
  expect((await run("keys", "list", "--at", "2025-01-01")).said).toContain("expired on 2024-12-29");
});

test("a file without any key, and a home without any, are failures", async () => {
  expect(await run("keys", "import", file("c.txt", "hello"))).toMatchObject({ code: 2 });
  expect((await run("keys", "list")).said).toContain("this home has none");
  expect((await run("keys", "refresh", "--wkd")).said).toContain("this home has none");
  expect((await run("keys", "what")).said).toContain("it must be keys import, list, refresh or prove");
});

test("a revocation that comes before its key waits for it", async () => {
  const alice = new MadeKey("alice");
  const plain = alice.certificate;
  alice.revoke(day("2024-03-01"), 2);
  expect((await run("keys", "import", file("r.pgp", alice.revocations))).said).toContain(
    "1 revocation kept whose key is not here",
  );
  // That one waits makes no key of what is none.
  expect((await run("keys", "import", file("c.txt", "hello"))).code).toBe(2);
  expect((await run("keys", "import", file("r.pgp", alice.revocations))).code).toBe(0);
  await run("keys", "import", file("a.pgp", plain));
  expect((await run("keys", "list")).said).toContain("revoked on 2024-03-01");
  // It is in the certificate now; its own file stays, as nothing that revokes is ever removed.
  expect(kept(alice).length).toBeGreaterThan(plain.length);
});

test("keys of SSH are kept with what limits them", async () => {
  const blob = "AAAAC3NzaC1lZDI1NTE5AAAAILSNe4vs2kyP5qcLU2UIRpqWcBzKVfX9zBDEMYPXe1gP";
  const line = `alice@example.org namespaces="file" ssh-ed25519 ${blob}\n`;
  expect(await run("keys", "import", file("signers", line))).toMatchObject({ code: 0 });
  expect(await run("keys", "import", file("k.pub", `ssh-ed25519 ${blob} a comment\n`))).toMatchObject({ code: 0 });
  const [name] = readdirSync(join(root, "home/keys"));
  expect(readFileSync(join(root, "home/keys", name!), "utf8")).toContain(line);
  expect((await run("keys", "list")).said).toContain("alice@example.org  ssh-ed25519");
});

/** A home with a revoked key; what a server then says of it. */
async function refreshed(behave: Behaviour, ...flags: readonly string[]) {
  const alice = new MadeKey("alice");
  const plain = alice.certificate;
  alice.revoke(day("2024-03-01"), 2);
  await run("keys", "import", file("a.pgp", alice.certificate));
  const before = kept(alice);
  const server = await mirror(behave);
  const { code, said } = await run("keys", "refresh", "--keyserver", server.url, ...flags);
  return { code, said, server, alice, plain, unchanged: kept(alice) === before };
}

test("a keyserver is asked as HKP says; a copy without the revocation takes none away", async () => {
  const alice = new MadeKey("alice");
  const plain = alice.certificate;
  alice.revoke(day("2024-03-01"), 2);
  await run("keys", "import", file("a.pgp", alice.certificate));
  const before = kept(alice);
  const server = await mirror(serve(plain));
  expect(await run("keys", "refresh", "--keyserver", server.url)).toMatchObject({ code: 0 });
  expect(server.asked).toEqual([`/pks/lookup?op=get&options=mr&search=0x${alice.fingerprint}`]);
  expect(kept(alice)).toBe(before);
});

test("news of a revocation is taken, and others' certifications by strangers are not", async () => {
  const [alice, stranger] = [new MadeKey("alice"), new MadeKey("stranger")];
  await run("keys", "import", file("a.pgp", alice.certificate));
  alice.revoke(day("2024-03-01"), 2);
  const expected = alice.certificate;
  stranger.certify(alice);
  const server = await mirror(serve(alice.certificate));
  expect((await run("keys", "refresh", "--keyserver", server.url)).said).toContain("1 of 1 keys changed");
  const home = kept(alice);
  rmSync(join(root, "home"), { recursive: true });
  await run("keys", "import", file("a.pgp", expected));
  expect(kept(alice)).toBe(home);
});

test.each<[string, Behaviour, string]>([
  ["another key", serve(new MadeKey("mallory").certificate), "it gave another key"],
  ["a page", serve(Buffer.from("<html>Not found</html>")), "it gave no key"],
  ["nothing", answer(404), "answered 404"],
  ["a circle of redirects", answer(302, { location: "/again" }), "redirected more than 5 times"],
  [
    "a gigabyte",
    (_, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1 << 16);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    },
    "it has more than 8388608 bytes",
  ],
  [
    "a part",
    (_, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("part", () => response.destroy());
    },
    "it broke off",
  ],
])("a server that gives %s: said, and nothing is changed", async (_, behave, says) => {
  const { code, said, unchanged } = await refreshed(behave);
  expect(said).toContain(says);
  expect(code).toBe(1);
  expect(unchanged).toBe(true);
});

test("of two servers one lies and one does not", async () => {
  const { said, unchanged } = await refreshed(
    answer(500),
    "--from",
    file("same.pgp", new MadeKey("mallory").certificate),
  );
  expect(said).toContain("it gave another key");
  expect(unchanged).toBe(true);
});

test("no place is asked unless the command line says so", async () => {
  await run("keys", "import", file("a.pgp", new MadeKey("alice").certificate));
  expect((await run("keys", "refresh")).said).toContain("no place to ask was named");
});

test("proofs of identity: a page, a DNS record, a page about another key, one that is not there, a kind not asked", async () => {
  const alice = new MadeKey("alice");
  const text = (what: string): Buffer => Buffer.from(`<p>it is openpgp4fpr:${what.toUpperCase()}</p>`);
  const good = await mirror(serve(text(alice.fingerprint)));
  const bad = await mirror(serve(text("ab".repeat(20))));
  const gone = await mirror(answer(404));
  const dns = await nameServer(`openpgp4fpr:${alice.fingerprint}`);
  const claims = [good.url, bad.url, gone.url, "dns:alice.example?type=TXT", "xmpp:alice@example.org"];
  alice.claim(claims.map(proof));
  await run("keys", "import", file("a.pgp", alice.certificate));
  const listed = (await run("keys", "list", "--proofs")).said;
  for (const claim of claims) expect(listed).toContain(`${alice.fingerprint}  claims ${claim}`);
  const { said } = await run("keys", "prove", "--dns", dns);
  expect(said.replaceAll(`${alice.fingerprint}  `, "")).toBe(
    [
      `proven  ${good.url}: it names this key`,
      `absent  ${bad.url}: it names ${"ab".repeat(20)}`,
      `unreachable  ${gone.url}: Cannot fetch "${gone.url}": answered 404 Not Found`,
      "proven  dns:alice.example?type=TXT: it names this key",
      "unknown  xmpp:alice@example.org: only dns: and https: are asked",
      "5 proofs, 2 proven",
      "",
    ].join("\n"),
  );
});

test("a page that sends on to another host, or repeats what it was asked for, proves nothing", async () => {
  const alice = new MadeKey("alice");
  const theirs = await mirror(serve(Buffer.from(`openpgp4fpr:${alice.fingerprint}`)));
  const sendsOn = await mirror(answer(302, { location: theirs.url }));
  const sendsHome = await mirror(({ url }, response) =>
    url === "/"
      ? answer(302, { location: "/me" })(undefined!, response, undefined!)
      : response.end(`openpgp4fpr:${alice.fingerprint}`),
  );
  const repeats = await mirror(({ url = "" }, response) => response.end(decodeURIComponent(decodeURIComponent(url))));
  const own = `openpgp4fpr:${alice.fingerprint.toUpperCase()}`;
  const claims = [`${repeats.url}/?q=${own}`, `${repeats.url}/?q=${own.replaceAll(/[0-9]/g, (digit) => `%3${digit}`)}`];
  alice.claim([`${sendsOn.url}/`, `${sendsHome.url}/`, ...claims].map(proof));
  await run("keys", "import", file("a.pgp", alice.certificate));
  const { said } = await run("keys", "prove");
  expect(said).toContain(`unreachable  ${sendsOn.url}/: Cannot fetch "${sendsOn.url}/": sent on to another host`);
  expect(said).toContain(`proven  ${sendsHome.url}/: it names this key`);
  for (const claim of claims) expect(said).toContain(`absent  ${claim}: its address names the key`);
  expect(said).toContain("4 proofs, 1 proven");
});

/** A notation that people can read (RFC 9580, section 5.2.3.24). */
function proof(value: string): Buffer {
  const name = "proof@ariadne.id";
  const head = Buffer.from([0x80, 0, 0, 0, 0, name.length, 0, value.length]);
  return part(20, Buffer.concat([head, Buffer.from(name), Buffer.from(value)]));
}

/** Answers each question with one TXT record (RFC 1035, sections 3.3.14 and 4.1). */
async function nameServer(record: string): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { address, port }) => {
    const end = question.indexOf(0, 12) + 5;
    const head = Buffer.from(question.subarray(0, end));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(1, 6);
    head.writeUInt16BE(0, 10);
    const text = Buffer.concat([Buffer.from([record.length]), Buffer.from(record)]);
    const fixed = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length]);
    socket.send(Buffer.concat([head, fixed, text]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`;
}
