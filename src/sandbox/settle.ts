// Makes what steps have written readable and removable for fromseed: a step may have taken its own user's rights away.
// Must never change a file's executable bit, which is part of a tree.

import { rm } from "node:fs/promises";
import { succeed, type Result } from "../model/failure.ts";
import { runProgram } from "./host-program.ts";
import { UPPER } from "./prepared-root.ts";
import type { PreparedRoot } from "./prepared-root.ts";

/**
 * Gives the user all rights on directories, and the rights to read and write on files. `path` is the search path for
 * programs.
 */
export async function settle(prepared: PreparedRoot, path: string): Promise<Result<undefined>> {
  return regain(prepared.scratch, UPPER, path);
}

/**
 * Removes a scratch directory, also one that a killed fromseed has left and whose directories are closed to an ordinary
 * user.
 */
export async function removeScratch(scratch: string, path: string): Promise<Result<undefined>> {
  const regained = await regain(scratch, ".", path);
  if (regained.ok) await rm(scratch, { recursive: true, force: true });
  return regained;
}

async function regain(scratch: string, below: string, path: string): Promise<Result<undefined>> {
  if (process.geteuid!() === 0) return succeed(undefined); // Root needs no rights.
  const directories = ["-type", "d", "!", "-perm", "-0700", "-exec", "chmod", "u+rwx", "{}", ";"];
  const files = ["-type", "f", "!", "-perm", "-0600", "-exec", "chmod", "u+rw", "{}", "+"];
  const words = ["find", below, ...directories, "-o", ...files];
  const ran = await runProgram({ words, directory: scratch, path });
  return ran.ok ? succeed(undefined) : ran;
}
