// ssh-keygen as the maker of keys, certificates, lists and signatures, and as a judge beside us. What needs it is
// skipped where it is missing, and says so.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readKeyring, type KeyFile, type Keyring } from "../../src/manifest/keyring.ts";
import type { Verdict } from "../../src/manifest/verdict.ts";
import { verifySignatureFile } from "../../src/manifest/verify-signature.ts";

export const installed = spawnSync("ssh-keygen", ["-?"]).error === undefined;
if (!installed) console.warn("skipped: ssh-keygen is not installed");

export const CONTENT = Buffer.from("what was signed");
export const NOW = new Date("2026-01-01T00:00:00Z");

export const home = mkdtempSync(join(tmpdir(), "fromseed-ssh-"));
const environment = { PATH: process.env["PATH"], HOME: home, TZ: "UTC" };

export function file(name: string, content?: string | Uint8Array): string {
  const path = join(home, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

export function keygen(argv: readonly string[], input: Uint8Array = Buffer.alloc(0)): Buffer {
  return execFileSync("ssh-keygen", argv, { env: environment, input, stdio: ["pipe", "pipe", "pipe"] });
}

/** Makes a key and gives its public line, without a comment. */
export function makeKey(name: string, ...type: readonly string[]): string {
  keygen(["-q", "-t", ...type, "-N", "", "-C", "", "-f", file(name)]);
  return readFileSync(file(`${name}.pub`), "utf8").trim();
}

export function sign(name: string, namespace = "file", ...more: readonly string[]): Buffer {
  return keygen(["-Y", "sign", "-f", file(name), "-n", namespace, ...more], CONTENT);
}

export function keyringOf(...files: readonly (string | Omit<KeyFile, "name">)[]): Keyring {
  const read = readKeyring(
    files.map((each, index) => ({
      name: `keys ${index}`,
      ...(typeof each === "string" ? { content: Buffer.from(each) } : each),
    })),
  );
  if (!read.ok) throw new Error(read.failures[0]!.message);
  return read.value;
}

interface Asking {
  readonly content?: Uint8Array;
  readonly now?: Date;
  readonly namespace?: string;
  readonly seen?: Date;
}

export function verdictOf(keys: Keyring, signature: Uint8Array, { seen, ...more }: Asking = {}): Verdict {
  const verdicts = verifySignatureFile(
    { content: CONTENT, keys, now: NOW, ...more },
    { name: "s.sig", content: signature, ...(seen === undefined ? {} : { seen }) },
  );
  if (verdicts.length !== 1) throw new Error(`${verdicts.length} verdicts`);
  return verdicts[0]!;
}

/** Whether ssh-keygen accepts a signature by somebody of a file of allowed signers. */
export function accepts(
  allowed: string,
  signature: Uint8Array,
  asked: { who: string; revoked?: string; at?: string },
): boolean {
  const [signers, path] = [file("allowed", allowed), file("judged.sig", signature)];
  const { status } = spawnSync(
    "ssh-keygen",
    [
      ...["-Y", "verify", "-f", signers, "-I", asked.who, "-n", "file", "-s", path],
      ...["-O", `verify-time=${asked.at ?? "20260101Z"}`],
      ...(asked.revoked === undefined ? [] : ["-r", asked.revoked]),
    ],
    { env: environment, input: CONTENT },
  );
  return status === 0;
}
