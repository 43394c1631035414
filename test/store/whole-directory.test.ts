// A directory that is made whole: nothing has its name before, whatever ends the process, and nothing is replaced.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fail, succeed } from "../../src/model/failure.ts";
import { makeWhole } from "../../src/store/whole-directory.ts";
import { messages, temporaryFolder, value } from "./temporary-store.ts";

test("it is there when it is filled, and not before or when that fails", async () => {
  const folder = temporaryFolder();
  const destination = join(folder, "out");
  const filled = makeWhole(destination, async (partial) => {
    writeFileSync(join(partial, "file"), "x");
    expect(existsSync(destination)).toBe(false);
    return succeed(7);
  });
  expect(value(await filled)).toBe(7);
  expect(readdirSync(folder)).toEqual(["out"]);
  expect(readdirSync(destination)).toEqual(["file"]);
  expect(messages(await makeWhole(destination, async () => succeed(0)))[0]).toContain("it exists already");
  symlinkSync("nowhere", join(folder, "link"));
  expect(messages(await makeWhole(join(folder, "link"), async () => succeed(0)))[0]).toContain("it exists already");

  const other = join(folder, "other");
  await makeWhole(other, async () => fail("destination", "no"));
  await expect(makeWhole(other, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readdirSync(folder).sort()).toEqual(["link", "out"]);
});

test("a kill leaves it under another name, which the next one tells of", async () => {
  const folder = temporaryFolder();
  const destination = join(folder, "out");
  const module = join(import.meta.dirname, "../../src/store/whole-directory.ts");
  const script = `import { makeWhole } from ${JSON.stringify(module)};
    await makeWhole(${JSON.stringify(destination)}, async () => process.kill(process.pid, "SIGKILL"));`;
  expect(spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script]).signal).toBe("SIGKILL");
  expect(readdirSync(folder)).toEqual(["out.partial"]);
  const next = await makeWhole(destination, async () => succeed(0));
  expect(messages(next)[0]).toBe(
    `Cannot export to ${JSON.stringify(destination)}: ${JSON.stringify(`${destination}.partial`)} is in the way`,
  );
  expect(next.ok ? undefined : next.failures[0]!.hint).toContain("an export that was killed left it");
  rmSync(`${destination}.partial`, { recursive: true });
  mkdirSync(join(folder, "kept"));
  expect(value(await makeWhole(destination, async () => succeed(1)))).toBe(1);
});
