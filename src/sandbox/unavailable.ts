// Says why this machine could not set up the sandbox, in the words of the program that failed. Must never show less than
// what that program said: the cause may be one that nobody here has thought of.

import { readFileSync, realpathSync } from "node:fs";
import type { Failure } from "../model/failure.ts";

/** The part of a failure that says why, before it is known of what. */
export type Reason = Pick<Failure, "code" | "message" | "hint">;

/** What a stage that asks for /proc meets in most containers. */
export const PROC_UNAVAILABLE: Reason = {
  code: "proc-unavailable",
  message: "no /proc can be mounted on this machine, as in containers that cover parts of theirs",
  hint: "only stages that ask for /proc are concerned: for them, start the container with an uncovered /proc (docker, podman: --security-opt systempaths=unconfined)",
};

/** Where nothing better is known. */
export const DOCTOR_HINT = `"fromseed doctor" says what this machine lacks`;

/** Where overlays cannot be written to: their own kind, and file systems of other machines. */
const NO_UPPER_LAYER = /^(overlay|aufs|fuse\.\S+|nfs4?|cifs|9p|virtiofs|vfat|exfat|ntfs3?|ecryptfs)$/;

/** From the lines that the chain's programs have printed; `scratch` is what it was set up in. */
export function unavailable(scratch: string, said: readonly string[]): Reason {
  // What mount(8) says last is only where more may be found.
  const words = said.map((line) => line.trim()).filter((line) => !line.startsWith("dmesg(1)"));
  const message = `the sandbox could not be set up: ${words.join("; ") || "it ended without a message"}`;
  if (!words.some((line) => line.startsWith("mount: ")))
    return { code: "sandbox-unavailable", message, hint: DOCTOR_HINT };
  const found = fileSystemOf(scratch);
  return {
    code: "sandbox-unavailable",
    message:
      found === undefined
        ? message
        : `${message} (the state folder is on ${found.type}, mounted at ${JSON.stringify(found.at)})`,
    hint:
      found !== undefined && NO_UPPER_LAYER.test(found.type)
        ? `overlays cannot be laid on ${found.type}: keep the state folder on a volume, or give another place with --home, on ext4, xfs, btrfs or tmpfs`
        : DOCTOR_HINT,
  };
}

/** The file system that holds a path, from proc_pid_mountinfo(5). */
function fileSystemOf(path: string): { readonly type: string; readonly at: string } | undefined {
  const real = realpathSync(path);
  let found: { readonly type: string; readonly at: string } | undefined;
  for (const line of readFileSync("/proc/self/mountinfo", "utf8").split("\n")) {
    const fields = line.split(" ");
    const at = fields[4]?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    const type = fields[fields.indexOf("-") + 1];
    if (at === undefined || type === undefined || !`${real}/`.startsWith(at === "/" ? "/" : `${at}/`)) continue;
    // Of two at one place, the later covers the earlier.
    if (found === undefined || at.length >= found.at.length) found = { type, at };
  }
  return found;
}
