// The texts of POLICY.md's vectors: policies that are read, and texts that are none; the second verifier agrees.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePolicy } from "../../src/policy/parse.ts";
import { checkout } from "../cli/in-process.ts";

interface Vector {
  readonly about: string;
  readonly text: string;
  readonly refused?: string;
}

const { cases } = JSON.parse(readFileSync(new URL("vectors/policies.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Vector[];
};

test.each(cases)("$about", (vector) => {
  for (const key of Object.keys(vector)) expect(["about", "text", "refused"]).toContain(key);
  const read = parsePolicy(vector.text, "policy.txt");
  expect(read.ok, JSON.stringify(read)).toBe(vector.refused === undefined);
  if (!read.ok) expect(read.failures.map(({ message }) => message).join("\n")).toContain(vector.refused);
});

test("the second verifier reads the same ones, and refuses the same ones", () => {
  const root = mkdtempSync(join(tmpdir(), "fromseed-policies-"));
  const good: string[] = [];
  for (const [i, { text, refused, about }] of cases.entries()) {
    const path = join(root, `${i}.txt`);
    writeFileSync(path, text);
    if (refused === undefined) good.push("--policy", path);
    else {
      const { status, stderr } = spawnSync("python3", [join(checkout, "verify/verify.py"), "--policy", path], {
        encoding: "utf8",
      });
      expect({ about, status, stderr }).toEqual({ about, status: 2, stderr: expect.stringMatching(/^error: /) });
    }
  }
  const all = spawnSync("python3", [join(checkout, "verify/verify.py"), ...good], { encoding: "utf8" });
  expect(all).toMatchObject({ status: 0, stdout: `well formed: ${good.length / 2} of ${good.length / 2}\n` });
  rmSync(root, { recursive: true });
});
