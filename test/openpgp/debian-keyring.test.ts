// Debian's keyring, the largest that anybody can install: every certification in it by a key that is there verifies, of
// tens of thousands by hundreds of programs' hands, and reading it costs little.

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../../src/openpgp/check.ts";
import { userData } from "../../src/openpgp/self-signatures.ts";
import { issuersOf } from "../../src/openpgp/signature.ts";
import { all } from "../extent.ts";
import { keyringOf } from "./judges.ts";

const path = ["pgp", "gpg"]
  .map((ending) => `/usr/share/keyrings/debian-keyring.${ending}`)
  .find((each) => existsSync(each));
if (path === undefined) console.warn("skipped: the package debian-keyring is not installed");

test.runIf(path !== undefined)("it is read in little time", () => {
  const begun = process.cpuUsage();
  const { openpgp } = keyringOf(readFileSync(path!));
  const { user, system } = process.cpuUsage(begun);
  expect(openpgp.certificates.size).toBeGreaterThan(800);
  // A tenth of this is usual.
  expect((user + system) / 1000).toBeLessThan(2000);
});

test.runIf(path !== undefined && all)("all certifications by keys that are there verify", { timeout: 120_000 }, () => {
  const { openpgp } = keyringOf(readFileSync(path!));
  let verified = 0;
  const refused: string[] = [];
  for (const certificate of openpgp.certificates.values())
    for (const { of, signatures } of certificate.users)
      for (const signature of signatures) {
        const holders = openpgp.holders(issuersOf(signature));
        if (signature.type < 0x10 || signature.type > 0x13 || holders.length === 0) continue;
        const data = userData(certificate, of, signature.version);
        if (holders.some(({ key }) => check(signature, key, data) === "yes")) verified++;
        else refused.push(certificate.primary.of.fingerprint);
      }
  expect(refused).toEqual([]);
  expect(verified).toBeGreaterThan(30_000);
});
