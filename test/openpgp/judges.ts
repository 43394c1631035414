// gpgv and sqv as judges beside us, and a short way to ask all of them. What is not installed is skipped, and says so.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readKeyring, type Keyring } from "../../src/manifest/keyring.ts";
import type { Verdict } from "../../src/manifest/verdict.ts";
import { verifySignatureFile } from "../../src/manifest/verify-signature.ts";

export const CONTENT = Buffer.from('{"hello":"there"}');

/** Seconds since 1970 at the beginning of a year; halves are allowed. */
export function year(number: number): number {
  const whole = Math.floor(number);
  const start = Date.UTC(whole, 0, 1) / 1000;
  return Math.floor(start + (number - whole) * (Date.UTC(whole + 1, 0, 1) / 1000 - start));
}

export const NOW = new Date(year(2026) * 1000);
export const A_YEAR = 365 * 24 * 3600;

export function keyringOf(...files: readonly Uint8Array[]): Keyring {
  const read = readKeyring(files.map((content, index) => ({ name: `${index}.pgp`, content })));
  if (!read.ok) throw new Error(read.failures[0]!.message);
  return read.value;
}

export function verdictsOf(
  keys: Keyring,
  signature: Uint8Array,
  more: { now?: Date; content?: Uint8Array } = {},
): readonly Verdict[] {
  return verifySignatureFile({ content: CONTENT, keys, now: NOW, ...more }, { name: "s.sig", content: signature });
}

/** Of the only verdict. */
export function verdictOf(
  keys: Keyring,
  signature: Uint8Array,
  more: { now?: Date; content?: Uint8Array } = {},
): Verdict {
  const verdicts = verdictsOf(keys, signature, more);
  if (verdicts.length !== 1) throw new Error(`${verdicts.length} verdicts`);
  return verdicts[0]!;
}

export function has(program: string): boolean {
  const found = spawnSync(program, [program.startsWith("ssh") ? "-?" : "--version"]).error === undefined;
  if (!found) console.warn(`skipped: ${program} is not installed`);
  return found;
}

const PROGRAMS = { gpgv: has("gpgv"), sqv: has("sqv") };

/** Whether each program that is here accepts; null for one that is not. */
export function others(
  certificate: Uint8Array,
  signature: Uint8Array,
): { readonly gpgv: boolean | null; readonly sqv: boolean | null } {
  const home = mkdtempSync(join(tmpdir(), "fromseed-judges-"));
  try {
    const [keys, file, content] = ["keys.pgp", "s.sig", "content"].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(keys, certificate);
    writeFileSync(file, signature);
    writeFileSync(content, CONTENT);
    const environment = { PATH: process.env["PATH"], HOME: home, GNUPGHOME: home, LC_ALL: "C" };
    const run = (program: string, argv: readonly string[]) => spawnSync(program, argv, { env: environment });
    const gpgv = PROGRAMS.gpgv ? run("gpgv", ["--status-fd", "1", "--keyring", keys, file, content]) : null;
    const sqv = PROGRAMS.sqv ? run("sqv", ["--keyring", keys, file, content]) : null;
    return {
      // Its exit code does not tell how the key stands: the status lines do.
      gpgv: gpgv && /^\[GNUPG:\] GOODSIG /m.test(gpgv.stdout.toString()),
      sqv: sqv && sqv.status === 0,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
