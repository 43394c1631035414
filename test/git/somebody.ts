// Somebody who commits, whatever this machine's git is set to.

import { execFileSync } from "node:child_process";

/** For the environment of git. */
export const SOMEBODY = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "me",
  GIT_AUTHOR_EMAIL: "me@example.org",
  GIT_COMMITTER_NAME: "me",
  GIT_COMMITTER_EMAIL: "me@example.org",
};

/** Git in a folder: gives what it prints, and throws where it fails. */
export function gitIn(folder: string): (...words: readonly string[]) => string {
  const env = { ...process.env, ...SOMEBODY };
  return (...words) => execFileSync("git", ["-C", folder, ...words], { encoding: "utf8", env }).trim();
}
