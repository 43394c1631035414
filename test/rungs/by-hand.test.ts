// Each way of bootstrap-seed/README.md to turn the seed's text into bytes makes the pinned bytes.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildRungs, seedFolder } from "./build.ts";
import { run } from "./run.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const readme = readFileSync(join(seedFolder, "README.md"), "utf8");
const ways = [...readme.matchAll(/```sh\n(.*)\n```/g)].map(([, command]) => command!);
const path = `${dirname(process.execPath)}:${process.env["PATH"] ?? "/usr/bin:/bin"}`;

function installed(command: string): boolean {
  const tools = command.match(/\b(sed|tr|fold|awk|xxd|python3|perl|node)\b(?= )/g) ?? [];
  return tools.every((tool) => spawnSync("sh", ["-c", `command -v ${tool}`], { env: { PATH: path } }).status === 0);
}

test("there are three ways and more, of which sed and awk work on any Debian", () => {
  expect(ways.length).toBeGreaterThanOrEqual(3);
  expect(ways.filter(installed).length).toBeGreaterThanOrEqual(2);
});

describe.each(ways)("%s", (command) => {
  const there = installed(command);
  test.skipIf(!there)(
    there ? "makes the pinned bytes" : "makes the pinned bytes (skipped: a tool is not installed)",
    () => {
      const folder = mkdtempSync(join(directory, "way-"));
      for (const name of ["hex0.hex0", "hex0.sha256"]) copyFileSync(join(seedFolder, "hex0", name), join(folder, name));
      const { status, stderr } = spawnSync("sh", ["-c", command], {
        cwd: folder,
        env: { PATH: path, HOME: process.env["HOME"] ?? "/" },
        encoding: "utf8",
        timeout: 20_000,
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const digest = createHash("sha256")
        .update(readFileSync(join(folder, "hex0")))
        .digest("hex");
      expect(`${digest}  hex0\n`).toBe(readFileSync(join(folder, "hex0.sha256"), "latin1"));
    },
  );
});

test("README says how many bytes the rungs are", () => {
  const rungs = buildRungs(directory);
  for (const name of ["hex0", "linker", "asm"] as const) {
    const row = readme.split("\n").find((line) => line.startsWith(`| [${name}]`))!;
    expect(row.endsWith(`| ${readFileSync(rungs[name]).length.toLocaleString("en-US")} |`), row).toBe(true);
  }
});

test.skipIf(spawnSync("readelf", ["--version"]).status !== 0)(
  "readelf knows the seed (skipped where it is missing)",
  () => {
    const seed = join(directory, "hex0");
    expect(run(seed, []).code).toBe(1);
    const { status, stdout } = spawnSync("readelf", ["-h", seed], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toMatch(/Class: +ELF64[^]*Type: +EXEC[^]*Machine: +Advanced Micro Devices X86-64/);
  },
);
