// A directory that is gone when the test is over. Must never lie within the checkout.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-fetch-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
