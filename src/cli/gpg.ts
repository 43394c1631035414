// Runs gpg on this machine, for keys that only gpg can reach (smartcards). The one host program outside the sandbox.

import { spawn } from "node:child_process";

/** Runs an argv of src/manifest/gpg.ts with bytes as its input. Rejects with what it said when it fails. */
export async function runGpg([program, ...words]: readonly string[], input: Uint8Array): Promise<Buffer> {
  const child = spawn(program!, words, { stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  child.stderr.on("data", (piece: Buffer) => errors.push(piece));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`gpg ended with code ${code}: ${Buffer.concat(errors).toString().trim()}`);
  return Buffer.concat(output);
}
