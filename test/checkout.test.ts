// What git writes into a checkout is what was committed, whatever its settings say of line ends.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const git = (directory: string, ...words: string[]): string =>
  execFileSync("git", ["-C", directory, ...words], { encoding: "utf8", maxBuffer: 1 << 26 });

test.skipIf(!existsSync(join(root, ".git")))("a clone with core.autocrlf has every byte as it was committed", () => {
  const clone = mkdtempSync(join(tmpdir(), "fromseed-clone-"));
  try {
    git(root, "clone", "--quiet", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", ".", clone);
    // Links hold a path, which git gives to nobody's line ends.
    const committed = git(clone, "ls-files", "-s", "-z")
      .split("\0")
      .filter((line) => line.startsWith("100"));
    const paths = committed.map((line) => line.slice(line.indexOf("\t") + 1));
    const digests = execFileSync("git", ["-C", clone, "hash-object", "--no-filters", "--stdin-paths"], {
      encoding: "utf8",
      input: paths.join("\n"),
    });
    expect(digests.trimEnd().split("\n")).toEqual(committed.map((line) => line.split(" ")[1]));
    expect(paths.length).toBeGreaterThan(300);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});
