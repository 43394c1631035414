// fromseed keys refresh --wkd as a user behind a proxy runs it: https by CONNECT to servers on loopback whose certificates
// an authority of the test signed, lying servers included.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect, type AddressInfo, type Server } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { webKeyAddresses } from "../../src/fetch/key-places.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { answer, serve, type Behaviour, type Mirror } from "../fetch/mirror.ts";
import { has } from "../openpgp/judges.ts";
import { day, MadeKey } from "../web/made-web.ts";
import { fromseedIn } from "./in-process.ts";

const HAS_OPENSSL = has("openssl");
if (!HAS_OPENSSL) console.warn("skipped: openssl is not installed");

let tls: string;
const authorities = getCACertificates("default");
beforeAll(() => {
  tls = mkdtempSync(join(tmpdir(), "fromseed-tls-"));
  if (!HAS_OPENSSL) return;
  certify("authority", ["-x509", "-days", "2", "-addext", "basicConstraints=critical,CA:TRUE"]);
  setDefaultCACertificates([...authorities, readFileSync(join(tls, "authority.pem"), "utf8")]);
});
afterAll(async () => {
  setDefaultCACertificates(authorities);
  await removeTree(tls);
});

/** A certificate and its key; signed by the test's authority, or by itself. */
function certify(name: string, words: readonly string[]): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", join(tls, `${name}.key`)];
  const made = spawnSync("openssl", [
    "req",
    ...key,
    ...["-subj", `/CN=${name}`, "-out", join(tls, `${name}.pem`), ...words],
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
}

let root: string;
let run: ReturnType<typeof fromseedIn>;
let alice: MadeKey;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "fromseed-wkd-"));
  run = fromseedIn(root, join(root, "home"));
  alice = new MadeKey("alice");
  writeFileSync(join(root, "a.pgp"), alice.certificate);
  await run("keys", "import", join(root, "a.pgp"));
});
afterEach(() => removeTree(root));

const kept = (): string => readFileSync(join(root, "home/keys", `${alice.fingerprint}.asc`), "utf8");

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A web server of a host, whose certificate names it, or another one. */
async function host(name: string, behave: Behaviour, self: Mirror): Promise<number> {
  const by = ["-CA", join(tls, "authority.pem"), "-CAkey", join(tls, "authority.key"), "-days", "2"];
  certify(name, ["-x509", ...by, "-addext", `subjectAltName=DNS:${name}`]);
  const pair = { key: readFileSync(join(tls, `${name}.key`)), cert: readFileSync(join(tls, `${name}.pem`)) };
  const server = createHttps(pair, (request, response) => {
    self.asked.push(`${request.headers.host}${request.url}`);
    behave(request, response, self);
  });
  onTestFinished(() => server.closeAllConnections());
  return listening(server);
}

/** A proxy that knows some hosts, and refuses all others. */
async function proxy(ports: Readonly<Record<string, number>>): Promise<string> {
  const server = createHttp((_, response) => response.writeHead(405).end());
  server.on("connect", ({ url = "" }, socket) => {
    const port = ports[url.replace(/:443$/, "")];
    if (port === undefined) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const to = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      to.pipe(socket).pipe(to);
    });
    for (const each of [to, socket]) each.on("error", () => void (to.destroy(), socket.destroy()));
  });
  onTestFinished(() => server.closeAllConnections());
  return `http://127.0.0.1:${await listening(server)}`;
}

/** What comes of asking hosts that behave so; by the names of hosts. */
async function refreshed(hosts: Readonly<Record<string, Behaviour>>, names: Readonly<Record<string, string>> = {}) {
  const self: Mirror = { url: "", asked: [], given: 0 };
  const ports: Record<string, number> = {};
  for (const [name, behave] of Object.entries(hosts)) ports[name] = await host(names[name] ?? name, behave, self);
  const before = kept();
  const ran = await run("keys", "refresh", "--wkd", "--proxy", await proxy(ports));
  return { ...ran, asked: self.asked, unchanged: kept() === before };
}

const [advanced, direct] = webKeyAddresses("alice@example.org").map((address) => address.replace("https://", ""));
const [FIRST, SECOND] = ["openpgpkey.example.org", "example.org"] as const;

test.runIf(HAS_OPENSSL)("the advanced method is asked first, and a revocation comes in", async () => {
  alice.revoke(day("2024-03-01"), 2);
  const { code, said, asked } = await refreshed({
    [FIRST]: serve(alice.certificate),
    [SECOND]: serve(alice.certificate),
  });
  expect({ code, asked }).toEqual({ code: 0, asked: [advanced] });
  expect(said).toContain("1 of 1 keys changed, 0 were found nowhere");
  expect((await run("keys", "list")).said).toContain("revoked on 2024-03-01");
});

test.runIf(HAS_OPENSSL)("where that host is not there, the direct method", async () => {
  alice.revoke(day("2024-03-01"), 2);
  const { code, asked, unchanged } = await refreshed({ [SECOND]: serve(alice.certificate) });
  expect({ code, asked, unchanged }).toEqual({ code: 0, asked: [direct], unchanged: false });
});

test.runIf(HAS_OPENSSL)("a host with another's certificate is not asked at all", async () => {
  const { code, said, asked, unchanged } = await refreshed(
    { [FIRST]: serve(alice.certificate) },
    { [FIRST]: "mallory.example" },
  );
  expect({ code, asked, unchanged }).toEqual({ code: 1, asked: [], unchanged: true });
  expect(said).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
});

const mallory = new MadeKey("mallory");
test.runIf(HAS_OPENSSL).each<[string, () => Behaviour, string]>([
  ["another's key", () => serve(mallory.certificate), "it gave another key"],
  ["a key by the owner's name", () => serve(new MadeKey("alice").certificate), "it gave another key"],
  ["the key with nothing of its owner", () => serve(alice.certificate.subarray(0, 60)), "it gave"],
  ["a page", () => serve(Buffer.from("<html>Not found</html>")), "it gave no key"],
  ["nothing", () => answer(404), "answered 404"],
  [
    "a way to a host that the proxy does not know",
    () => answer(302, { location: "https://else.example/" }),
    "not from",
  ],
  ["more than a key can have", () => serve(Buffer.alloc(9 << 20, 0xff)), "it has more than 8388608 bytes"],
])("a directory that gives %s: said, and nothing is changed", async (_, behave, says) => {
  const { code, said, unchanged } = await refreshed({ [FIRST]: behave() });
  expect(said).toContain(says);
  expect({ code, unchanged }).toEqual({ code: 1, unchanged: true });
});

test.runIf(HAS_OPENSSL)("a directory that adds strangers' certifications: none is taken", async () => {
  const plain = kept();
  mallory.certify(alice);
  const { code } = await refreshed({ [FIRST]: serve(alice.certificate) });
  expect(code).toBe(0);
  expect(kept()).toBe(plain);
});

test("a proxy that is no address is refused before anything is asked", async () => {
  expect((await run("keys", "refresh", "--wkd", "--proxy", "localhost:9")).said).toContain("it is no address");
});
