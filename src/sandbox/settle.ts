// Makes what steps have written readable and removable for fromseed: a step may have taken its own user's rights away.
// Must never change a file's executable bit, which is part of a tree.

import { execa } from "execa";
import { UPPER } from "./layout.ts";
import type { Layout } from "./layout.ts";

/** Gives the user all rights on directories and the rights to read and write on files. Root needs none of them. */
export async function settle(layout: Layout, path: string): Promise<void> {
  if (process.geteuid!() === 0) return;
  const directories = ["-type", "d", "!", "-perm", "-0700", "-exec", "chmod", "u+rwx", "{}", ";"];
  const files = ["-type", "f", "!", "-perm", "-0600", "-exec", "chmod", "u+rw", "{}", "+"];
  await execa("find", [UPPER, ...directories, "-o", ...files], { cwd: layout.scratch, env: { PATH: path, LC_ALL: "C" }, extendEnv: false, reject: false, stdio: "ignore" });
}
