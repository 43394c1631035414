// The commands of MANIFEST.md, run as they stand there on a manifest and its tree.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import { EXAMPLE } from "./example.ts";

const installed = spawnSync("jq", ["--version"]).status === 0;
if (!installed) console.warn("skipped: jq is not installed");

test.runIf(installed)("what the page says can be checked with ordinary tools can be", () => {
  const page = readFileSync(new URL("../../src/manifest/MANIFEST.md", import.meta.url), "utf8");
  const [commands] = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, text]) => text!);
  const folder = mkdtempSync(join(tmpdir(), "fromseed-page-"));
  try {
    const text = writeManifest({ ...EXAMPLE, stage: "tools-2" });
    writeFileSync(join(folder, "tools-2.json"), text);
    mkdirSync(join(folder, "TREE/bin"), { recursive: true });
    writeFileSync(join(folder, "TREE/bin/hex0"), "hex0");
    chmodSync(join(folder, "TREE/bin/hex0"), 0o755);
    const sums = join(folder, "sums");
    const said = execFileSync("sh", ["-eu", "-c", commands!.replaceAll("/tmp/sums", sums)], { cwd: folder }).toString();
    expect(said.split("\n")).toEqual([`${sha256(text)}  tools-2.json`, `${EXAMPLE.key}  -`, "bin/hex0: OK", ""]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
