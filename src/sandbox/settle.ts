// Makes what steps have written readable and removable for fromseed: a step may have taken its own user's rights away.
// Must never change a file's executable bit, which is part of a tree.

import { succeed, type Result } from "../model/failure.ts";
import { runProgram } from "./host-program.ts";
import { UPPER } from "./prepared-root.ts";
import type { PreparedRoot } from "./prepared-root.ts";

/**
 * Gives the user all rights on directories, and the rights to read and write on files. `path` is the search path for
 * programs.
 */
export async function settle({ scratch }: PreparedRoot, path: string): Promise<Result<undefined>> {
  if (process.geteuid!() === 0) return succeed(undefined); // Root needs no rights.
  const directories = ["-type", "d", "!", "-perm", "-0700", "-exec", "chmod", "u+rwx", "{}", ";"];
  const files = ["-type", "f", "!", "-perm", "-0600", "-exec", "chmod", "u+rw", "{}", "+"];
  const ran = await runProgram({ words: ["find", UPPER, ...directories, "-o", ...files], directory: scratch, path });
  return ran.ok ? succeed(undefined) : ran;
}
