// Small files that nobody has pinned: limits of size and time hold whatever a server does, and a web key directory is
// asked over TLS, with the certificate checked.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { webKeyAddresses } from "../../src/fetch/key-places.ts";
import { smallFile } from "../../src/fetch/small-file.ts";
import { has } from "../openpgp/judges.ts";
import { mirror, serve } from "./mirror.ts";

const LIMITS = { most: 100, patience: 5000 };
const says = (found: Awaited<ReturnType<typeof smallFile>>) =>
  found.ok ? found.value.toString() : found.failures[0]!.message;

test("up to the limit, and not a byte more", async () => {
  const server = await mirror(serve(Buffer.alloc(100, 65)));
  expect(says(await smallFile(server.url, LIMITS))).toBe("A".repeat(100));
  expect(says(await smallFile(server.url, { ...LIMITS, most: 99 }))).toContain("it has more than 99 bytes");
});

test("a server that gives a byte now and then is left when the patience is over", async () => {
  const server = await mirror((_, response) => {
    const drip = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(drip));
  });
  expect(says(await smallFile(server.url, { ...LIMITS, most: 1000, patience: 200 }))).toMatch(/within 200 ms/);
});

test("a server that never answers, and none at all", async () => {
  const server = await mirror(() => undefined);
  expect(says(await smallFile(server.url, { ...LIMITS, patience: 100 }))).toMatch(/within 100 ms/);
  expect(says(await smallFile("http://127.0.0.1:1/", LIMITS))).toContain("ECONNREFUSED");
  expect(says(await smallFile("ftp://127.0.0.1/", LIMITS))).toContain("not one of http or https");
});

test.runIf(has("openssl"))(
  "a web key directory: by the advanced method, then the direct one, of the right host alone",
  async () => {
    const root = mkdtempSync(join(tmpdir(), "fromseed-wkd-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const [key, certificate] = [join(root, "key.pem"), join(root, "certificate.pem")];
    const made = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
      ...["-subj", "/CN=example.org", "-addext", "subjectAltName=DNS:example.org", "-keyout", key, "-out", certificate],
    ]);
    expect(made.status).toBe(0);
    const asked: string[] = [];
    const server = createServer(
      { key: readFileSync(key), cert: readFileSync(certificate) },
      ({ url, headers }, response) => {
        asked.push(`${headers.host}${url}`);
        response.end("the key");
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    // Every host is this server: only the certificate tells whose it is.
    const https = new HttpsAgent({ ca: readFileSync(certificate) });
    https.createConnection = ({ servername, ca }: { servername?: string; ca?: Buffer }) =>
      connect({
        host: "127.0.0.1",
        port,
        ...(servername === undefined ? {} : { servername }),
        ...(ca === undefined ? {} : { ca }),
      });
    const agents = { http: new HttpAgent(), https };
    const [advanced, direct] = webKeyAddresses("joe.doe@example.org") as [string, string];
    expect(says(await smallFile(advanced, { ...LIMITS, agents }))).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(says(await smallFile(direct, { ...LIMITS, agents }))).toBe("the key");
    expect(asked).toEqual(["example.org/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=joe.doe"]);
  },
);
