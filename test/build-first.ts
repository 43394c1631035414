// Before all tests: makes the directory for what is made once in a run, and brings the default target up to date in the
// default state folder, so that the tests of the chain have a finished chain and its pinned source to look at (not with
// BUILD_FIRST=no). Where the source cannot be had, those tests say that they are skipped.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { call } from "./faults/fromseed.ts";

export function setup(project: TestProject): () => void {
  const madeOnce = mkdtempSync(join(tmpdir(), "fromseed-once-"));
  project.provide("madeOnce", madeOnce);
  if (process.env["BUILD_FIRST"] !== "no") buildFirst();
  return () => rmSync(madeOnce, { recursive: true, force: true });
}

/** Only a source that cannot be had is no fault of what is tested. */
const FORGIVEN = /"code":"(source-unavailable|offline)"/;

function buildFirst(): void {
  process.stderr.write("Building the default target, which many tests look at, if it is not there ...\n");
  const { status, stdout, stderr } = call(["build", "--json"], { timeout: 1_200_000 });
  const lines = `${stdout}${stderr}`.trimEnd();
  if (status === 0) return;
  if (!FORGIVEN.test(lines)) throw new Error(`the default target could not be built:\n${lines}`);
  console.log(`the default target could not be built; its tests are skipped:\n${lines}`);
}
