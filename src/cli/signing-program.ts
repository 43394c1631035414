// Runs a program that signs on this machine, for keys that only it can reach: gpg with smartcards, ssh-keygen with agents
// and security keys. Must never run anything else: these are the host programs outside the sandbox.

import { spawn } from "node:child_process";

/**
 * Runs an argv of src/manifest/gpg.ts or ssh-keygen.ts with bytes as its input. Rejects with what it said when it fails.
 */
export async function runSigner([program, ...words]: readonly string[], input: Uint8Array): Promise<Buffer> {
  const child = spawn(program!, words, { stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  child.stderr.on("data", (piece: Buffer) => errors.push(piece));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`${program} ended with code ${code}: ${Buffer.concat(errors).toString().trim()}`);
  return Buffer.concat(output);
}
