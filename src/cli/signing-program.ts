// Runs a program that signs on this machine, for keys that only it can reach: gpg with smartcards, ssh-keygen with agents
// and security keys. Must never run anything else: these are the host programs outside the sandbox.

import { execa } from "execa";

/**
 * Runs an argv of src/manifest/gpg.ts or ssh-keygen.ts with bytes as its input. Rejects with what it said when it fails.
 */
export async function runSigner([program, ...words]: readonly string[], input: Uint8Array): Promise<Buffer> {
  const run = await execa(program!, words, { input, encoding: "buffer", stripFinalNewline: false, reject: false });
  if (run.exitCode === undefined) throw run.cause ?? new Error(`${program} was stopped by ${run.signal}`);
  if (run.exitCode !== 0)
    throw new Error(`${program} ended with code ${run.exitCode}: ${Buffer.from(run.stderr).toString().trim()}`);
  return Buffer.from(run.stdout);
}
