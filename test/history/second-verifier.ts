// The second verifier (verify/history.py) on the same histories as fromseed: both must refuse the same commits, for the
// same cause. It requires python3, git, gpgv and ssh-keygen, as Debian has them.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { checkout } from "../cli/in-process.ts";

interface Answer {
  readonly findings?: readonly { readonly commit: { readonly id: string }; readonly code: string }[];
  readonly guarded?: number;
  readonly accepted?: number;
  readonly failures: readonly { readonly code: string }[];
}

/** `json` is what fromseed answered with --json to the same words. */
export function expectSecondOpinion(folder: string, words: readonly string[], json: string): void {
  const { findings, guarded, accepted, failures } = JSON.parse(json) as Answer;
  const ran = spawnSync("python3", [join(checkout, "verify/history.py"), "--repository", folder, ...words], {
    encoding: "utf8",
  });
  const said = `${ran.stdout}${ran.stderr}`;
  expect([0, 1, 2], said).toContain(ran.status);
  if (findings === undefined) return expect(ran.status, said).not.toBe(0);
  // What a shallow clone lacks it does not do without.
  if (ran.status === 1 && existsSync(join(folder, ".git/shallow"))) return;
  expect(ran.status === 0, said).toBe(failures.length === 0);
  const lines = ran.stdout.trimEnd().split("\n");
  expect(lines.slice(0, -1).sort(), said).toEqual(findings.map(({ commit, code }) => `${commit.id} ${code}`).sort());
  expect(lines.at(-1), said).toContain(`${guarded} changes, ${accepted} accepted`);
}
